import { describe, expect, it } from 'vitest';
import { slashAt } from './slash';

describe('a slash opens the saved replies', () => {
  it.each([
    ['/', 1, ''],
    ['/thx', 4, 'thx'],
    ['Hello /th', 9, 'th'],
    ['Hello\n/', 7, ''],
    ['ab /תודה', 8, 'תודה'],
    ['a\u00a0/x', 4, 'x'],
    ['/thx and more', 3, 'th'],
  ])('in %j at %i', (text, caret, typed) => {
    expect(slashAt(text, caret)?.typed).toBe(typed);
  });

  it.each([
    ['and/or', 6],
    ['https://x', 9],
    ['1 / 2', 5],
    ['/thx ', 5],
    ['', 0],
    ['//', 2],
    ['x'.repeat(60) + '/abc', 64],
    ['/' + 'x'.repeat(60), 61],
  ])('but not in %j at %i', (text, caret) => {
    expect(slashAt(text, caret)).toBe(null);
  });
});
