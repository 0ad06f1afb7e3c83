import { inbox } from '../state.svelte';
import { selection, these, type Meant } from './selection.svelte';

let aimed: Meant | null = null;

/**
 * The conversations that an act is meant for: those named beforehand, else those chosen together, else the open one.
 * What is chosen is out of sight while something is searched for, or in focus mode: nothing unseen is ever meant.
 */
export function targets(): Meant {
  if (aimed) return aimed;
  if (inbox.mode !== 'focus' && !inbox.searching && selection.size > 0) return selection.meant;
  return these(inbox.selected === null ? [] : [inbox.selected]);
}

/** Does something that is meant for these conversations, whatever is chosen. */
export function aimAt<T>(meant: Meant, act: () => T): T {
  aimed = meant;
  try {
    return act();
  } finally {
    aimed = null;
  }
}
