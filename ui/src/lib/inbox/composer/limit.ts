import { MAX_TEXT_BYTES } from '$lib/contract/generated';
import { byteLength } from '$lib/words/text';

/** From here the counter is shown. */
const SHOWN_FROM = 800;

/** What the counter says of a text. */
export type Limit = { bytes: number; shown: boolean; over: boolean };

/** Counts a text as Instagram does: bytes of UTF-8, without the white space around it. */
export function limit(text: string): Limit {
  const bytes = byteLength(text.trim());
  return { bytes, shown: bytes >= SHOWN_FROM, over: bytes > MAX_TEXT_BYTES };
}
