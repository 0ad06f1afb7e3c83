import { call } from '$lib/data/core';

/** A draft is with the core this long after the last key, at the latest. */
const SAVE_MS = 250;

/** What is being written, one text for each conversation. Kept here at once, at the core right after. */
class Drafts {
  #texts = $state<Record<number, string>>({});
  #timers = new Map<number, ReturnType<typeof setTimeout>>();
  /** Goes up when a text was given back, so that the composer takes it over. */
  given = $state(0);

  /** The text here, or `undefined` when the core's own draft counts. */
  text(conversation: number): string | undefined {
    return this.#texts[conversation];
  }

  write(conversation: number, text: string): void {
    this.#texts[conversation] = text;
    clearTimeout(this.#timers.get(conversation));
    this.#timers.set(
      conversation,
      setTimeout(() => this.flush(conversation), SAVE_MS),
    );
  }

  /** Takes over the core's draft where nothing was written here. */
  adopt(conversation: number, text: string): void {
    if (this.#texts[conversation] === undefined) this.#texts[conversation] = text;
  }

  /** Returns a text to the composer, before what stands there. */
  giveBack(conversation: number, text: string): void {
    const present = this.#texts[conversation] ?? '';
    this.write(conversation, present.trim() && present !== text ? `${text}\n${present}` : text);
    this.given += 1;
  }

  /** The text was sent: nothing of it stays. */
  clear(conversation: number): void {
    clearTimeout(this.#timers.get(conversation));
    this.#timers.delete(conversation);
    this.#texts[conversation] = '';
  }

  /** Forgets everything: another space is shown, whose conversations are others. */
  forget(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#texts = {};
  }

  /** Saves what waits to be saved. */
  flush(conversation: number): void {
    if (!this.#timers.has(conversation)) return;
    clearTimeout(this.#timers.get(conversation));
    this.#timers.delete(conversation);
    const text = this.#texts[conversation] ?? '';
    // Not saved is tried again with the next key, and when the composer is left.
    call('save_draft', { conversation, text }).catch(() => this.#timers.set(conversation, setTimeout(() => undefined)));
  }
}

export const drafts = new Drafts();
