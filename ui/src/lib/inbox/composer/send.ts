import type { ConversationView } from '$lib/contract/generated';
import { app } from '$lib/data/app.svelte';
import { clock } from '$lib/data/clock.svelte';
import { call } from '$lib/data/core';
import { stay } from '$lib/data/space';
import { asCoreError, type CoreError } from '$lib/platform/platform';
import type { ThreadFeed } from '../thread/feed.svelte';
import { drafts } from './drafts.svelte';
import { uuid7 } from './uuid';

/** Sends a text: its bubble stands at once. Gives the error, with the text back in the composer, when the core refuses. */
export async function send(view: ConversationView, feed: ThreadFeed, text: string): Promise<CoreError | null> {
  const conversation = view.row.id;
  const id = uuid7();
  const now = clock.now;
  const began = stay();
  const undo = app.view?.settings.undo_ms ?? 0;
  drafts.clear(conversation);
  feed.expect({
    id,
    text,
    state: 'queued',
    reason: null,
    detail: null,
    created_at: now,
    not_before: now + undo,
    attempts: 0,
  });
  try {
    feed.settle(id, await call('send', { id, conversation, text }));
    return null;
  } catch (thrown) {
    // Another space is shown, where this conversation is somebody else's.
    if (stay() !== began) return null;
    feed.settle(id, null);
    drafts.giveBack(conversation, text);
    return asCoreError(thrown);
  }
}
