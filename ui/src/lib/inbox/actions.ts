import { clock } from '$lib/data/clock.svelte';
import { beside } from './list/merge';
import { focusedPane, focusPane, isBeside } from './panes';
import { goOn } from './focus/focus.svelte';
import { inbox } from './state.svelte';
import { closingBeside } from './triage/closing';
import { selection } from './triage/selection.svelte';

/** Goes to the row after the one that is open (1) or before it (-1). */
export function step(by: 1 | -1): void {
  if (inbox.mode === 'focus') {
    if (by === 1) goOn('skipped');
    return;
  }
  goTo(beside(inbox.rows, inbox.selected, by, inbox.feed.place));
}

/** Goes to the conversation whose window closes next after the open one's (1), or before it (-1). */
export function stepClosing(by: 1 | -1): void {
  goTo(closingBeside(inbox.rows, inbox.selected, by, clock.now));
}

/** Goes to the row beside, and chooses it together with the one before. */
export function extend(by: 1 | -1): void {
  goTo(selection.extend(inbox.rows, inbox.selected, by));
}

function goTo(conversation: number | null): void {
  if (conversation === null) return;
  const beside = isBeside();
  // What has the focus in a thread goes with it, at once.
  if (inbox.page === null && !document.hidden && (beside || focusedPane() === 'list')) inbox.moveTo(conversation);
  else inbox.open(conversation);
  // The list follows the cursor. Left to a view that was pressed in the rail, the next Enter would press that again.
  if (beside) focusPane('list');
}
