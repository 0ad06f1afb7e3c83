import type { MessageView, QuoteView } from '$lib/contract/generated';
import { keepToSpace } from '$lib/data/space';

/** The message that the next reply answers, one for each conversation. */
export type Quoted = { message: number; view: QuoteView };

class Quoting {
  #quoted = $state<Record<number, Quoted>>({});

  constructor() {
    keepToSpace({ forget: () => (this.#quoted = {}) });
  }

  of(conversation: number): Quoted | null {
    return this.#quoted[conversation] ?? null;
  }

  set(conversation: number, message: MessageView): void {
    const { position, direction, kind } = message;
    const snippet = message.postback?.title ?? message.text ?? '';
    this.#quoted[conversation] = { message: message.id, view: { position, direction, kind, snippet } };
  }

  put(conversation: number, quoted: Quoted | null): void {
    if (quoted) this.#quoted[conversation] = quoted;
    else delete this.#quoted[conversation];
  }
}

export const quoting = new Quoting();
