import type { ConversationRow, HandleView } from '$lib/contract/generated';
import { entryOf } from '$lib/data/query.svelte';
import { rowOf } from '../rows';
import { inbox } from '../state.svelte';
import { act } from './act';
import { targets } from './targets.svelte';

/** What can be done with the conversations that are meant. Each is one step of undo. */

/**
 * Calls them done; asks how they were closed where their handle wants to know. What is done by then can be taken back
 * with the answer.
 */
export function done(): (() => Promise<void>) | undefined {
  const meant = targets();
  if (!asksHow(rowsOf(meant), handles())) return act(meant, { type: 'done', disposition: null });
  inbox.overlay = { kind: 'disposition', conversations: meant, closing: true };
  return undefined;
}

/** Whether a handle wants to know how its conversation was closed, and nobody has said it. */
export function asksHow(rows: readonly ConversationRow[], known: readonly HandleView[]): boolean {
  const asking = new Set(known.filter((handle) => handle.disposition_required).map((handle) => handle.id));
  return rows.some((row) => asking.has(row.handle) && row.disposition === null);
}

/** Brings them back from wherever they were put. */
export function reopen(): void {
  const meant = targets();
  const standing = rowOf(meant[0] ?? 0)?.standing;
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
export function toggleLabel(conversations: readonly number[], label: number): void {
  const all = rowsOf(conversations).every((row) => row.labels.includes(label));
  act(conversations, { type: 'label', label, on: !all });
}

/** Opens what asks further: until when, which label, what they want, how it was closed. */
export function ask(kind: 'snooze' | 'label' | 'intent'): void {
  const conversations = targets();
  if (conversations.length > 0) inbox.overlay = { kind, conversations };
}

export function askDisposition(): void {
  const conversations = targets();
  if (conversations.length > 0) inbox.overlay = { kind: 'disposition', conversations, closing: false };
}

/** The rows that are known of these conversations. */
export function rowsOf(conversations: readonly number[]): ConversationRow[] {
  const byId = new Map(inbox.feed.rows.map((row) => [row.id, row]));
  return conversations.flatMap((id) => byId.get(id) ?? rowOf(id) ?? []);
}

function turn(is: (row: ConversationRow) => boolean, to: (on: boolean) => Parameters<typeof act>[1]): void {
  const meant = targets();
  act(meant, to(!rowsOf(meant).every(is)));
}

function handles(): readonly HandleView[] {
  return entryOf('handles', {}).data ?? [];
}
