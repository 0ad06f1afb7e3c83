import type { ReplyView } from '$lib/contract/generated';

/** What of a reply's way is worth a word: that it waits, and whatever a person should know of. Sending is a moment. */
const WORTH: readonly ReplyView['state'][] = ['queued', 'held', 'failed', 'ask', 'unknown'];

/**
 * What became of the replies of a thread: the last one that is new or stands otherwise now, and whether one was sent. One
 * that is gone was sent if a message of the handle has come in its place; else it was taken back.
 */
export function news(before: readonly ReplyView[], now: readonly ReplyView[], arrived: boolean): { told: ReplyView | undefined; sent: boolean } {
  const known = new Map(before.map((reply) => [reply.id, reply.state]));
  const here = new Set(now.map((reply) => reply.id));
  return {
    told: now.findLast((reply) => known.get(reply.id) !== reply.state && WORTH.includes(reply.state)),
    sent: arrived && before.some((reply) => !here.has(reply.id)),
  };
}
