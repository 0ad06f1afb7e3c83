import { beforeEach, describe, expect, it, vi } from 'vitest';
import { scripted } from '$lib/platform/scripted';
import { start } from './core';
import { entryOf, forgetAnswers } from './query.svelte';

let count = 0;
const core = scripted({ counts: () => ({ needs_reply: (count += 1), waiting: 0, mentions: 0, done: 0, all: 0 }) });
start(core.platform);

describe('the cache of answers', () => {
  beforeEach(() => forgetAnswers());

  it('asks once, and again only when a topic of it changed', async () => {
    const entry = entryOf('counts', { handle: 1 });
    entry.users = 1;
    await entry.refresh();
    await entry.refresh();
    const first = entry.data?.needs_reply;
    core.change({ topics: ['handles'] });
    expect(entry.data?.needs_reply).toBe(first);
    core.change({ topics: ['lists'] });
    await vi.waitFor(() => expect(entry.data?.needs_reply).toBe((first ?? 0) + 1));
    entry.users = 0;
  });

  it('keeps showing the old answer while the new one is on its way', async () => {
    const entry = entryOf('counts', { handle: 2 });
    entry.users = 1;
    await entry.refresh();
    const old = entry.data;
    core.change({ resync: true });
    expect(entry.data).toBe(old);
    await vi.waitFor(() => expect(entry.data).not.toBe(old));
    entry.users = 0;
  });

  it('does not ask for what nobody looks at', async () => {
    const entry = entryOf('counts', { handle: 3 });
    await entry.refresh();
    const asked = core.asked('counts').length;
    core.change({ topics: ['lists'] });
    expect(core.asked('counts').length).toBe(asked);
    await entry.refresh();
    expect(core.asked('counts').length).toBe(asked + 1);
  });

  it('asks once more when something changed while an answer was on its way', async () => {
    const entry = entryOf('counts', { handle: 4 });
    entry.users = 1;
    const asked = core.asked('counts').length;
    const first = entry.refresh();
    core.change({ topics: ['lists'] });
    await first;
    expect(core.asked('counts').length).toBe(asked + 2);
    entry.users = 0;
  });

  it('keeps the old answer beside an error', async () => {
    const entry = entryOf('counts', { handle: 5 });
    await entry.refresh();
    const answer = core.answers.counts;
    core.answers.counts = () => {
      throw { code: 'internal', detail: null, trace: 't1' };
    };
    entry.invalidate();
    await entry.refresh();
    expect(entry.data).toBeDefined();
    expect(entry.error?.trace).toBe('t1');
    if (answer) core.answers.counts = answer;
  });
});
