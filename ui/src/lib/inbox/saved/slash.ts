/** What is typed after a slash to find a saved reply: where the slash stands, and the words behind it. */
export type Slash = { start: number; end: number; typed: string };

const MOST = 40;

/** The slash that the caret stands behind: at the start of a line or after a space, with no space since. */
export function slashAt(text: string, caret: number): Slash | null {
  const before = text.slice(Math.max(0, caret - MOST - 1), caret);
  const found = /(?:^|\s)\/([^\s/]*)$/u.exec(before);
  if (!found) return null;
  const typed = found[1] ?? '';
  const start = caret - typed.length - 1;
  // What was cut off must not look like the start of a line.
  if (start > 0 && !/\s/.test(text[start - 1] ?? '')) return null;
  return { start, end: caret, typed };
}
