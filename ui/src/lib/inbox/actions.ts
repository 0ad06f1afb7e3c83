import type { Act, ConversationRow, Undo } from '$lib/contract/generated';
import { call, tell } from '$lib/data/core';
import { entryOf } from '$lib/data/query.svelte';
import { toasts } from '$lib/design/toasts.svelte';
import { m } from '$lib/words';
import { beside, neighbour } from './list/merge';
import { focusPane } from './panes';
import { inbox } from './state.svelte';

/** What the list or the open thread knows of a conversation. */
export function rowOf(id: number): ConversationRow | undefined {
  return inbox.feed.rows.find((row) => row.id === id) ?? entryOf('conversation', { conversation: id }).data?.row;
}

/** Goes to the row after the one that is open (1) or before it (-1). */
export function step(by: 1 | -1): void {
  const { rows, place } = inbox.feed;
  const to = beside(rows, inbox.selected, by, place);
  if (to === null) return;
  inbox.open(to);
  // The list follows the cursor; without a focus of its own the keyboard would be lost.
  if (document.activeElement === document.body) focusPane('list');
}

/** Calls the open conversation done, and goes to the next. */
export function done(): void {
  leave({ type: 'done', disposition: null }, m.toast_done, inbox.view === 'needs_reply' || inbox.view === 'waiting');
}

/** Takes "done" back. */
export function reopen(): void {
  leave({ type: 'reopen' }, m.toast_reopened, inbox.view === 'done');
}

function leave(act: Act, words: (of: { name: string }) => string, goes: boolean): void {
  const id = inbox.selected;
  if (id === null) return;
  const feed = inbox.feed;
  const next = neighbour(feed.rows, id, feed.place);
  const name = rowOf(id)?.person.name ?? '';
  if (goes) feed.remove(id);
  else feed.patch(id, { standing: act.type === 'done' ? 'done' : 'needs_reply' });
  if (next !== null) inbox.open(next);
  else if (goes) inbox.selected = null;
  marked(act, id, words({ name }), () => inbox.open(id));
}

/** Marks the open conversation unread. It stays open, and stays unread until it is opened anew. */
export function unread(): void {
  const id = inbox.selected;
  if (id === null) return;
  inbox.feed.patch(id, { unread: true });
  inbox.keepUnread = id;
  marked({ type: 'unread' }, id, m.toast_unread(), () => undefined);
}

function marked(
  act: Act,
  conversation: number,
  text: string,
  back: () => void,
): void {
  let change: Undo | undefined;
  const asked = call('act', { conversations: [conversation], act });
  toasts.say(text, () => {
    back();
    inbox.feed.letIn();
    if (change) tell('undo', change);
    else void asked.then((late) => tell('undo', late)).catch(() => undefined);
  });
  asked
    .then((undo) => (change = undo))
    .catch(() => {
      toasts.say(m.toast_failed());
      inbox.feed.invalidate(true);
    });
}
