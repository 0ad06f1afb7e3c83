import type { ConversationRow } from '$lib/contract/generated';
import { inbox } from '../state.svelte';

/** One conversation after another, by what closes first: how far the person has come. */
class Focusing {
  /** How many were dealt with since it began. */
  dealt = $state(0);
  /** What was skipped, in that order: it comes again when nothing else is left. */
  skipped = $state.raw<readonly number[]>([]);

  begin(): void {
    this.dealt = 0;
    this.skipped = [];
  }
}

export const focusing = new Focusing();

/** The next to serve: the first that was not skipped, then what was skipped longest ago. Never the one before. */
export function nextOf(rows: readonly Pick<ConversationRow, 'id'>[], skipped: readonly number[], leaving: number | null): number | null {
  const others = rows.map((row) => row.id).filter((id) => id !== leaving);
  return others.find((id) => !skipped.includes(id)) ?? skipped.find((id) => others.includes(id)) ?? null;
}

/** Serves the next conversation, after the open one was dealt with or skipped. */
export function goOn(how: 'dealt' | 'skipped'): void {
  const leaving = inbox.selected;
  if (leaving !== null) {
    // What was answered meanwhile has left the list: going on from it is no skipping.
    const skips = how === 'skipped' && inbox.feed.rows.some((row) => row.id === leaving);
    const others = focusing.skipped.filter((id) => id !== leaving);
    focusing.skipped = skips ? [...others, leaving] : others;
    if (!skips) focusing.dealt += 1;
  }
  const next = nextOf(inbox.feed.rows, focusing.skipped, leaving);
  if (next !== null) inbox.open(next);
  // The only one that is left stays; one that was dealt with goes.
  else if (how === 'dealt') inbox.close();
}
