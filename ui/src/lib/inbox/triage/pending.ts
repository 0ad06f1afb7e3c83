import type { Act, ConversationRow } from '$lib/contract/generated';
import { after } from './rules';

type Pending = { ids: ReadonlySet<number>; act: Act; at: number };

/** What a person has done that the core has not answered yet: lists that were asked before do not know of it. */
const all = new Set<Pending>();

/** Shows an act on every list from now on, until the answer is called. */
export function begin(ids: ReadonlySet<number>, act: Act, at: number): () => void {
  const one = { ids, act, at };
  all.add(one);
  return () => all.delete(one);
}

/** A row as it is with everything that is on its way; the row itself when that is nothing. */
export function withPending(row: ConversationRow): ConversationRow {
  let shown = row;
  for (const { ids, act, at } of all) if (ids.has(row.id)) shown = after(shown, act, at);
  return shown;
}

/** Forgets what was begun: another space is shown. */
export function forgetPending(): void {
  all.clear();
}
