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
  return scored(fold(text), needleOf(typed));
}

function scored(hay: string, needle: Needle): number | null {
  if (needle.text === '') return 0;
  const points = piece(hay, needle.text) ?? words(hay, needle.words) ?? (needle.unspaced ? null : scattered(hay, needle.letters));
  return points === null ? null : points - hay.length * 0.01;
}

/** Whether what was typed stands in a text in one piece. */
export function isPiece(text: string, typed: string): boolean {
  return fold(text).includes(needleOf(typed).text);
}

/** What was typed, folded once for everything that it is compared with. */
type Needle = { text: string; words: string[]; letters: string; unspaced: boolean };
let latest: { typed: string; needle: Needle } | undefined;

function needleOf(typed: string): Needle {
  if (latest?.typed !== typed) {
    const text = fold(typed).trim();
    latest = { typed, needle: { text, words: text.split(/\s+/), letters: text.replace(/\s+/g, ''), unspaced: UNSPACED.test(text) } };
  }
  return latest.needle;
}

/**
 * What is found by its title, and also by other words for the same. `paletteOnly`: only by what holds what was typed, since
 * it is many and would bury the rest. `destructive`: takes something away, and comes last.
 */
type Found = { title: () => string; also?: () => string; paletteOnly?: boolean; destructive?: boolean };

/** What can be found. Its words are made and folded when they are first compared, and kept for every further letter. */
class Entry<C extends Found> {
  #title: string | undefined;
  #also: string | undefined;

  constructor(readonly command: C) {}

  get title(): string {
    return (this.#title ??= fold(this.command.title()));
  }

  get also(): string {
    return (this.#also ??= fold(this.command.also?.() ?? ''));
  }
}

/** What can be found among these, for as long as they are called so. */
export function entriesOf<C extends Found>(commands: readonly C[]): Entry<C>[] {
  return commands.map((command) => new Entry(command));
}

/** What a palette shows: the best first, what takes something away last. `bonus` is for what was chosen lately. */
export function ranked<C extends Found>(entries: readonly Entry<C>[], typed: string, bonus: (command: C) => number): C[] {
  const needle = needleOf(typed);
  return entries
    .map((entry) => ({ command: entry.command, points: best(entry, needle) }))
    .filter((one): one is { command: C; points: number } => one.points !== null)
    .map(({ command, points }) => ({ command, points: points + bonus(command), last: command.destructive ? 1 : 0 }))
    .sort((one, two) => one.last - two.last || two.points - one.points)
    .map((one) => one.command);
}

/** How well an entry answers: by its title, or each of the words that were typed begins one of that or of its others. */
function best(entry: Entry<Found>, needle: Needle): number | null {
  const { paletteOnly = false } = entry.command;
  if (needle.text === '') return paletteOnly ? null : 0;
  const own = paletteOnly && !entry.title.includes(needle.text) ? null : scored(entry.title, needle);
  return own !== null && own >= ALSO ? own : isAlso(entry, needle, paletteOnly) ? ALSO : own;
}

function isAlso({ title, also }: Entry<Found>, needle: Needle, many: boolean): boolean {
  return also !== '' && needle.words.every((word) => isWord(title, word) || ((!many || isEnough(word)) && isWord(also, word)));
}

/** Whether so much of another word says that it is meant, where many things share it: less would find them all. */
function isEnough(word: string): boolean {
  return [...word].length >= (UNSPACED.test(word) ? 2 : 3);
}

function piece(hay: string, needle: string): number | null {
  let best: number | null = null;
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + 1)) {
    if (startsWord(hay, at)) return PIECE_AT_WORD;
    best = PIECE;
  }
  return best;
}

/** Every word that was typed is one of the text's. */
function words(hay: string, needles: string[]): number | null {
  return needles.every((one) => isWord(hay, one)) ? WORDS : null;
}

/** A word that was typed begins one of the text's, or stands in a text without spaces. */
function isWord(hay: string, word: string): boolean {
  return (piece(hay, word) ?? 0) >= (UNSPACED.test(word) ? PIECE : PIECE_AT_WORD);
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
