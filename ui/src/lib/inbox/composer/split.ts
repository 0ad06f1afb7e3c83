import { MAX_TEXT_BYTES } from '$lib/contract/generated';
import { byteLength } from '$lib/words/text';

const pieces = (granularity: 'sentence' | 'word' | 'grapheme') => new Intl.Segmenter(undefined, { granularity });
const STEPS = [pieces('sentence'), pieces('word'), pieces('grapheme')];

/** Into how many messages a text goes at least when it is cut between sentences, then words, never within a letter. */
export function messagesOf(text: string, most: number = MAX_TEXT_BYTES): number {
  return Math.max(1, cut(text.trim(), most, 0).length);
}

function cut(text: string, most: number, step: number): string[] {
  const segmenter = STEPS[step];
  if (byteLength(text.trim()) <= most || !segmenter) return [text];
  const parts: string[] = [];
  let part = '';
  for (const { segment } of segmenter.segment(text)) {
    if (byteLength((part + segment).trim()) <= most) {
      part += segment;
      continue;
    }
    if (part.trim()) parts.push(part);
    const smaller = cut(segment, most, step + 1);
    parts.push(...smaller.slice(0, -1));
    part = smaller.at(-1) ?? '';
  }
  if (part.trim()) parts.push(part);
  return parts;
}
