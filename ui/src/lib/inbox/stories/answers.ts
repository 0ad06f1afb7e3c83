import type { MentionView, ReplyView } from '$lib/contract/generated';
import { knownThread } from '../thread/feed.svelte';

const isLeaving = (reply: ReplyView) => reply.state !== 'failed' && reply.state !== 'cancelled';

/** Whether an answer leaves a conversation now, as far as its thread knows: whoever thanks as well says it twice. */
export function isAnswering(conversation: number): boolean {
  return knownThread(conversation)?.replies.some((reply) => isLeaving(reply) && reply.scheduled_for === null) ?? false;
}

/** Whether the reply that thanked for a mention still leaves or has arrived: it was not taken back and did not fail. */
export function stands(mention: MentionView, reply: string): boolean {
  const feed = knownThread(mention.row.id);
  if (!feed?.loaded || feed.newer !== null) return true;
  return (
    feed.replies.some((one) => one.id === reply && isLeaving(one)) ||
    feed.messages.some((one) => one.direction === 'out' && one.position > mention.position)
  );
}
