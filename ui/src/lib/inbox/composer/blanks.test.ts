import { describe, expect, it } from 'vitest';
import table from '../../../../../src-tauri/crates/domain/src/saved_reply/tokens.json';
import { blanksOf, nextBlank } from './blanks';

describe('blanks', () => {
  it.each(table)('are found as by the core: $text', ({ text, found }) => {
    expect(blanksOf(text).map(({ start, end }) => text.slice(start, end))).toEqual(found);
  });

  it('are walked through from the caret to the last, and no further', () => {
    const text = 'Hi {{a}}, your {{b}} and {{c}}.';
    const caret = (at: number) => ({ start: at, end: at });
    const walked: string[] = [];
    let at = nextBlank(text, caret(0));
    while (at) {
      walked.push(text.slice(at.start, at.end));
      at = nextBlank(text, at);
    }
    expect(walked).toEqual(['{{a}}', '{{b}}', '{{c}}']);
    expect(nextBlank(text, caret(10))).toEqual({ start: 15, end: 20 });
    expect(nextBlank(text, caret(text.length))).toBe(undefined);
  });
});
