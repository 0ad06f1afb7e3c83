import { expect, it } from 'vitest';
import { snapped } from './graphemes';

it('nothing is inserted inside a grapheme', () => {
  const family = '👨‍👩‍👧‍👦';
  expect(snapped(`a${family}b`, 3)).toBe(1 + family.length);
  expect(snapped('👋🏽!', 2)).toBe('👋🏽'.length);
  expect(snapped('🇩🇪', 2)).toBe(4);
  expect(snapped('e\u0301a', 1)).toBe(2);
  expect([snapped('abc', 1), snapped('abc', 0), snapped('abc', 9), snapped('', 0)]).toEqual([1, 0, 3, 0]);
});
