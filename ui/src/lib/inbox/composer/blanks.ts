/**
 * Variables of saved replies that were not filled in. Found as the core finds them (domain::saved_reply::tokens): both
 * are held to the same table.
 */
const BLANK = /\{\{ *\p{Alphabetic}[\p{Alphabetic}\p{N}_ -]{0,79}(?:\|[^{}\n]{0,200})?\}\}/gu;
const MOST_NAME = 40;

type Blank = { start: number; end: number };

/** Every blank of a text, in UTF-16 code units. */
export function blanksOf(text: string): Blank[] {
  const found: Blank[] = [];
  for (const match of text.matchAll(BLANK)) {
    const name = match[0].slice(2, -2).split('|')[0]?.trim() ?? '';
    if ([...name].length <= MOST_NAME) found.push({ start: match.index, end: match.index + match[0].length });
  }
  return found;
}

/** The blank that Tab goes to from a caret: the next one, none after the last. */
export function nextBlank(text: string, caret: { start: number; end: number }): Blank | undefined {
  const all = blanksOf(text);
  const at = all.findIndex((blank) => blank.start === caret.start && blank.end === caret.end);
  return at >= 0 ? all[at + 1] : all.find((blank) => blank.start >= caret.end);
}
