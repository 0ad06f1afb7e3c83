import { describe, expect, it } from 'vitest';
import { messagesOf } from './split';

const sentence = `W${'ord w'.repeat(119)}ord.`;

describe('a text that is too long for one message', () => {
  it.each([
    ['fits', 'hello', 1],
    ['fits exactly', 'é'.repeat(500), 1],
    ['goes by sentences', `${sentence} ${sentence}`, 2],
    ['goes by words', 'word '.repeat(300), 2],
    ['goes by graphemes, never inside one', '👨‍👩‍👧‍👦'.repeat(60), 2],
    ['goes by bytes, not letters', 'ا'.repeat(501), 2],
    ['goes in three', `${sentence} ${sentence} ${sentence}`, 3],
    ['is empty', '   ', 1],
  ])('%s', (_, text, count) => {
    expect(messagesOf(text)).toBe(count);
  });

  it('ends, whatever it is', () => {
    expect(messagesOf(`a${'\u0301'.repeat(1_000)}`)).toBeGreaterThan(1);
    expect(messagesOf('x'.repeat(50_000))).toBe(50);
  });
});
