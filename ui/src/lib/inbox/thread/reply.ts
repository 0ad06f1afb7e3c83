import type { ReplyAction, ReplyView } from '$lib/contract/generated';
import { call } from '$lib/data/core';
import { stay } from '$lib/data/space';
import { toasts } from '$lib/design/toasts.svelte';
import { asCoreError } from '$lib/platform/platform';
import { m } from '$lib/words';
import { explain } from '$lib/words/errors';
import { drafts } from '../composer/drafts.svelte';
import { focusPane } from '../panes';
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
    if (action === 'send_again') feed.settle(reply.id, { ...reply, state: 'queued', reason: null, not_before: null });
    else feed.settle(reply.id, null);
    if (action === 'edit') {
      drafts.giveBack(conversation, taken.text ?? reply.text);
      focusPane('composer');
    }
  } catch (thrown) {
    const error = asCoreError(thrown);
    const words = explain(error.code, error.detail);
    toasts.say(`${words.happened} ${words.todo}`);
    feed.invalidate(true);
  }
}

/** Copies a reply's text. */
export function copy(text: string): void {
  navigator.clipboard.writeText(text).then(
    () => toasts.say(m.copied()),
    () => toasts.say(m.copy_failed()),
  );
}

/** The newest reply of a thread that can still be taken back. */
export function undoable(feed: ThreadFeed, now: number): ReplyView | undefined {
  return feed.replies.findLast((reply) => reply.state === 'queued' && (reply.not_before ?? 0) > now);
}
