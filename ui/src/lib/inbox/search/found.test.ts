import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { SearchHit } from '$lib/contract/generated';
import { inbox } from '../state.svelte';
import { found } from './found.svelte';

const hit = (message: number) => ({ message, conversation: message * 10, position: message * 100 }) as SearchHit;

describe('what a search found', () => {
  beforeEach(() => {
    inbox.selected = inbox.around = null;
    found.ask();
  });

  it('opens its first hit, and the one at the cursor', () => {
    found.take([hit(1), hit(2)]);
    const then = vi.fn();
    found.open(then);
    expect([inbox.selected, inbox.around]).toEqual([10, 100]);
    expect(then).toHaveBeenCalledOnce();
    found.move(1);
    found.move(1);
    found.open();
    expect(inbox.selected).toBe(20);
  });

  it('never opens a hit of what was typed before', () => {
    found.take([hit(1)]);
    found.ask();
    const then = vi.fn();
    found.open(then);
    expect(inbox.selected).toBe(null);
    found.take([hit(3)]);
    expect(inbox.selected).toBe(30);
    expect(then).toHaveBeenCalledOnce();
  });

  it('opens nothing when nothing was found', () => {
    found.take([hit(1)]);
    found.ask();
    found.open(() => undefined);
    found.take([]);
    expect(inbox.selected).toBe(null);
  });
});
