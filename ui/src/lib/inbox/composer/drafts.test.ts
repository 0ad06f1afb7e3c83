import { describe, expect, it, vi } from 'vitest';
import type { AppView } from '$lib/contract/generated';
import { app } from '$lib/data/app.svelte';
import { start, tell } from '$lib/data/core';
import { SETTINGS } from '$lib/platform/mock/answers';
import { scripted } from '$lib/platform/scripted';
import { drafts } from './drafts.svelte';

const view = (space: AppView['space']): AppView => ({
  phase: 'ready',
  space,
  version: '0',
  now: 0,
  recovery_code: false,
  quiet: null,
  tray: true,
  clock_behind_ms: null,
  damaged: false,
  repaired: null,
  folder_risk: null,
  settings: { ...SETTINGS, undo_ms: 0 },
});
let full = false;
let letGo: () => void = () => undefined;
const core = scripted({
  app: () => view('demo'),
  save_draft: () => {
    if (full) throw { code: 'disk_full', detail: null, trace: null };
    return {};
  },
  mark_read: () => ({}),
  conversation: () => ({ draft: { text: 'from before', updated_at: 0 } }),
  leave_demo: () => new Promise((resolve) => (letGo = () => resolve(view('live')))),
  turn_demo_clock: ({ to }) => ({ app: view('demo'), anew: to === '2021-06-01' }),
  start_demo: () => {
    throw { code: 'disk_full', detail: null, trace: null };
  },
});
start(core.platform);
const saved = () => core.asked('save_draft');

describe('drafts and the space they belong to', () => {
  it('are saved before another space is opened, and never into it', async () => {
    app.take(view('demo'));
    drafts.adopt(7, '');
    drafts.write(7, 'for somebody of the demo');
    const leaving = app.leaveDemo();
    await vi.waitFor(() => expect(core.asked('leave_demo')).toHaveLength(1));
    expect(saved()).toEqual([{ conversation: 7, text: 'for somebody of the demo' }]);
    // Typed, and marked, while the demo closes.
    drafts.write(7, 'too late');
    drafts.flush(7);
    tell('mark_read', { conversation: 7, through: 1 });
    letGo();
    await leaving;
    drafts.flush(7);
    await new Promise((resolve) => setTimeout(resolve));
    expect(saved()).toHaveLength(1);
    expect(core.asked('mark_read')).toEqual([]);
    expect(drafts.text(7)).toBe(undefined);
  });

  it('stay where they are when the space stays', async () => {
    drafts.adopt(8, '');
    drafts.write(8, 'kept');
    await expect(app.startDemo()).rejects.toMatchObject({ code: 'disk_full' });
    expect(drafts.text(8)).toBe('kept');
    expect(saved().at(-1)).toEqual({ conversation: 8, text: 'kept' });
  });
});

describe('drafts and the demo’s clock', () => {
  it('are kept while time passes, and forgotten when the demo begins anew: its ids are others’', async () => {
    app.take(view('demo'));
    drafts.adopt(9, '');
    drafts.write(9, 'to answer later');
    expect(await app.turnDemoClock('+25h')).toBe(false);
    expect(drafts.text(9)).toBe('to answer later');
    expect(await app.turnDemoClock('2021-06-01')).toBe(true);
    expect(drafts.text(9)).toBe(undefined);
  });
});

describe('a draft that could not be saved', () => {
  it('is on screen, and saved by itself once it can be', async () => {
    vi.useFakeTimers();
    try {
      drafts.adopt(30, '');
      full = true;
      drafts.write(30, 'typed on a full disk');
      await vi.advanceTimersByTimeAsync(60_000);
      expect(drafts.text(30)).toBe('typed on a full disk');
      const tried = saved().length;
      full = false;
      await vi.advanceTimersByTimeAsync(10_000);
      expect(saved()).toHaveLength(tried + 1);
      expect(saved().at(-1)).toEqual({ conversation: 30, text: 'typed on a full disk' });
      await vi.advanceTimersByTimeAsync(60_000);
      expect(saved()).toHaveLength(tried + 1);
    } finally {
      full = false;
      vi.useRealTimers();
    }
  });
});

describe('a text typed before the draft at the core was known', () => {
  it('stands below that draft', () => {
    drafts.write(20, 'typed at once');
    drafts.adopt(20, 'from before');
    expect(drafts.text(20)).toBe('from before\ntyped at once');
  });

  it('never replaces it, even when the conversation is left first', async () => {
    drafts.write(21, 'typed at once');
    await drafts.saveAll();
    expect(saved().at(-1)).toEqual({ conversation: 21, text: 'from before\ntyped at once' });
  });
});
