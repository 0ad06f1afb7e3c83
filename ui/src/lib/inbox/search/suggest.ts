/** What can be completed: from where to where, and with what. */
export type Suggestion = {
  /** What stands in the field instead of what is being typed. */
  insert: string;
  /** What is shown: the filter, or its value. */
  text: string;
  /** What it means. */
  note: string;
};

/** What is known here that a filter can name. */
type Known = { handles: readonly string[]; labels: readonly string[] };

/** The filters and their values, each with its words. */
export type Words = {
  filters: Record<Filter, string>;
  is: Record<string, string>;
  has: Record<string, string>;
  window: Record<string, string>;
  days: Record<string, string>;
};

const FILTERS = ['from', 'handle', 'label', 'is', 'has', 'before', 'after', 'window'] as const;
export type Filter = (typeof FILTERS)[number];

/** No more are shown. */
const MOST = 11;

/** The part of a text that is being typed: from the last blank outside of quotes to its end. */
function typing(text: string): { start: number; not: boolean; part: string } {
  let start = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    if (/["“”„]/.test(letter)) quoted = !quoted;
    else if (!quoted && /\s/.test(letter)) start = at + 1;
  }
  const not = text[start] === '-';
  return { start, not, part: text.slice(start + (not ? 1 : 0)) };
}

/** What can be meant by what is being typed at the end of a text. */
export function suggest(text: string, known: Known, words: Words): Suggestion[] {
  const { start, not, part } = typing(text);
  const before = text.slice(0, start) + (not ? '-' : '');
  const [, name, value] = /^([a-z]+):(.*)$/is.exec(part) ?? [];
  if (name === undefined || value === undefined) {
    const begun = part.toLowerCase();
    if (begun.length < 2) return [];
    return FILTERS.filter((filter) => filter.startsWith(begun)).map((filter) => ({
      insert: `${before}${filter}:`,
      text: `${filter}:`,
      note: words.filters[filter],
    }));
  }
  const filter = FILTERS.find((one) => one === name.toLowerCase());
  if (!filter) return [];
  const begun = value.replace(/^["“„@]+/, '').toLowerCase();
  return valuesOf(filter, known, words)
    .filter(([one]) => one.toLowerCase().startsWith(begun))
    // What is there already needs no completing.
    .filter(([one], _, all) => all.length > 1 || one.toLowerCase() !== begun)
    .slice(0, MOST)
    .map(([one, note]) => ({ insert: `${before}${filter}:${/\s/.test(one) ? `"${one}"` : one} `, text: one, note }));
}

function valuesOf(filter: Filter, known: Known, words: Words): (readonly [string, string])[] {
  const noted = (table: Record<string, string>) => Object.entries(table);
  const bare = (names: readonly string[]) => names.map((name) => [name, ''] as const);
  switch (filter) {
    case 'from':
      return [['me', words.filters.from]];
    case 'handle':
      return bare(known.handles);
    case 'label':
      return bare(known.labels);
    case 'is':
      return noted(words.is);
    case 'has':
      return noted(words.has);
    case 'window':
      return noted(words.window);
    case 'before':
    case 'after':
      return noted(words.days);
  }
}
