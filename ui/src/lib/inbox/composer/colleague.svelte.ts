import type { ClaimWish } from '$lib/contract/generated';
import { call } from '$lib/data/core';

/** A claim counts for a minute; it is said again, or looked at, this often. */
const EVERY_MS = 15_000;
/** Who has typed nothing for so long is not writing any more. */
const STILL_WRITING_MS = 90_000;

/** Whether somebody writes to the same person on another laptop; and tells the others that somebody does here. */
export class Colleague {
  /** What the other laptop is called. */
  laptop = $state<string | null>(null);
  /** Since when, by this computer's clock. */
  since = $state(0);

  #conversation: number | null = null;
  #typedAt = 0;
  #claimed = false;

  /** Watches a conversation until the answer is called. */
  watch(conversation: number): () => void {
    this.#conversation = conversation;
    this.#typedAt = 0;
    this.#claimed = false;
    this.laptop = null;
    void this.#ask('look');
    const timer = setInterval(() => void this.#ask(this.#writes() ? 'take' : 'look'), EVERY_MS);
    return () => {
      clearInterval(timer);
      this.stop();
      this.#conversation = null;
    };
  }

  /** A key was pressed. The first one claims at once. */
  typed(): void {
    const wrote = this.#writes();
    this.#typedAt = Date.now();
    if (!wrote) void this.#ask('take');
  }

  /** Nothing is being written any more: it was sent, or taken away. */
  stop(): void {
    this.#typedAt = 0;
    if (this.#claimed) void this.#ask('release');
    this.#claimed = false;
  }

  #writes(): boolean {
    return Date.now() - this.#typedAt < STILL_WRITING_MS;
  }

  async #ask(wish: ClaimWish): Promise<void> {
    const conversation = this.#conversation;
    if (conversation === null) return;
    if (wish === 'take') this.#claimed = true;
    try {
      const { laptop, for_ms } = await call('claim', { conversation, wish });
      if (this.#conversation !== conversation) return;
      this.laptop = laptop;
      this.since = Date.now() - for_ms;
    } catch {
      // A warning that cannot be had holds nobody up.
    }
  }
}
