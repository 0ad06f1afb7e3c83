import { describe, expect, it } from 'vitest';
import { busiest, countOf, levelOf, took } from './figures';

const week = (cells: [number, number, number][]) => {
  const hours = Array.from({ length: 7 }, () => Array<number>(24).fill(0));
  for (const [day, hour, count] of cells) hours[day]![hour] = count;
  return hours;
};

describe('figures', () => {
  it('have no number where there is nothing', () => {
    expect([took(undefined), countOf(0, 0), countOf(0, 3), countOf(2, 3)]).toEqual(['–', '–', '0', '2']);
    expect(took(1_800_000)).toBe('30 m');
    expect([took(5 * 3_600_000 + 59 * 60_000), took(24 * 3_600_000), took(4 * 3_600_000)]).toEqual(['5 h 59 m', '24 h', '4 h']);
  });

  it('are darker the more there is, and never as light as nothing', () => {
    expect([0, 1, 20, 21, 99, 100].map((count) => levelOf(count, 100))).toEqual([0, 1, 1, 2, 5, 5]);
    expect(levelOf(1, 1)).toBe(5);
  });

  it('know the fullest hour, of several the first', () => {
    expect(busiest(week([]))).toBeNull();
    expect(busiest(week([[6, 2, 4], [1, 23, 9], [2, 0, 9]]))).toEqual({ day: 1, hour: 23, count: 9 });
  });
});
