import { keepToSpace } from '$lib/data/space';
import type { Quoted } from './quoting.svelte';

/** How a text stood in the composer when it was sent. */
export type Stood = {
  /** The text as it was typed, spaces around it and all. */
  text: string;
  start: number;
  end: number;
  quoted: Quoted | null;
};

/** Texts that are remembered. */
const KEPT = 40;

/** Remembers how texts stood when they were sent, so that what is taken back stands as before. */
class Returns {
  #stood: { conversation: number; stood: Stood }[] = [];

  constructor() {
    keepToSpace({ forget: () => (this.#stood = []) });
  }

  sent(conversation: number, stood: Stood): void {
    this.#stood = [...this.#stood, { conversation, stood }].slice(-KEPT);
  }

  /** How the text that comes back stood: the newest that says the same. */
  take(conversation: number, text: string): Stood | undefined {
    const at = this.#stood.findLastIndex((one) => one.conversation === conversation && squeezed(one.stood.text) === squeezed(text));
    return at < 0 ? undefined : this.#stood.splice(at, 1)[0]?.stood;
  }
}

/** A long text comes back from several messages, with other spaces where it was parted. */
function squeezed(text: string): string {
  return text.replace(/\s+/g, '');
}

export const returns = new Returns();
