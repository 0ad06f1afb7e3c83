import type { HandleView, View } from '$lib/contract/generated';
import { isSilent } from '$lib/words/handle';

/** Which of the empty lists this is. "Caught up" is only ever said when everything in scope receives. */
export type Empty = 'no_handles' | 'silent' | 'fresh' | 'catching_up' | 'caught_up' | 'nothing';

/** Tells the kinds of emptiness apart. `known` is how many conversations the scope has in all. */
export function emptiness(view: View, inScope: readonly HandleView[], known: number | undefined): Empty {
  if (inScope.length === 0) return 'no_handles';
  if (inScope.some(isSilent)) return 'silent';
  if (inScope.some((handle) => handle.health === 'catching_up')) return 'catching_up';
  if (known === 0) return 'fresh';
  return view === 'needs_reply' ? 'caught_up' : 'nothing';
}
