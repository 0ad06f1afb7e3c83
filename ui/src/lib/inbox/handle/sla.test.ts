import { describe, expect, it } from 'vitest';
import { asTime } from '$lib/words/week';
import { OFFERED, promised } from './sla';

const entered = { first: 30, next: null, days: [5, 1], from: '09:00', to: '18:30' };

describe('a promise', () => {
  it('is what was entered, its days in the order of the week', () => {
    expect(promised(entered)).toEqual({ first_reply: 30, next_reply: null, days: [1, 5], from: 540, to: 1_110 });
    const { first_reply, next_reply, days, from, to } = OFFERED;
    expect(promised({ first: first_reply, next: next_reply, days, from: asTime(from), to: asTime(to) })).toEqual(OFFERED);
  });

  it.each([
    [{ first: null }, 'targets'],
    [{ days: [] }, 'days'],
    [{ to: '' }, 'hours'],
  ])('%o misses its %s', (part, problem) => {
    expect(promised({ ...entered, ...part })).toBe(problem);
  });
});
