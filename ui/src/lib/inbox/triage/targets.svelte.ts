import { inbox } from '../state.svelte';
import { selection } from './selection.svelte';

let aimed: readonly number[] | null = null;

/**
 * The conversations that an act is meant for: those named beforehand, else those chosen together, else the open one.
 * What is chosen is out of sight while something is searched for, or in focus mode: nothing unseen is ever meant.
 */
export function targets(): readonly number[] {
  if (aimed) return aimed;
  if (inbox.mode !== 'focus' && !inbox.searching && selection.size > 0) return [...selection.ids];
  return inbox.selected === null ? [] : [inbox.selected];
}

/** Does something that is meant for these conversations, whatever is chosen. */
export function aimAt<T>(conversations: readonly number[], act: () => T): T {
  aimed = conversations;
  try {
    return act();
  } finally {
    aimed = null;
  }
}
