import { expect, it } from 'vitest';
import { isAlways } from './quiet';

const DAYS = [1, 2, 3, 4, 5, 6, 7];

it('refuses what leaves no minute of the week, as the core does', () => {
  const [day, night] = [{ days: DAYS, from: 480, to: 1_200 }, { days: DAYS, from: 1_200, to: 480 }];
  expect(isAlways([day, night])).toBe(true);
  expect(isAlways([{ days: DAYS, from: 60, to: 60 }])).toBe(true);
  expect(isAlways([day, { ...night, to: 479 }])).toBe(false);
  expect(isAlways([day, { ...night, days: DAYS.slice(1) }])).toBe(false);
  expect(isAlways([])).toBe(false);
});
