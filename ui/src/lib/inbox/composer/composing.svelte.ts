/** The composer on screen, for the keys that send from anywhere. */
type Composer = { submit: (thenDone: boolean) => void; sendable: () => boolean };

class Composing {
  #current = $state.raw<Composer | null>(null);

  /** Puts a composer on screen, until the answer is called. */
  attach(composer: Composer): () => void {
    this.#current = composer;
    return () => {
      if (this.#current === composer) this.#current = null;
    };
  }

  get sendable(): boolean {
    return this.#current?.sendable() ?? false;
  }

  submit(thenDone: boolean): void {
    this.#current?.submit(thenDone);
  }
}

export const composing = new Composing();
