import { describe, expect, it } from 'vitest';
import { byteLength, initials, isEmojiOnly, pieces, plain } from './text';

describe('bytes', () => {
  it('counts as Instagram does', () => {
    expect(byteLength('hello')).toBe(5);
    expect(byteLength('é')).toBe(2);
    expect(byteLength('👨‍👩‍👧‍👦')).toBe(25);
  });
});

describe('names', () => {
  it('loses what would turn the direction of its neighbours', () => {
    expect(plain('safe\u202Egnp.exe')).toBe('safegnp.exe');
  });

  it('gives letters for a picture', () => {
    expect(initials('Mira Kovač')).toBe('MK');
    expect(initials('@luma.skin')).toBe('LS');
    expect(initials('שירה לוי')).toBe('ש');
    expect(initials('👨‍👩‍👧‍👦')).toBe('👨‍👩‍👧‍👦');
    expect(initials('')).toBe('?');
  });
});

describe('emoji', () => {
  it('is large only when alone and few', () => {
    expect(isEmojiOnly('🥶')).toBe(true);
    expect(isEmojiOnly('❤️ 👍🏽')).toBe(true);
    expect(isEmojiOnly('ok 👍')).toBe(false);
    expect(isEmojiOnly(' ℹ️')).toBe(true);
    expect(isEmojiOnly('ℹ️ see below')).toBe(false);
    expect(isEmojiOnly('12')).toBe(false);
    expect(isEmojiOnly('😀😀😀😀')).toBe(false);
  });
});

describe('ranges', () => {
  it('cuts a text', () => {
    expect(pieces('see example.com now', [{ start: 4, end: 15 }])).toEqual([
      { text: 'see ', mark: null },
      { text: 'example.com', mark: 0 },
      { text: ' now', mark: null },
    ]);
  });

  it('ignores ranges that cannot be', () => {
    expect(pieces('abc', [{ start: 2, end: 9 }])).toEqual([{ text: 'abc', mark: null }]);
  });
});
