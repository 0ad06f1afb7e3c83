import { describe, expect, it } from 'vitest';
import { areSame, entered, toEnter } from './quietHours';

describe('quiet hours', () => {
  it('are what was entered, their days in the order of the week', () => {
    expect(entered([])).toEqual([]);
    expect(entered([toEnter(), { days: [7, 6], from: '00:00', to: '00:00' }])).toEqual([
      { days: [1, 2, 3, 4, 5, 6, 7], from: 1_320, to: 480 },
      { days: [6, 7], from: 0, to: 0 },
    ]);
    const kept = { days: [1, 5], from: 61, to: 1_439 };
    expect(entered([toEnter(kept)])).toEqual([kept]);
  });

  it('are other hours once one of them is', () => {
    const night = { days: [1, 5], from: 1_320, to: 480 };
    expect(areSame([night], [{ to: 480, from: 1_320, days: [1, 5] }])).toBe(true);
    expect(areSame([night], [{ ...night, days: [1] }])).toBe(false);
    expect(areSame([night], [{ ...night, to: 481 }])).toBe(false);
    expect(areSame([night], [])).toBe(false);
  });

  it.each([
    [{ days: [] }, 'days'],
    [{ from: '' }, 'hours'],
    [{ to: '' }, 'hours'],
  ] as const)('%o miss their %s', (part, problem) => {
    expect(entered([toEnter(), { ...toEnter(), ...part }])).toBe(problem);
  });
});
