import { describe, expect, it } from 'vitest';
import type { ConversationView, ReplyView } from '$lib/contract/generated';
import { start } from '$lib/data/core';
import { scripted } from '$lib/platform/scripted';
import { ThreadFeed } from '../thread/feed.svelte';
import { drafts } from './drafts.svelte';
import { send, textOnly } from './send';

const view = (id: number) => ({ row: { id } }) as ConversationView;
const core = scripted({
  send: ({ id, text }: { id: string; text: string }): ReplyView => ({
    id,
    text,
    files: [],
    heart: false,
    quote: null,
    human_agent: false,
    state: 'sending',
    reason: null,
    detail: null,
    created_at: 0,
    not_before: null,
    scheduled_for: null,
    attempts: 1,
  }),
  save_draft: () => ({}),
});
start(core.platform);

describe('sending', () => {
  it('shows the bubble before the core has answered, and never a second one', async () => {
    const feed = new ThreadFeed(1);
    drafts.write(1, 'hello');
    const sending = send(view(1), feed, textOnly('hello'));
    expect(feed.replies.map((reply) => [reply.text, reply.state])).toEqual([['hello', 'queued']]);
    expect(drafts.text(1)).toBe('');
    expect(await sending).toBe(null);
    expect(feed.replies.map((reply) => reply.state)).toEqual(['sending']);
  });

  it('gives the text back when the core refuses', async () => {
    const feed = new ThreadFeed(2);
    core.answers.send = () => {
      throw { code: 'disk_full', detail: null, trace: null };
    };
    drafts.write(2, 'precious words');
    const error = await send(view(2), feed, textOnly('precious words'));
    expect(error?.code).toBe('disk_full');
    expect(feed.replies).toEqual([]);
    expect(drafts.text(2)).toBe('precious words');
  });

  it('gives it back before what was written meanwhile', async () => {
    const sending = send(view(3), new ThreadFeed(3), textOnly('first'));
    drafts.write(3, 'second');
    await sending;
    expect(drafts.text(3)).toBe('first\nsecond');
  });
});
