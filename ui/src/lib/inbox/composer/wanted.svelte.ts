import type { Press } from '$lib/commands/keys';
import { drafts } from './drafts.svelte';

/**
 * A reply that was asked for before there was a composer to write it in. Until the composer has the focus, keys are
 * text for it, and never commands.
 */
class Wanted {
  #conversation = $state<number | null>(null);

  /** The conversation whose composer shall have the focus as soon as it is there. */
  get conversation(): number | null {
    return this.#conversation;
  }

  ask(conversation: number): void {
    this.#conversation = conversation;
  }

  end(): void {
    this.#conversation = null;
  }

  /** Takes a key press for the reply. The answer tells whether it was one. */
  press(press: Press, open: number | null): boolean {
    const conversation = this.#conversation;
    if (conversation === null) return false;
    if (press.key === 'Escape' || open !== conversation) {
      this.end();
      return press.key === 'Escape';
    }
    if (press.ctrlKey || press.metaKey) return false;
    const text = drafts.text(conversation) ?? '';
    if (press.key === 'Enter') drafts.write(conversation, `${text}\n`);
    else if (press.key === 'Backspace') drafts.write(conversation, [...text].slice(0, -1).join(''));
    else if ([...press.key].length === 1) drafts.write(conversation, text + press.key);
    return true;
  }
}

export const wanted = new Wanted();
