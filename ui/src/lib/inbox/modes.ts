import { tick } from 'svelte';
import { focusing, nextOf } from './focus/focus.svelte';
import { layout } from './layout/layout.svelte';
import { focusPane, settleFocus } from './panes';
import { inbox } from './state.svelte';
import { selection } from './triage/selection.svelte';

/** From the list and its thread to the table, and back. What is chosen and what is open stay. */
export function switchMode(): void {
  inbox.page = null;
  inbox.search = '';
  inbox.mode = inbox.mode === 'manage' ? 'agent' : 'manage';
  void settleFocus('list');
}

/** Out of the table, which has no room for a thread. */
export function leaveTable(): void {
  if (inbox.mode === 'manage') inbox.mode = 'agent';
}

/** Brings a conversation on screen with its thread, whatever is shown; `around` is the place of a message in it. */
export function bringUp(conversation: number, around: number | null = null): void {
  inbox.overlay = null;
  leaveTable();
  inbox.open(conversation, around);
}

/** Into the search, which stands above the list: out of the table, of focus, and of a thread in the list's place. */
export async function search(text?: string): Promise<void> {
  inbox.mode = 'agent';
  if (layout.now.single) {
    inbox.page = null;
    inbox.close();
  }
  if (text !== undefined) inbox.search = text;
  await tick();
  document.querySelector<HTMLElement>('[data-testid=search]')?.focus();
}

/** Begins to serve what needs a reply, one after another, by what closes first. */
export function beginFocus(): void {
  inbox.show('needs_reply');
  inbox.sorts.needs_reply = 'closing_soonest';
  selection.clear();
  focusing.begin();
  inbox.mode = 'focus';
  const first = nextOf(inbox.feed.rows, [], null);
  if (first !== null) inbox.open(first);
}

/** Back to the list, at the conversation that was open. */
export function leaveFocus(): void {
  inbox.mode = 'agent';
  void settleFocus('list');
}

/** Shows the open conversation with its thread. */
export function openThread(): void {
  leaveTable();
  setTimeout(() => focusPane('thread'));
}
