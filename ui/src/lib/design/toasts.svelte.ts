/** How long a toast with "Undo" stays. */
const STAY_MS = 10_000;
/** How many steps can be taken back. */
const DEPTH = 20;

/** A way on from what is said: its words, and what it does. */
type Offer = { words: string; act: () => void };

/** What was said: it can be taken off, and said otherwise where nothing was done since. */
type Said = { withdraw: () => void; reword: (text: string) => boolean };

type Toast = { id: number; text: string; undo?: () => void; offer?: Offer };

/** What the app says in passing, and what can be taken back. */
class Toasts {
  shown = $state.raw<Toast[]>([]);
  /** How much room they take, in pixels: none of what they stand over may be hidden. */
  height = $state(0);
  #steps: { id: number; undo: () => void }[] = [];
  #next = 1;
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  get canUndo(): boolean {
    return this.#steps.length > 0;
  }

  /** Says something. The answer takes it off again, with the step that it could take back: it does not hold any more. */
  say(text: string, undo?: () => void): () => void {
    return this.sayOf(text, undo).withdraw;
  }

  /** The same, of something that may turn out otherwise. To say so leaves the step at its place among the others. */
  sayOf(text: string, undo?: () => void): Said {
    const id = this.#next++;
    if (undo) this.#steps = [...this.#steps, { id, undo }].slice(-DEPTH);
    const show = (words: string) => this.#show(undo ? { id, text: words, undo: () => this.#takeBack(id) } : { id, text: words });
    show(text);
    const reword = (words: string) => {
      const newest = this.#steps.at(-1)?.id === id;
      if (newest) show(words);
      return newest;
    };
    return { withdraw: () => this.#withdraw(id), reword };
  }

  /** Says something that leads somewhere. */
  offer(text: string, { words, act }: Offer): void {
    const id = this.#next++;
    const go = () => {
      this.dismiss(id);
      act();
    };
    this.#show({ id, text, offer: { words, act: go } });
  }

  /** One at a time: a second says what the first said no longer. */
  #show(toast: Toast): void {
    this.shown = [toast];
    this.stay(toast.id);
  }

  /** Takes the last step back. */
  undo(): void {
    const last = this.#steps.at(-1);
    if (last) this.#takeBack(last.id);
  }

  /** Forgets everything that could be taken back: it belongs to another space. */
  forget(): void {
    this.#steps = [];
    this.shown = this.shown.map(({ id, text }) => ({ id, text }));
  }

  dismiss(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
    this.shown = this.shown.filter((toast) => toast.id !== id);
  }

  /** Stays for now: the pointer or the focus is on it. */
  keep(id: number): void {
    clearTimeout(this.#timers.get(id));
  }

  /** Goes after a while. */
  stay(id: number): void {
    this.keep(id);
    this.#timers.set(id, setTimeout(() => this.dismiss(id), STAY_MS));
  }

  #withdraw(id: number): void {
    this.#steps = this.#steps.filter((one) => one.id !== id);
    this.dismiss(id);
  }

  #takeBack(id: number): void {
    const step = this.#steps.find((one) => one.id === id);
    this.#withdraw(id);
    step?.undo();
  }
}

export const toasts = new Toasts();
