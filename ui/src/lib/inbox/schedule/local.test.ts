import { expect, it } from 'vitest';
import { atLocal, localOf } from './local';

it('a moment goes through the field and back, to the minute', () => {
  const at = new Date(2026, 2, 9, 7, 5).getTime();
  expect(localOf(at)).toBe('2026-03-09T07:05');
  expect(atLocal(localOf(at + 30_000))).toBe(at);
  expect([atLocal(''), atLocal('2026-03')]).toEqual([null, new Date('2026-03').getTime()]);
  expect(atLocal('soon')).toBe(null);
});
