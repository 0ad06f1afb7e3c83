import type { Act, ConversationRow, HandleView, View } from '$lib/contract/generated';
import { call } from '$lib/data/core';
import { entryOf } from '$lib/data/query.svelte';
import { toasts } from '$lib/design/toasts.svelte';
import { m } from '$lib/words';
import { rowOf } from '../rows';
import { inbox } from '../state.svelte';
import { act } from './act';
import { selection, type Meant } from './selection.svelte';
import { targets } from './targets.svelte';

/** What can be done with the conversations that are meant. Each is one step of undo. */

/**
 * Calls them done; asks how they were closed where their handle wants to know. What is done by then can be taken back
 * with the answer.
 */
export function done(): (() => Promise<void>) | undefined {
  const meant = targets();
  if (!asksHow(rowsOf(meant.ids), handles())) return act(meant, { type: 'done', disposition: null });
  inbox.overlay = { kind: 'disposition', meant, closing: true };
  return undefined;
}

/** Whether a handle wants to know how its conversation was closed, and nobody has said it. */
export function asksHow(rows: readonly ConversationRow[], known: readonly HandleView[]): boolean {
  const asking = new Set(known.filter((handle) => handle.disposition_required).map((handle) => handle.id));
  return rows.some((row) => asking.has(row.handle) && row.disposition === null);
}

/** Whether something put it away: it can be brought back. */
export function isAway({ standing }: Pick<ConversationRow, 'standing'>): boolean {
  return standing === 'done' || standing === 'snoozed' || standing === 'spam' || standing === 'binned';
}

/** Brings them back from where the first of them that was put away is. */
export function reopen(): void {
  const meant = targets();
  const standing = rowsOf(meant.ids).find(isAway)?.standing;
  if (standing === 'snoozed') act(meant, { type: 'wake' });
  else if (standing === 'spam') act(meant, { type: 'spam', on: false });
  else if (standing === 'binned') act(meant, { type: 'bin', on: false });
  else act(meant, { type: 'reopen' });
}

export function unread(): void {
  act(targets(), { type: 'unread' });
}

/** Mutes them; where all are, they are heard again. */
export function mute(): void {
  turn((row) => row.muted, (on) => ({ type: 'mute', on }));
}

export function spam(): void {
  turn((row) => row.standing === 'spam', (on) => ({ type: 'spam', on }), 'spam');
}

export function bin(): void {
  turn((row) => row.standing === 'binned', (on) => ({ type: 'bin', on }), 'bin');
}

/** Puts a label on all of them; where all have it, takes it off. */
export function toggleLabel(meant: Meant, label: number): void {
  act(meant, { type: 'label', label, on: !isAll(meant, (row) => row.labels.includes(label)) });
}

/** Opens what asks further: until when, which label, what they want, how it was closed. */
export function ask(kind: 'snooze' | 'label' | 'intent'): void {
  const meant = targets();
  if (meant.ids.length > 0) inbox.overlay = { kind, meant };
}

export function askDisposition(): void {
  const meant = targets();
  if (meant.ids.length > 0) inbox.overlay = { kind: 'disposition', meant, closing: false };
}

/** Chooses everything that the list shows, also what is not loaded. */
export async function selectAll(): Promise<void> {
  if (selection.asking) return;
  const { feed } = inbox;
  const { view, handle, filter } = feed.scope;
  const asked = selection.ask();
  const wanted = () => asked() && inbox.feed === feed;
  try {
    const { selection: whole, conversations } = await call('select', { view, handle, filter });
    if (wanted()) selection.all(whole, conversations);
  } catch {
    if (wanted()) toasts.say(m.toast_failed());
  } finally {
    if (asked()) selection.answered();
  }
}

/** The rows that are known of these conversations; of many those that are loaded. */
export function rowsOf(conversations: readonly number[]): ConversationRow[] {
  const ids = new Set(conversations);
  const rows = inbox.feed.rows.filter((row) => ids.has(row.id));
  const alone = rows.length === 0 && conversations.length === 1 ? rowOf(conversations[0] ?? 0) : undefined;
  return alone ? [alone] : rows;
}

/** Whether all of them are so. What is not loaded is not known to be, and counts as if it were not. */
function isAll({ ids }: Meant, is: (row: ConversationRow) => boolean): boolean {
  const rows = rowsOf(ids);
  return rows.length === ids.length && rows.every(is);
}

/** Turns over what all of them are, or all that is in a view of its own; else makes all of them so. */
function turn(is: (row: ConversationRow) => boolean, to: (on: boolean) => Act, view?: View): void {
  const meant = targets();
  const all = isAll(meant, is) || (inbox.view === view && rowsOf(meant.ids).every(is));
  act(meant, to(!all));
}

function handles(): readonly HandleView[] {
  return entryOf('handles', {}).data ?? [];
}
