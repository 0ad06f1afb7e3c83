import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { MessagesPage, MessageView } from '$lib/contract/generated';
import { start } from '$lib/data/core';
import { ThreadFeed } from './feed.svelte';
import { placesOf } from './marked';

type Asked = { before: number | null; after: number | null; around: number | null; limit: number };

/** A conversation of so many messages, as the core pages it. */
let count = 1_000;
const rpc = vi.fn((_: string, asked: unknown): Promise<MessagesPage> => {
  const { before, after, around, limit } = asked as Asked;
  let [from, to] = [Math.max(0, count - limit), count];
  if (before !== null) [from, to] = [Math.max(0, before - limit), before];
  else if (after !== null) [from, to] = [after + 1, Math.min(count, after + 1 + limit)];
  else if (around !== null) [from, to] = [Math.max(0, around + 1 - limit / 2), Math.min(count, around + 1 + limit / 2)];
  const messages = Array.from({ length: to - from }, (__, index) => ({ id: from + index, position: from + index }) as MessageView);
  return Promise.resolve({ messages, lines: [], replies: [], older: from > 0 ? from : null, newer: to < count ? to - 1 : null, older_at_instagram: false });
});
const range = (feed: ThreadFeed) => [feed.messages[0]?.position, feed.messages.at(-1)?.position, feed.messages.length];

beforeEach(() => {
  count = 1_000;
  rpc.mockClear();
  start({ kind: 'mock', rpc: rpc as never, subscribe: () => () => undefined, mediaUrl: String });
});

describe('a thread', () => {
  it('is read from the newest up', async () => {
    const feed = new ThreadFeed(1);
    await feed.refresh();
    await feed.more();
    expect([range(feed), feed.newer]).toEqual([[900, 999, 100], null]);
    await feed.moreBelow();
    expect(rpc).toHaveBeenCalledTimes(2);
  });

  it('opens in its middle, grows at both ends without a hole, and stays there when something arrives', async () => {
    const feed = new ThreadFeed(1);
    await feed.refresh();
    await feed.reach(400);
    expect(range(feed)).toEqual([351, 450, 100]);
    await feed.more();
    await feed.moreBelow();
    expect(range(feed)).toEqual([301, 500, 200]);
    count += 5;
    feed.invalidate(true);
    await vi.waitFor(() => expect(rpc.mock.calls.at(-1)?.[1]).toMatchObject({ after: 300 }));
    await feed.refresh();
    expect([range(feed), feed.older, feed.newer]).toEqual([[301, 500, 200], 301, 500]);
    await feed.toNewest();
    expect([range(feed), feed.newer]).toEqual([[955, 1_004, 50], null]);
  });

  it('reaches the newest by reading on', async () => {
    const feed = new ThreadFeed(1);
    await feed.reach(900);
    while (feed.newer !== null) await feed.moreBelow();
    expect(range(feed)).toEqual([851, 999, 149]);
  });

  it('does not take an answer about another part', async () => {
    const feed = new ThreadFeed(1);
    await feed.refresh();
    const up = feed.more();
    await feed.reach(100);
    await up;
    expect(range(feed)).toEqual([51, 150, 100]);
  });
});

describe('marks', () => {
  it('stand where the words are', () => {
    expect(placesOf('Order, order!', ['order', 'Order'])).toEqual([{ start: 7, end: 12 }, { start: 0, end: 5 }]);
    expect(placesOf('nothing', [''])).toEqual([]);
  });
});
