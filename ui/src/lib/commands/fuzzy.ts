import { plain } from '$lib/words/text';

const BREAK = /[\s@._-]/;

/** Letters of scripts that are written without spaces: no word is seen to begin there, so scattered letters mean nothing. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** Whole pieces of a text beat letters that are scattered over it, however many words they begin. */
const PIECE_AT_WORD = 100;
const WORDS = 80;
/** What is found by other words than its own, or by some of both. */
const ALSO = 75;
const PIECE = 50;

/**
 * How well a text answers what was typed: best when it stands there in one piece at the start of a word, then in one
 * piece, then its words in another order, then every letter in order, each in the word of the one before or at the
 * start of another. In a script without spaces only pieces count. `null`: not at all.
 */
export function score(text: string, typed: string): number | null {
  const hay = fold(text);
  const needle = fold(typed).trim();
  if (needle === '') return 0;
  const points = piece(hay, needle) ?? words(hay, needle.split(/\s+/)) ?? (UNSPACED.test(needle) ? null : scattered(hay, needle.replace(/\s+/g, '')));
  return points === null ? null : points - hay.length * 0.01;
}

/** Whether what was typed stands in a text in one piece. */
export function isPiece(text: string, typed: string): boolean {
  return fold(text).includes(fold(typed).trim());
}

/** What is found by its title, and also by other words for the same. */
type Found = { title: () => string; also?: () => string };

/** The same of what has other words, too: each of those that were typed begins one of either. */
function best(one: Found, typed: string): number | null {
  const own = score(one.title(), typed);
  return own !== null && own >= ALSO ? own : isAlso(one, typed) ? ALSO : own;
}

function isAlso({ title, also }: Found, typed: string): boolean {
  const needles = fold(typed).trim().split(/\s+/);
  return also !== undefined && needles[0] !== '' && words(fold(`${title()} ${also()}`), needles) !== null;
}

/** Whether what was typed stands in a title in one piece, or its words are among the other ones. */
export function answers(one: Found, typed: string): boolean {
  return typed.trim() !== '' && (isPiece(one.title(), typed) || isAlso(one, typed));
}

/** What a palette shows: the best first, what takes something away last. `bonus` is for what was chosen lately. */
export function ranked<C extends Found & { destructive?: boolean }>(
  commands: readonly C[],
  typed: string,
  bonus: (command: C) => number,
): C[] {
  return commands
    .map((command) => ({ command, points: best(command, typed) }))
    .filter((one): one is { command: C; points: number } => one.points !== null)
    .map(({ command, points }) => ({ command, points: points + bonus(command), last: command.destructive ? 1 : 0 }))
    .sort((one, two) => one.last - two.last || two.points - one.points)
    .map((one) => one.command);
}

function piece(hay: string, needle: string): number | null {
  let best: number | null = null;
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + 1)) {
    if (startsWord(hay, at)) return PIECE_AT_WORD;
    best = PIECE;
  }
  return best;
}

/** Every word that was typed begins one of the text's, or stands in a text without spaces. */
function words(hay: string, needles: string[]): number | null {
  return needles.every((one) => (piece(hay, one) ?? 0) >= (UNSPACED.test(one) ? PIECE : PIECE_AT_WORD)) ? WORDS : null;
}

/** Letters that are strewn over the middles of words mean nothing: "theme" is not in "Delete the data of this computer". */
function scattered(hay: string, needle: string): number | null {
  let best: number | null = null;
  for (let at = hay.indexOf(needle[0] ?? ''); at >= 0; at = hay.indexOf(needle[0] ?? '', at + 1)) {
    const points = startsWord(hay, at) ? from(hay, at, needle) : null;
    if (points !== null && (best === null || points > best)) best = points;
  }
  return best;
}

/** The first letter stands there; each other one is the next that may be meant. */
function from(hay: string, start: number, needle: string): number | null {
  let points = 3;
  let at = start;
  for (const letter of needle.slice(1)) {
    let found = at + 1;
    let sameWord = true;
    while (found < hay.length && !(hay[found] === letter && (sameWord || startsWord(hay, found)))) {
      if (BREAK.test(hay[found] ?? '')) sameWord = false;
      found += 1;
    }
    if (found >= hay.length) return null;
    points += found === at + 1 ? 4 : startsWord(hay, found) ? 3 : 0;
    points -= Math.min(3, found - at - 1) * 0.25;
    at = found;
  }
  return Math.min(points, PIECE - 1);
}

function startsWord(hay: string, at: number): boolean {
  return at === 0 || BREAK.test(hay[at - 1] ?? '');
}

/** Small letters alone: no marks above or below, and none that only direct a line. */
function fold(text: string): string {
  return plain(text).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
