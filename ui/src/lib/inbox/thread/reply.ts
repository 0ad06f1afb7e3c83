import type { ReplyAction, ReplyReason, ReplyView } from '$lib/contract/generated';
import { call } from '$lib/data/core';
import { stay } from '$lib/data/space';
import { toasts } from '$lib/design/toasts.svelte';
import { m } from '$lib/words';
import { attaching } from '../composer/attaching.svelte';
import { drafts } from '../composer/drafts.svelte';
import { guard } from '../composer/guarding.svelte';
import { quoting } from '../composer/quoting.svelte';
import { returns } from '../composer/returns';
import { focusPane, settleFocus } from '../panes';
import { sayError } from '../sayError';
import { inbox } from '../state.svelte';
import type { ThreadFeed } from './feed.svelte';

/** Acts on a reply that is not settled. What is taken back returns to the composer, text and all. */
export async function actOn(
  feed: ThreadFeed,
  conversation: number,
  reply: ReplyView,
  action: ReplyAction,
): Promise<void> {
  const began = stay();
  try {
    const taken = await call('act_on_reply', { id: reply.id, action });
    if (stay() !== began) return;
    if (action === 'send_again') {
      feed.settle(reply.id, { ...reply, state: 'queued', reason: null, not_before: null, scheduled_for: null });
    }
    else feed.settle(reply.id, null);
    if (action === 'edit') {
      const text = taken.text ?? reply.text;
      const stood = returns.take(conversation, text);
      drafts.giveBack(conversation, stood?.text ?? text, stood ?? null);
      attaching.giveBack(conversation, reply.files);
      if (stood?.quoted) quoting.put(conversation, stood.quoted);
      guard.cameBack(conversation, text);
      if (inbox.selected === conversation) focusPane('composer');
    } else void settleFocus('thread');
  } catch (thrown) {
    failed(feed, thrown);
  }
}

/** Chooses another time for a scheduled reply. */
export async function moveTo(feed: ThreadFeed, reply: ReplyView, at: number): Promise<void> {
  try {
    feed.settle(reply.id, await call('reschedule_reply', { id: reply.id, at }));
  } catch (thrown) {
    failed(feed, thrown);
  }
}

/** Says what went wrong, and reads what is true. */
function failed(feed: ThreadFeed, thrown: unknown): void {
  sayError(thrown);
  feed.invalidate(true);
}

/**
 * What would be refused once more, however often it is sent: it can only be changed, copied or given up. Not that another
 * tool has the chat: it may have been handed back, and without a relay only a reply that is taken tells.
 */
const FINAL: readonly ReplyReason[] = [
  'person_unavailable',
  'refused',
  'window_closed',
  'too_long',
  'not_approved',
  'file_refused',
  'human_agent_refused',
  'quote_refused',
  'needs_human_agent',
];

/** Whether a failed reply may be sent as it is. */
export function canBeSentAgain(reason: ReplyReason | null): boolean {
  return reason !== null && !FINAL.includes(reason);
}

/** The app looks for a reply whose sending is uncertain for this long before it lets a person say what became of it. */
const LOOKS_MS = 30_000;

/** Whether a person may settle a reply that is still looked for. */
export function canBeSettled(reply: ReplyView, now: number): boolean {
  return reply.state === 'unknown' && now - Math.max(reply.created_at, reply.not_before ?? 0) > LOOKS_MS;
}

/** Copies a reply's text. */
export function copy(text: string): void {
  navigator.clipboard.writeText(text).then(
    () => toasts.say(m.copied()),
    () => toasts.say(m.copy_failed()),
  );
}

/** The newest reply of a thread that is in its undo delay. What was scheduled has a way back of its own. */
export function undoable(feed: ThreadFeed, now: number): ReplyView | undefined {
  return feed.replies.findLast(
    (reply) => reply.state === 'queued' && reply.scheduled_for === null && (reply.not_before ?? 0) > now,
  );
}
