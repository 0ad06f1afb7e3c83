const BIDI = /[\u202a-\u202e\u2066-\u2069\u200e\u200f]/g;

/** A name or snippet that cannot turn the writing direction of what follows it. */
export function plain(text: string): string {
  return text.replace(BIDI, '');
}

/** Bytes of UTF-8, as Instagram counts a message. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function graphemes(text: string): string[] {
  return Array.from(segmenter.segment(text), (part) => part.segment);
}

/** One or two letters for a round picture, never half of an emoji. */
export function initials(name: string): string {
  const words = plain(name).trim().replace(/^@/, '').split(/[\s._-]+/u).filter(Boolean);
  const letters = words.map((word) => graphemes(word)[0] ?? '').filter((first) => /[\p{L}\p{N}]/u.test(first));
  if (letters.length === 0) return graphemes(plain(name).trim())[0] ?? '?';
  const one = letters[0] ?? '';
  const two = letters.length > 1 ? (letters[letters.length - 1] ?? '') : '';
  // Scripts without capitals read better with one letter.
  return (/[\p{Lu}\p{Ll}\p{N}]/u.test(one) ? one + two : one).toLocaleUpperCase();
}

/** Drawn as an emoji by itself or by the sign after it, or a key. WebKit takes 60 ms to make `\p{RGI_Emoji}` ready. */
const EMOJI = /^(?:(?!\p{RI}$)\p{Emoji_Presentation}|(?![\d#*])\p{Emoji}(?:\uFE0F|\p{EMod})|[\d#*]\uFE0F\u20E3)/u;

/** One to three emoji and nothing else: shown large. */
export function isEmojiOnly(text: string): boolean {
  let count = 0;
  for (const { segment } of segmenter.segment(text.replace(/\s+/g, ''))) {
    count += 1;
    if (count > 3 || !EMOJI.test(segment)) return false;
  }
  return count > 0;
}

/** A piece of a text: ordinary, or marked by a range. */
type Piece = { text: string; mark: number | null };

/** Cuts a text at ranges (in UTF-16 code units). Ranges that overlap or lie outside are left out. */
export function pieces(text: string, ranges: readonly { start: number; end: number }[]): Piece[] {
  const cut: Piece[] = [];
  let at = 0;
  ranges.forEach((range, mark) => {
    if (range.start < at || range.end > text.length || range.end <= range.start) return;
    if (range.start > at) cut.push({ text: text.slice(at, range.start), mark: null });
    cut.push({ text: text.slice(range.start, range.end), mark });
    at = range.end;
  });
  if (at < text.length) cut.push({ text: text.slice(at), mark: null });
  return cut;
}
