import type { ConversationView, ReplyView, UploadView } from '$lib/contract/generated';
import { app } from '$lib/data/app.svelte';
import { clock } from '$lib/data/clock.svelte';
import { call } from '$lib/data/core';
import { stay } from '$lib/data/space';
import { asCoreError, type CoreError } from '$lib/platform/platform';
import type { ThreadFeed } from '../thread/feed.svelte';
import { attaching } from './attaching.svelte';
import { drafts } from './drafts.svelte';
import { quoting, type Quoted } from './quoting.svelte';
import { returns, type Stood } from './returns';
import { uuid7 } from './uuid';

/** What leaves with one press. */
export type Outgoing = {
  text: string;
  files: UploadView[];
  /** The heart sticker instead of anything else: what is being written stays. */
  heart: boolean;
  human_agent: boolean;
  /** A text that is too long for one message goes in several. */
  split: boolean;
  /** When it shall go, if not now. */
  scheduled_for: number | null;
};

/** A text and nothing else. */
export function textOnly(text: string): Outgoing {
  return { text, files: [], heart: false, human_agent: false, split: false, scheduled_for: null };
}

/** Sends: the bubble stands at once. Gives the error, with everything back in the composer, when the core refuses. */
export async function send(view: ConversationView, feed: ThreadFeed, what: Outgoing, stood?: Stood): Promise<CoreError | null> {
  const conversation = view.row.id;
  const id = uuid7();
  const began = stay();
  const quoted = what.heart ? null : quoting.of(conversation);
  if (!what.heart) {
    if (stood) returns.sent(conversation, { ...stood, quoted });
    drafts.clear(conversation);
    attaching.clear(conversation, what.files);
    quoting.put(conversation, null);
  }
  try {
    await deliver(feed, id, what, quoted);
    return null;
  } catch (thrown) {
    // Another space is shown, where this conversation is somebody else's.
    if (stay() !== began) return null;
    if (!what.heart) {
      const before = returns.take(conversation, what.text);
      drafts.giveBack(conversation, before?.text ?? what.text, before ?? null);
      attaching.giveBack(conversation, what.files);
      quoting.put(conversation, quoted);
    }
    return asCoreError(thrown);
  }
}

/** Sends: the bubble stands until the core has the reply, or refuses it. */
export async function deliver(feed: ThreadFeed, id: string, what: Outgoing, quoted: Quoted | null = null): Promise<void> {
  feed.expect(expected(id, what, quoted?.view ?? null));
  try {
    const reply = await call('send', {
      id,
      conversation: feed.conversation,
      text: what.text,
      uploads: what.files.map((file) => file.id),
      heart: what.heart,
      reply_to: quoted?.message ?? null,
      human_agent: what.human_agent,
      split: what.split,
      scheduled_for: what.scheduled_for,
    });
    feed.settle(id, reply);
  } catch (thrown) {
    feed.settle(id, null);
    throw thrown;
  }
}

function expected(id: string, what: Outgoing, quote: ReplyView['quote']): ReplyView {
  const now = clock.now;
  return {
    id,
    text: what.text,
    files: what.files,
    heart: what.heart,
    quote,
    human_agent: what.human_agent,
    state: 'queued',
    reason: null,
    detail: null,
    created_at: now,
    not_before: what.scheduled_for ?? now + (app.view?.settings.undo_ms ?? 0),
    scheduled_for: what.scheduled_for,
    attempts: 0,
  };
}
