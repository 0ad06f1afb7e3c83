/** How long a toast with "Undo" stays. */
const STAY_MS = 10_000;
/** How many steps can be taken back. */
const DEPTH = 20;

export type Toast = { id: number; text: string; undo?: () => void };

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

  say(text: string, undo?: () => void): void {
    const id = this.#next++;
    if (undo) this.#steps = [...this.#steps, { id, undo }].slice(-DEPTH);
    // One at a time: a second says what the first said no longer.
    this.shown = [undo ? { id, text, undo: () => this.#takeBack(id) } : { id, text }];
    this.stay(id);
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

  #takeBack(id: number): void {
    const step = this.#steps.find((one) => one.id === id);
    this.#steps = this.#steps.filter((one) => one.id !== id);
    this.dismiss(id);
    step?.undo();
  }
}

export const toasts = new Toasts();
