import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConversationRow } from '$lib/contract/generated';
import { start } from '$lib/data/core';
import { scripted } from '$lib/platform/scripted';
import { NO_FILTER } from '../triage/filter';
import { begin } from '../triage/pending';
import { forgetLists, listFeed, showList } from './feed.svelte';

const row = (id: number) => ({ id, unread: false, standing: 'needs_reply', labels: [] as number[] }) as ConversationRow;
let ids: number[] = [];
const core = scripted({
  conversations: ({ after, limit }: { after: string | null; limit: number }) => {
    const from = after === null ? 0 : Number(after);
    return {
      rows: ids.slice(from, from + limit).map(row),
      next: from + limit < ids.length ? String(from + limit) : null,
    };
  },
});
start(core.platform);

const shown = (feed: { rows: ConversationRow[] }) => feed.rows.map((one) => one.id);
const open = async () => {
  const feed = listFeed({ view: 'needs_reply', handle: null, sort: 'newest', filter: NO_FILTER });
  feed.held = false;
  showList(feed);
  await vi.waitFor(() => expect(feed.loaded).toBe(true));
  return feed;
};

describe('a list of conversations', () => {
  beforeEach(() => {
    ids = Array.from({ length: 150 }, (_, index) => index + 1);
    showList(null);
    forgetLists();
  });

  it('pages by the key that it was given', async () => {
    const feed = await open();
    expect(feed.rows.length).toBe(60);
    await feed.more();
    expect(shown(feed)).toEqual(ids.slice(0, 120));
    await feed.more();
    await feed.more();
    expect(shown(feed)).toEqual(ids);
  });

  it('reads all that there is below, also while it is read anew', async () => {
    ids = Array.from({ length: 1_000 }, (_, index) => index + 1);
    const feed = await open();
    expect(feed.ends).toBe(false);
    ids = [...ids, 1_001];
    core.change({ topics: ['lists'] });
    await feed.readAll();
    expect(shown(feed)).toEqual(ids);
    expect(feed.ends).toBe(true);
    // From then on no more is read than is looked at.
    core.change({ topics: ['lists'] });
    await vi.waitFor(() => expect(feed.rows.length).toBe(60));
  });

  it('reads all of it once, and then keeps the beginning fresh and the rows of who is at its end', async () => {
    ids = Array.from({ length: 3_000 }, (_, index) => index + 1);
    const feed = await open();
    const answer = core.answers.conversations;
    // It changes with every page.
    core.answers.conversations = (request: never) => {
      if (core.asked('conversations').length < 40) queueMicrotask(() => core.change({ topics: ['lists'] }));
      return answer?.(request);
    };
    const before = core.asked('conversations').length;
    feed.reach = () => 0;
    await feed.readAll();
    expect(feed.ends).toBe(true);
    feed.reach = () => feed.rows.length;
    expect(core.asked('conversations').length - before).toBeLessThan(20);
    if (answer) core.answers.conversations = answer;
    await feed.refresh();
    const asked = core.asked('conversations').length;
    // One came in at the top, and one of the last rows moved up there.
    ids = [9_999, 2_500, ...ids.filter((id) => id !== 2_500)];
    core.change({ topics: ['lists'] });
    await vi.waitFor(() => expect(feed.rows[0]?.id).toBe(9_999));
    expect(core.asked('conversations').slice(asked).map((one) => Number((one as { after: string | null }).after)).filter((after) => after >= 1_000)).toEqual([]);
    expect(shown(feed)).toEqual(ids);
    expect(feed.ends).toBe(true);
    feed.reach = () => 0;
  });

  it('reads so many as are held, and no more', async () => {
    ids = Array.from({ length: 600 }, (_, index) => index + 1);
    const feed = await open();
    await feed.readAll(300);
    expect(feed.rows.length).toBe(300);
    expect(feed.ends).toBe(false);
  });

  it('does not take what it could read for all', async () => {
    const feed = await open();
    const answer = core.answers.conversations;
    core.answers.conversations = () => {
      throw { code: 'internal', detail: null, trace: 't1' };
    };
    await feed.readAll();
    expect([feed.ends, feed.rows.length]).toEqual([false, 60]);
    if (answer) core.answers.conversations = answer;
    await feed.retry();
  });

  it('shows new rows at once while nobody works in it', async () => {
    const feed = await open();
    ids = [999, ...ids];
    core.change({ topics: ['lists'] });
    await vi.waitFor(() => expect(feed.rows[0]?.id).toBe(999));
  });

  it('keeps still while somebody does, and lets new rows in when asked', async () => {
    const feed = await open();
    feed.held = true;
    const before = shown(feed);
    ids = [998, 999, ...ids];
    core.change({ topics: ['lists'] });
    await vi.waitFor(() => expect(feed.waiting).toBe(2));
    expect(shown(feed).slice(0, 60)).toEqual(before);
    feed.release();
    expect(shown(feed).slice(0, 3)).toEqual([998, 999, 1]);
    expect(feed.waiting).toBe(0);
  });

  it('takes a row out at once, and back when it is undone', async () => {
    const feed = await open();
    feed.held = true;
    feed.act(new Set([2]), { type: 'done', disposition: null }, 0);
    expect(shown(feed)).not.toContain(2);
    feed.letIn();
    core.change({ topics: ['lists'] });
    await vi.waitFor(() => expect(shown(feed)).toContain(2));
  });

  it('is not asked for while another is shown', async () => {
    await open();
    showList(null);
    const asked = core.asked('conversations').length;
    core.change({ topics: ['lists'] });
    expect(core.asked('conversations').length).toBe(asked);
  });

  it('does not bring back what was just dealt with, when an answer is older than that', async () => {
    const feed = await open();
    const settled = begin(new Set([3, 4]), { type: 'done', disposition: null }, 0);
    feed.act(new Set([3, 4]), { type: 'done', disposition: null }, 0);
    core.change({ topics: ['lists'] });
    await vi.waitFor(() => expect(core.asked('conversations').length).toBeGreaterThan(1));
    expect(shown(feed)).not.toContain(3);
    settled();
    ids = ids.filter((id) => id !== 3 && id !== 4);
    core.change({ topics: ['lists'] });
    await vi.waitFor(() => expect(shown(feed).slice(0, 3)).toEqual([1, 2, 5]));
  });

  it('that was scrolled far down reads what is looked at and a page below, and the rest again on the way down', async () => {
    ids = Array.from({ length: 600 }, (_, index) => index + 1);
    const feed = await open();
    while (!feed.ends) await feed.more();
    feed.reach = () => 100;
    const before = core.asked('conversations').length;
    ids = [999, ...ids];
    core.change({ topics: ['lists'] });
    await vi.waitFor(() => expect(feed.rows[0]?.id).toBe(999));
    expect(core.asked('conversations').slice(before)).toMatchObject([{ after: null, limit: 160 }]);
    expect(shown(feed)).toEqual(ids.slice(0, 160));
    feed.reach = () => 0;
    while (!feed.ends) await feed.more();
    expect(shown(feed)).toEqual(ids);
  });

  it('keeps every row under the eyes of who goes on down meanwhile', async () => {
    ids = Array.from({ length: 600 }, (_, index) => index + 1);
    const feed = await open();
    while (!feed.ends) await feed.more();
    core.change({ topics: ['lists'] });
    feed.reach = () => 400;
    await vi.waitFor(() => expect(feed.rows.length).toBe(460));
    feed.reach = () => 0;
  });

  it('goes on from where it ends now, when it was read anew while a page was on its way', async () => {
    ids = Array.from({ length: 600 }, (_, index) => index + 1);
    const feed = await open();
    for (let page = 0; page < 5; page += 1) await feed.more();
    const more = feed.more();
    core.change({ topics: ['lists'] });
    await more;
    while (!feed.ends) await feed.more();
    expect(shown(feed)).toEqual(ids);
  });

  it('keeps its rows when one more page cannot be read, and reads that page when it is asked to', async () => {
    const feed = await open();
    const answer = core.answers.conversations;
    core.answers.conversations = () => {
      throw { code: 'internal', detail: null, trace: 't1' };
    };
    await feed.more();
    expect([feed.error?.trace, feed.rows.length]).toEqual(['t1', 60]);
    if (answer) core.answers.conversations = answer;
    await feed.retry();
    expect([feed.error, feed.rows.length]).toEqual([undefined, 120]);
  });

  it('keeps a row that changed and still belongs', async () => {
    const feed = await open();
    feed.act(new Set([2]), { type: 'label', label: 7, on: true }, 0);
    expect(feed.rows.find((one) => one.id === 2)?.labels).toEqual([7]);
  });
});
