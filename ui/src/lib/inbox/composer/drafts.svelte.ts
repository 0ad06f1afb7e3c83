import { call } from '$lib/data/core';
import { keepToSpace, stay } from '$lib/data/space';

/** A draft is with the core this long after the last key, at the latest. */
const SAVE_MS = 250;
/** What was not saved, as on a full disk, is tried again so often: nobody has to type on for it. */
const AGAIN_MS = 10_000;

/** What is being written, one text for each conversation. Kept here at once, at the core right after. */
class Drafts {
  #texts = $state<Record<number, string>>({});
  /** What waits to be saved, and the timer that does it at the latest. */
  #timers = new Map<number, ReturnType<typeof setTimeout>>();
  /** Conversations whose draft at the core is part of the text here: only they may be saved over it. */
  #adopted = new Set<number>();
  /** What was given back last: to whose composer, and where the caret stood in it, if that is known. */
  given = $state.raw<{ conversation: number; caret: { start: number; end: number } | null } | null>(null);

  constructor() {
    keepToSpace({ save: () => this.saveAll(), forget: () => this.forget() });
  }

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

  /** Takes over the core's draft. What was typed before it was known stands below it. */
  adopt(conversation: number, text: string): void {
    if (this.#adopted.has(conversation)) return;
    this.#adopted.add(conversation);
    const typed = this.#texts[conversation];
    if (typed === undefined) this.#texts[conversation] = text;
    else if (text.trim() && typed !== text) this.write(conversation, typed.trim() ? `${text}\n${typed}` : text);
  }

  /** Returns a text to the composer, before what stands there. */
  giveBack(conversation: number, text: string, caret: { start: number; end: number } | null = null): void {
    const present = this.#texts[conversation] ?? '';
    this.write(conversation, present.trim() && present !== text ? `${text}\n${present}` : text);
    this.given = { conversation, caret };
  }

  /** The text was sent: nothing of it stays. */
  clear(conversation: number): void {
    clearTimeout(this.#timers.get(conversation));
    this.#timers.delete(conversation);
    this.#adopted.add(conversation);
    this.#texts[conversation] = '';
  }

  /** Forgets everything: another space is shown, whose conversations are others. */
  forget(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#adopted.clear();
    this.#texts = {};
  }

  /** Saves what waits to be saved. */
  flush(conversation: number): void {
    void this.#save(conversation);
  }

  /** Saves everything that waits, and ends when the core has it. */
  async saveAll(): Promise<void> {
    await Promise.all([...this.#timers.keys()].map((conversation) => this.#save(conversation)));
  }

  async #save(conversation: number): Promise<void> {
    if (!this.#timers.has(conversation)) return;
    clearTimeout(this.#timers.get(conversation));
    this.#timers.delete(conversation);
    const began = stay();
    try {
      if (!this.#adopted.has(conversation)) {
        const view = await call('conversation', { conversation });
        if (stay() !== began) return;
        this.adopt(conversation, view.draft?.text ?? '');
        clearTimeout(this.#timers.get(conversation));
        this.#timers.delete(conversation);
      }
      await call('save_draft', { conversation, text: this.#texts[conversation] ?? '' });
    } catch {
      // Not saved is tried again after a while, with the next key, and when the composer is left; never in another space.
      if (stay() === began && !this.#timers.has(conversation)) this.#timers.set(conversation, setTimeout(() => this.flush(conversation), AGAIN_MS));
    }
  }
}

export const drafts = new Drafts();
