import { score } from '$lib/commands/fuzzy';
import type { HandleView, SavedReplyView } from '$lib/contract/generated';

/** Points of a shortcut that is typed whole: it comes first. */
const WHOLE_SHORTCUT = 400;
const BEGINS_SHORTCUT = 250;
const TITLE = 100;
const TAG = 60;

/** Whether a saved reply is for the replies of a handle. */
export function isFor(reply: SavedReplyView, handle: Pick<HandleView, 'id' | 'brand'>): boolean {
  const { scope } = reply.draft;
  if (scope.scope === 'handle') return scope.handle === handle.id;
  return scope.scope === 'all' || scope.brand === handle.brand;
}

/** The narrower its scope, the sooner it is meant. */
function narrowness(reply: SavedReplyView): number {
  return { all: 0, brand: 2, handle: 4 }[reply.draft.scope.scope];
}

/** What was used lately and often comes first where words decide nothing. */
function habit(reply: SavedReplyView): number {
  return Math.min(8, Math.log2(reply.uses + 1)) + (reply.used_at === null ? 0 : 1);
}

function points(reply: SavedReplyView, typed: string): number | null {
  const { title, shortcut, tags, texts } = reply.draft;
  const wanted = typed.toLowerCase();
  const short = shortcut?.toLowerCase();
  const all: number[] = [];
  if (short === wanted) all.push(WHOLE_SHORTCUT);
  else if (short?.startsWith(wanted)) all.push(BEGINS_SHORTCUT);
  const named = score(title, typed);
  if (named !== null) all.push(named + TITLE);
  const tagged = Math.max(-1, ...tags.map((tag) => score(tag, typed) ?? -1));
  if (tagged >= 0) all.push(tagged + TAG);
  // In a long text, scattered letters are found everywhere: only whole pieces count.
  if (texts.some(({ text }) => fold(text).includes(fold(typed)))) all.push(40);
  return all.length === 0 ? null : Math.max(...all);
}

/** The saved replies that answer what was typed, the best first; all of them when nothing was. */
export function found(replies: readonly SavedReplyView[], typed: string): SavedReplyView[] {
  const known = replies.map((reply) => ({ reply, points: typed === '' ? 0 : points(reply, typed) }));
  return known
    .filter((one): one is { reply: SavedReplyView; points: number } => one.points !== null)
    .map(({ reply, points }) => ({ reply, points: points + narrowness(reply) + habit(reply) }))
    .sort((one, two) => two.points - one.points || one.reply.draft.title.localeCompare(two.reply.draft.title))
    .map(({ reply }) => reply);
}

function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
