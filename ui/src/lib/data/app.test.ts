import { beforeEach, describe, expect, it } from 'vitest';
import type { AppView, Settings } from '$lib/contract/generated';
import { SETTINGS } from '$lib/platform/mock/answers';
import { CoreError } from '$lib/platform/platform';
import { app } from './app.svelte';
import { start } from './core';

const view = (space: 'live' | 'demo') => ({ phase: 'ready', space, now: 1, settings: { ...SETTINGS, theme: 'system', undo_ms: 5_000 } }) as unknown as AppView;
/** What was sent, with the ways to answer it. */
let sent: { settings: Settings; done: () => void; fail: () => void }[];
const settled = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(() => {
  sent = [];
  start({
    kind: 'mock',
    rpc: (command, payload) =>
      command === 'save_settings' ?
        new Promise((done, fail) => sent.push({ settings: payload as Settings, done: () => done({}), fail: () => fail(new CoreError('always_quiet')) }))
      : Promise.resolve(command === 'app' ? view('live') : {}),
    subscribe: () => () => undefined,
    mediaUrl: (path) => path,
  });
  app.take(view('live'));
});

describe('settings', () => {
  it('are saved one after the other, and each save says only what it changes', async () => {
    const kept = app.keep({ undo_ms: 10_000 });
    app.change({ theme: 'dark' });
    await settled();
    expect(sent.map(({ settings }) => settings.undo_ms)).toEqual([10_000]);
    sent[0]?.done();
    await kept;
    await settled();
    expect(app.view?.settings).toMatchObject({ undo_ms: 10_000, theme: 'dark' });
    expect(sent.map(({ settings }) => settings)).toEqual([{ undo_ms: 10_000 }, { theme: 'dark' }]);
    sent[1]?.done();
    await settled();
    expect(sent).toHaveLength(2);
  });

  it('are as they were when they are refused, and what waited is saved all the same', async () => {
    const kept = app.keep({ undo_ms: 10_000 });
    app.change({ theme: 'dark' });
    await settled();
    sent[0]?.fail();
    await expect(kept).rejects.toMatchObject({ code: 'always_quiet' });
    await settled();
    expect(app.view?.settings).toMatchObject({ undo_ms: 5_000, theme: 'dark' });
    expect(sent[1]?.settings).toEqual({ theme: 'dark' });
    sent[1]?.done();
    await settled();
  });

  it('that wait do not end in another space', async () => {
    app.change({ theme: 'dark' });
    app.change({ theme: 'light' });
    await settled();
    app.take(view('demo'));
    sent[0]?.done();
    await settled();
    expect(sent).toHaveLength(1);
    expect(app.view?.settings.theme).toBe('system');
  });
});
