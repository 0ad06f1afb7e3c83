import type { ConversationRow, HandleView } from '$lib/contract/generated';
import { call } from '$lib/data/core';
import { entryOf } from '$lib/data/query.svelte';
import { stay } from '$lib/data/space';
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
  turn((row) => row.standing === 'spam', (on) => ({ type: 'spam', on }));
}

export function bin(): void {
  turn((row) => row.standing === 'binned', (on) => ({ type: 'bin', on }));
}

/** Puts a label on all of them; where all have it, takes it off. */
export function toggleLabel(meant: Meant, label: number): void {
  const all = rowsOf(meant.ids).every((row) => row.labels.includes(label));
  act(meant, { type: 'label', label, on: !all });
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
  const began = stay();
  selection.asking = true;
  try {
    const { selection: whole, conversations } = await call('select', { view, handle, filter });
    if (inbox.feed === feed && stay() === began) selection.all(whole, conversations);
  } catch {
    toasts.say(m.toast_failed());
  } finally {
    selection.asking = false;
  }
}

/** The rows that are known of these conversations; of many those that are loaded. */
export function rowsOf(conversations: readonly number[]): ConversationRow[] {
  const ids = new Set(conversations);
  const rows = inbox.feed.rows.filter((row) => ids.has(row.id));
  const alone = rows.length === 0 && conversations.length === 1 ? rowOf(conversations[0] ?? 0) : undefined;
  return alone ? [alone] : rows;
}

function turn(is: (row: ConversationRow) => boolean, to: (on: boolean) => Parameters<typeof act>[1]): void {
  const meant = targets();
  act(meant, to(!rowsOf(meant.ids).every(is)));
}

function handles(): readonly HandleView[] {
  return entryOf('handles', {}).data ?? [];
}
