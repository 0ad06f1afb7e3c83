import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ConversationRow, SearchHit, SearchPage } from '$lib/contract/generated';
import { start } from '$lib/data/core';
import { inbox } from '../state.svelte';
import { found } from './found.svelte';

const hit = (message: number, text = '', ranges: SearchHit['ranges'] = []) =>
  ({ message, conversation: message * 10, position: message * 100, text, ranges }) as SearchHit;
const page = (hits: SearchHit[], more: Partial<SearchPage> = {}): SearchPage => ({ people: [], hits, best: 0, unread_filters: [], next: null, ...more });

const ASKED = { query: 'order', handle: null };

describe('what a search found', () => {
  beforeEach(() => {
    inbox.selected = inbox.around = null;
    found.end();
  });

  it('opens its first hit, and the one at the cursor', () => {
    void found.take(page([hit(1), hit(2)]), ASKED);
    const then = vi.fn();
    found.open(then);
    expect([inbox.selected, inbox.around]).toEqual([10, 100]);
    expect(then).toHaveBeenCalledOnce();
    found.step(1);
    found.step(1);
    expect(inbox.selected).toBe(20);
    found.step(-1);
    expect(inbox.selected).toBe(10);
  });

  it('has people above the messages', () => {
    void found.take(page([hit(1)], { people: [{ id: 7 } as ConversationRow] }), ASKED);
    found.open();
    expect([inbox.selected, inbox.around]).toEqual([7, null]);
    found.step(1);
    expect([inbox.selected, inbox.around]).toEqual([10, 100]);
  });

  it('never opens a hit of what was typed before', () => {
    void found.take(page([hit(1)]), ASKED);
    found.ask();
    const then = vi.fn();
    found.open(then);
    expect(inbox.selected).toBe(null);
    void found.take(page([hit(3)]), ASKED);
    expect(inbox.selected).toBe(30);
    expect(then).toHaveBeenCalledOnce();
  });

  it('opens nothing when nothing was found', () => {
    void found.take(page([hit(1)]), ASKED);
    found.ask();
    found.open(() => undefined);
    void found.take(page([]), ASKED);
    expect(inbox.selected).toBe(null);
  });

  it('looks further down until something is there, and shows nothing twice', async () => {
    const pages: Record<number, SearchPage> = { 900: page([], { next: 800 }), 800: page([hit(1), hit(2)]) };
    const rpc = vi.fn((_: string, request: unknown) => Promise.resolve(pages[(request as { before: number }).before]));
    start({ kind: 'mock', rpc, subscribe: () => () => undefined, mediaUrl: String });
    void found.take(page([hit(9), hit(2)], { best: 1, next: 900 }), ASKED);
    expect(found.isShort).toBe(true);
    await found.more({ query: 'order', handle: null });
    expect(found.hits.map((one) => one.message)).toEqual([9, 2, 1]);
    expect([rpc.mock.calls.length, found.next]).toEqual([2, null]);
    // With a fresher first page what was read below it is read again: what is gone is not shown.
    pages[800] = page([hit(1)]);
    await found.take(page([hit(10), hit(9)], { next: 900 }), ASKED);
    expect(found.hits.map((one) => one.message)).toEqual([10, 9, 1]);
    expect(found.next).toBe(null);
    await found.take(page([hit(10)], { next: 900 }), ASKED);
    expect(found.hits.map((one) => one.message)).toEqual([10, 1]);
  });

  it('knows the words that it found, as they are spelled', () => {
    void found.take(page([hit(1, 'Où est ma COMMANDE ?', [{ start: 10, end: 18 }])]), ASKED);
    expect(found.wordsIn(1)).toEqual(['COMMANDE']);
    expect(found.wordsIn(2)).toEqual([]);
  });
});
