import type { HandleView, View } from '$lib/contract/generated';
import { m } from '$lib/words/say';
import { isSilent } from '$lib/words/handle';

/** Which of the empty lists this is. "Caught up" is only ever said when everything in scope receives. */
export type Empty = 'no_handles' | 'silent' | 'fresh' | 'catching_up' | 'caught_up' | 'nothing';

/** Where a handle that receives nothing may be why a list is empty. The other views show what was done here. */
const NEWS: readonly View[] = ['needs_reply', 'all'];

/**
 * Tells the kinds of emptiness apart. `known` is how many conversations the scope has in all; `chosen` tells whether
 * the scope is one handle that the person has chosen: then its state is said in every view.
 */
export function emptiness(
  view: View,
  inScope: readonly HandleView[],
  known: number | undefined,
  chosen: boolean,
): Empty {
  if (inScope.length === 0) return 'no_handles';
  const told = chosen || NEWS.includes(view);
  if (told && inScope.some(isSilent)) return 'silent';
  if (told && inScope.some((handle) => handle.health === 'catching_up')) return 'catching_up';
  if (told && known === 0) return 'fresh';
  return view === 'needs_reply' ? 'caught_up' : 'nothing';
}

/** The words of a view that holds nothing: what it would hold, and how that gets there. */
export function nothingIn(view: View): { headline: string; note: string } {
  switch (view) {
    case 'waiting':
      return { headline: m.nothing_waiting(), note: m.nothing_waiting_note() };
    case 'mentions':
      return { headline: m.nothing_mentions(), note: m.nothing_mentions_note() };
    case 'done':
      return { headline: m.nothing_done(), note: m.nothing_done_note() };
    case 'needs_reply':
      return { headline: m.nothing_needs_reply(), note: m.empty_fresh_note() };
    case 'requests':
    case 'snoozed':
    case 'all':
    case 'spam':
    case 'bin':
      return { headline: m.empty_fresh(), note: m.empty_fresh_note() };
  }
}
