import { composes } from '$lib/commands/keys';

/** The steps of the arrow keys in a list. */
const STEPS: Record<string, number> = { ArrowDown: 1, ArrowUp: -1 };

/**
 * Options to choose from while a field has the focus and the keys: where the cursor among them is, and what tells
 * assistive technology. `id` begins the ids of the list and its options; one is needed for each list on screen.
 */
export class Options<T> {
  #cursor = $state(0);
  readonly #at = $derived.by(() => Math.min(this.#cursor, this.all().length - 1));

  constructor(
    private readonly id: string,
    private readonly all: () => readonly T[],
  ) {}

  /** The place of the option that the cursor is on; −1 where there is none. */
  get at(): number {
    return this.#at;
  }

  /** The option that the cursor is on. */
  get current(): T | undefined {
    return this.all()[this.#at];
  }

  /** The id of the list. */
  get listId(): string {
    return `${this.id}-list`;
  }

  /** The id of an option. */
  idOf(at: number): string {
    return `${this.id}-${at}`;
  }

  /** The id of the option that the cursor is on, for the field's or the list's `aria-activedescendant`. */
  get active(): string | undefined {
    return this.current === undefined ? undefined : this.idOf(this.#at);
  }

  /** What a field is with such a list below it. Anything typed brings the cursor back to the first. */
  get field() {
    return {
      type: 'text',
      role: 'combobox',
      'aria-expanded': 'true',
      'aria-controls': this.listId,
      'aria-activedescendant': this.active,
      autocomplete: 'off',
      spellcheck: 'false',
      oninput: this.#first,
    } as const;
  }

  readonly #first = () => this.point(0);

  /** Puts the cursor on an option that is in sight. */
  point(at: number): void {
    this.#cursor = at;
  }

  /** Puts the cursor on an option, and brings it in sight. */
  go(at: number): void {
    this.point(at);
    document.getElementById(this.idOf(at))?.scrollIntoView({ block: 'nearest' });
  }

  /** Goes on with an arrow key, from the last to the first and back. Answers whether it was one. */
  walk(event: KeyboardEvent): boolean {
    const by = STEPS[event.key];
    if (by === undefined) return false;
    event.preventDefault();
    const { length } = this.all();
    if (length > 0) this.go((this.#at + by + length) % length);
    return true;
  }

  /**
   * Takes the arrow keys, and Enter for the option that the cursor is on. Answers whether there is nothing more to do
   * with a press; one of an input method is the field's alone.
   */
  press(event: KeyboardEvent, choose: (option: T) => void): boolean {
    if (composes(event) || this.walk(event)) return true;
    if (event.key !== 'Enter') return false;
    event.preventDefault();
    if (this.current !== undefined) choose(this.current);
    return true;
  }
}
