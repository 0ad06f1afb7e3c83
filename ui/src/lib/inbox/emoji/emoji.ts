import { score } from '$lib/commands/fuzzy';

/** An emoji, with its five skin tones where it has them. */
export type Emoji = { char: string; label: string; tags: readonly string[]; group: number; tones: readonly string[] };

/** The groups that are shown, in Unicode's order; what only makes up others is left out. */
export const GROUPS = [0, 1, 3, 4, 5, 6, 7, 8, 9] as const;
export type Group = (typeof GROUPS)[number];

type Raw = { unicode: string; label: string; tags?: string[]; group?: number; order?: number; skins?: { unicode: string }[] };

/** Those of Unicode 16 and 17: few systems can draw them yet, and an empty box says nothing. */
const TOO_NEW = /[\u{1FAC8}\u{1FAC6}\u{1FACD}\u{1FA8A}\u{1FA89}\u{1FA8E}\u{1FA8F}\u{1FABE}\u{1FADC}\u{1FADF}\u{1FAE9}\u{1FAEA}\u{1FAEF}\u{1F6D8}]|\u{200D}\u{1FA70}|\u{1F1E8}\u{1F1F6}/u;

/** The emoji of the data package, in their order. */
function shaped(data: readonly Raw[]): Emoji[] {
  return data
    .filter((one) => one.group !== undefined && one.group !== 2 && !TOO_NEW.test(one.unicode))
    .toSorted((one, two) => (one.order ?? 0) - (two.order ?? 0))
    .map(({ unicode, label, tags = [], group = 0, skins = [] }) => ({
      char: unicode,
      label,
      tags,
      group,
      // Two people have tones of their own each: they stay as they are.
      tones: skins.length === 5 ? skins.map((skin) => skin.unicode) : [],
    }));
}

let loading: Promise<Emoji[]> | undefined;

/** All emoji; part of the app, read when they are first wanted. */
export function emoji(): Promise<Emoji[]> {
  loading ??= import('emojibase-data/en/compact.json').then(({ default: data }) => shaped(data as Raw[]));
  return loading;
}

/** An emoji in a skin tone, 0 (none) to 5. */
export function toned(one: Emoji, tone: number): string {
  return tone === 0 ? one.char : (one.tones[tone - 1] ?? one.char);
}

const MOST = 96;

/** What answers a search, the best first. */
export function searched(all: readonly Emoji[], typed: string): Emoji[] {
  const wanted = typed.trim().toLowerCase();
  const points = (one: Emoji): number => {
    if (one.char === wanted) return 1_000;
    if (one.label === wanted) return 500;
    const named = score(one.label, wanted) ?? 0;
    const tagged = one.tags.some((tag) => tag === wanted) ? 90 : one.tags.some((tag) => tag.startsWith(wanted)) ? 60 : 0;
    // Scattered letters of a name are no answer.
    return Math.max(named >= 49 ? named : 0, tagged);
  };
  return all
    .map((one) => ({ one, points: points(one) }))
    .filter((found) => found.points > 0)
    .sort((one, two) => two.points - one.points)
    .slice(0, MOST)
    .map((found) => found.one);
}
