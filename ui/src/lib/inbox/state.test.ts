import { afterEach, describe, expect, it } from 'vitest';
import { inbox } from './state.svelte';

const frame = () => new Promise((drawn) => requestAnimationFrame(() => setTimeout(() => setTimeout(drawn))));

describe('the cursor', () => {
  afterEach(() => inbox.reset());

  it('is drawn where it goes at once, and the thread after it', async () => {
    inbox.open(1);
    inbox.moveTo(2);
    inbox.moveTo(3);
    expect([inbox.selected, inbox.drawn]).toEqual([3, 1]);
    await frame();
    expect([inbox.selected, inbox.drawn]).toEqual([3, 3]);
  });

  it('is settled before anything else is done', () => {
    inbox.open(1);
    inbox.moveTo(2);
    inbox.settle();
    expect(inbox.drawn).toBe(2);
  });

  it('draws what is opened or closed at once', async () => {
    inbox.moveTo(1);
    expect(inbox.drawn).toBe(1);
    inbox.moveTo(2);
    inbox.open(3);
    expect(inbox.drawn).toBe(3);
    inbox.moveTo(4);
    inbox.close();
    expect(inbox.drawn).toBeNull();
    await frame();
    expect(inbox.drawn).toBeNull();
  });
});
