import { flushSync } from 'svelte';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppView, Phase } from '$lib/contract/generated';
import { app } from './app.svelte';
import { start } from './core';
import { zoom } from './zoom.svelte';

const drawn = vi.fn<(times: number) => void>();
const rest = { kind: 'mock', rpc: () => Promise.resolve({}), subscribe: () => () => undefined, mediaUrl: (path: string) => path } as const;

beforeEach(() => {
  drawn.mockReset();
  start({ ...rest, zoom: drawn });
  zoom.reset();
});

describe('the zoom', () => {
  it('goes up to five times in steps, and no further', () => {
    const end = $effect.root(() => {
      $effect(() => zoom.follow());
    });
    flushSync();
    expect(drawn).toHaveBeenLastCalledWith(1);
    zoom.step(1);
    flushSync();
    expect(drawn).toHaveBeenLastCalledWith(1.1);
    for (let press = 0; press < 20; press += 1) zoom.step(1);
    flushSync();
    expect([zoom.percent, drawn.mock.lastCall]).toEqual([500, [5]]);
    for (let press = 0; press < 20; press += 1) zoom.step(-1);
    flushSync();
    expect([zoom.percent, drawn.mock.lastCall]).toEqual([50, [0.5]]);
    end();
  });

  it('leaves alone what an inbox remembers that is still locked', () => {
    const shown = (phase: Phase, remembered = {}) => app.take({ phase, space: 'live', now: 1, settings: { remembered } } as AppView);
    zoom.step(1);
    shown('passphrase_needed');
    expect(zoom.percent).toBe(100);
    zoom.step(-1);
    expect(zoom.percent).toBe(90);
    shown('ready');
    expect(zoom.percent).toBe(110);
  });

  it('is left to a browser that has its own', () => {
    expect(zoom.isOurs).toBe(true);
    start(rest);
    expect(zoom.isOurs).toBe(false);
    zoom.follow();
  });
});
