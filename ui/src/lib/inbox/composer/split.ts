import { MAX_TEXT_BYTES } from '$lib/contract/generated';
import { byteLength } from '$lib/words/text';

const sentences = new Intl.Segmenter(undefined, { granularity: 'sentence' });
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * Into how many messages a text goes. Cut as the core cuts it when it is sent: after a sentence where one ends in the
 * part's second half, else between words, else between graphemes.
 */
export function messagesOf(text: string): number {
  let rest = text.trim();
  let count = 1;
  while (byteLength(rest) > MAX_TEXT_BYTES) {
    rest = rest.slice(border(rest)).trimStart();
    if (rest) count += 1;
  }
  return count;
}

/** Where the first part ends, in UTF-16 code units: at least one, at most a message's bytes. */
function border(text: string): number {
  const reach = within(text);
  const sentence = last(reach, ends(sentences, text));
  if (sentence !== undefined && byteLength(text.slice(0, sentence)) >= MAX_TEXT_BYTES / 2) return sentence;
  const word = last(reach, [...text.slice(0, reach + 1).matchAll(/\s/gu)].map((space) => space.index).filter((at) => at > 0));
  if (word !== undefined) return word;
  return last(reach, ends(graphemes, text)) ?? Math.max(1, reach);
}

/** How far a message's bytes reach. */
function within(text: string): number {
  let bytes = 0;
  let at = 0;
  for (const letter of text) {
    bytes += byteLength(letter);
    if (bytes > MAX_TEXT_BYTES) break;
    at += letter.length;
  }
  return at;
}

function last(reach: number, borders: readonly number[]): number | undefined {
  return borders.findLast((at) => at <= reach);
}

/** Where the segments end, without the white space behind them. Looks no further than a message can reach. */
function ends(segmenter: Intl.Segmenter, text: string): number[] {
  const part = text.slice(0, MAX_TEXT_BYTES * 2);
  return Array.from(segmenter.segment(part), ({ segment, index }) => index + segment.trimEnd().length);
}
