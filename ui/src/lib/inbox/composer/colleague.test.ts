import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const calls: { conversation: number; wish: string }[] = [];
let other: { laptop: string | null; for_ms: number } = { laptop: null, for_ms: 0 };
vi.mock('$lib/data/core', () => ({
  call: async (_: string, request: { conversation: number; wish: string }) => {
    calls.push(request);
    return other;
  },
}));

const { Colleague } = await import('./colleague.svelte');
const wishes = () => calls.map((call) => call.wish);

beforeEach(() => {
  vi.useFakeTimers();
  calls.length = 0;
  other = { laptop: null, for_ms: 0 };
});
afterEach(() => vi.useRealTimers());

describe('a colleague', () => {
  it('is looked for while a conversation is open, and told when somebody writes', async () => {
    const colleague = new Colleague();
    const leave = colleague.watch(7);
    colleague.typed();
    colleague.typed();
    await vi.advanceTimersByTimeAsync(15_000);
    expect(wishes()).toEqual(['look', 'take', 'take']);
    leave();
    expect(wishes().at(-1)).toBe('release');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls).toHaveLength(4);
  });

  it('shows once another laptop writes, and goes when it stops', async () => {
    const colleague = new Colleague();
    colleague.watch(7);
    other = { laptop: 'Tom’s laptop', for_ms: 8_000 };
    await vi.advanceTimersByTimeAsync(15_000);
    expect(colleague.laptop).toBe('Tom’s laptop');
    expect(Date.now() - colleague.since).toBe(8_000);
    other = { laptop: null, for_ms: 0 };
    await vi.advanceTimersByTimeAsync(15_000);
    expect(colleague.laptop).toBeNull();
  });

  it('is not claimed against for a draft that nobody writes on', async () => {
    const colleague = new Colleague();
    colleague.watch(7);
    colleague.typed();
    await vi.advanceTimersByTimeAsync(105_000);
    expect(wishes().at(-1)).toBe('look');
  });
});
