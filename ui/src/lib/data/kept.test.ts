import { flushSync } from 'svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppView } from '$lib/contract/generated';
import { app } from './app.svelte';
import { start } from './core';
import { Kept } from './kept.svelte';

const saved = vi.fn();
let now: AppView;
const view = (space: 'live' | 'demo', remembered: Record<string, string>, phase = 'ready') =>
  ({ phase, space, now: 1, settings: { undo_ms: 5_000, remembered } }) as unknown as AppView;
const numbers = (name: string) => new Kept<number[]>(name, [], (found) => (Array.isArray(found) ? (found as number[]) : undefined));

/** The app is in that state now, and everything that follows from it is done. */
async function shown(of: AppView): Promise<void> {
  now = of;
  app.take(of);
  flushSync();
  await vi.runAllTimersAsync();
}

beforeEach(() => {
  vi.useFakeTimers();
  saved.mockReset();
  start({
    kind: 'mock',
    rpc: (command, payload) => {
      if (command === 'save_settings') saved((payload as AppView['settings']).remembered);
      return Promise.resolve(command === 'app' ? now : {});
    },
    subscribe: () => () => undefined,
    mediaUrl: (path) => path,
  });
});

describe('what is remembered', () => {
  it('is kept with the settings, beside what else they remember', async () => {
    const kept = numbers('a');
    await shown(view('live', { a: '[1]', other: '"x"' }));
    expect(kept.value).toEqual([1]);
    kept.value = [1, 2];
    expect(kept.value).toEqual([1, 2]);
    await vi.runAllTimersAsync();
    expect(saved).toHaveBeenCalledExactlyOnceWith({ a: '[1,2]', other: '"x"' });
  });

  it('goes along into another space, and no more than what was done here', async () => {
    const [done, found] = [numbers('b'), numbers('c')];
    await shown(view('demo', { c: '[3]' }));
    done.value = [7];
    await vi.runAllTimersAsync();
    saved.mockReset();
    await shown(view('live', { c: '[4]' }));
    expect([done.value, found.value]).toEqual([[7], [4]]);
    expect(saved).toHaveBeenCalledOnce();
    expect(saved.mock.lastCall?.[0]).toMatchObject({ b: '[7]', c: '[4]' });
  });

  it('goes on in the demo from the own space, so that what is done there takes nothing away', async () => {
    const [done, found] = [numbers('f'), numbers('g')];
    await shown(view('live', { f: '[1]', g: '[4]' }));
    await shown(view('demo', { f: '[9]', g: '[3]' }));
    expect([done.value, found.value]).toEqual([[1], [4]]);
    done.value = [...done.value, 2];
    await vi.runAllTimersAsync();
    expect(saved.mock.lastCall?.[0]).toMatchObject({ f: '[1,2]', g: '[4]' });
    saved.mockReset();
    await shown(view('live', { f: '[1]', g: '[4]' }));
    expect([done.value, found.value]).toEqual([[1, 2], [4]]);
    expect(saved.mock.lastCall?.[0]).toMatchObject({ f: '[1,2]', g: '[4]' });
  });

  it('is not saved again with each refresh, and not at all where it is too long to be kept', async () => {
    const long = new Kept<string>('h', '', (value) => (typeof value === 'string' ? value : undefined));
    await shown(view('live', {}));
    long.value = 'é'.repeat(2_048);
    await vi.runAllTimersAsync();
    saved.mockReset();
    await shown({ ...view('live', {}), now: 2 });
    await shown(view('live', {}, 'welcome'));
    await shown(view('live', {}));
    expect(saved.mock.calls.filter(([remembered]) => 'h' in (remembered as object))).toEqual([]);
    expect(long.value).toHaveLength(2_048);
  });

  it('waits for an inbox, and is as it began where it cannot be read', async () => {
    const [waits, broken] = [numbers('d'), numbers('e')];
    await shown(view('live', {}, 'welcome'));
    waits.value = [5];
    await vi.runAllTimersAsync();
    expect(saved).not.toHaveBeenCalled();
    await shown(view('live', { e: '{' }));
    expect(saved.mock.lastCall?.[0]).toMatchObject({ d: '[5]', e: '{' });
    expect(broken.value).toEqual([]);
  });
});
