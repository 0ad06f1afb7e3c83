/** The composer on screen, for the keys that act on it from anywhere. */
type Composer = {
  submit: (thenDone: boolean) => void;
  sendable: () => boolean;
  /** Whether something can be written and attached. */
  open: () => boolean;
  /** Asks for files. */
  pick: () => void;
  heart: () => void;
  /** Attaches files that were dropped or pasted somewhere else. */
  attach: (files: readonly File[]) => void;
  /** Opens the choice of a time to send at. */
  schedule: () => void;
  /** Opens the emoji. */
  emoji: () => void;
};

class Composing {
  #current = $state.raw<Composer | null>(null);

  /** Puts a composer on screen, until the answer is called. */
  enter(composer: Composer): () => void {
    this.#current = composer;
    return () => {
      if (this.#current === composer) this.#current = null;
    };
  }

  get sendable(): boolean {
    return this.#current?.sendable() ?? false;
  }

  get open(): boolean {
    return this.#current?.open() ?? false;
  }

  submit(thenDone: boolean): void {
    this.#current?.submit(thenDone);
  }

  pick(): void {
    this.#current?.pick();
  }

  schedule(): void {
    this.#current?.schedule();
  }

  emoji(): void {
    this.#current?.emoji();
  }

  heart(): void {
    this.#current?.heart();
  }

  give(files: readonly File[]): void {
    this.#current?.attach(files);
  }
}

export const composing = new Composing();
