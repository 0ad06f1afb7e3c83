import { keepToSpace } from '$lib/data/space';
import { beside } from '../list/merge';

type Row = { id: number };

/**
 * Everything that a list had at a moment: how the core knows it, how many conversations it was, and those that were not
 * taken out since. What is put back is chosen as it is then, not as it was at that moment.
 */
type Whole = { selection: string; count: number; ids: ReadonlySet<number> };

/** The conversations that something is meant for, and the whole list that they were chosen with. */
export type Meant = { ids: readonly number[]; whole: Whole | null };

/** These conversations, whatever list they are in. */
export const these = (ids: readonly number[]): Meant => ({ ids, whole: null });

/** The conversations that are chosen together. */
class Selection {
  ids = $state.raw<ReadonlySet<number>>(new Set());
  /** What the core is asked for: what a list has. Whatever the person chooses meanwhile holds against the answer. */
  #asked = $state.raw<object | null>(null);
  /** The list that was chosen as a whole, also what of it is not loaded. */
  #whole = $state.raw<Whole | null>(null);
  /** Where extending began. */
  #anchor: number | null = null;

  readonly meant = $derived<Meant>({ ids: [...this.ids], whole: this.#whole });

  constructor() {
    // The same numbers are other conversations there.
    keepToSpace({ forget: () => this.clear() });
  }

  /** A whole list is chosen, with nothing taken out or added since. */
  get isWhole(): boolean {
    const whole = this.#whole;
    return whole !== null && whole.ids.size === whole.count && this.ids.size === whole.count;
  }

  /** Until the core has said what a list has, nothing may be done with what is chosen. */
  get asking(): boolean {
    return this.#asked !== null;
  }

  /** Whether more may be chosen than is loaded. */
  get ofWhole(): boolean {
    return this.#whole !== null;
  }

  get size(): number {
    return this.ids.size;
  }

  has(id: number): boolean {
    return this.ids.has(id);
  }

  /** The core is asked for what a list has; answers whether that is wanted still. */
  ask(): () => boolean {
    const one = {};
    this.#asked = one;
    return () => this.#asked === one;
  }

  /** The core is asked no more. */
  answered(): void {
    this.#asked = null;
  }

  toggle(id: number): void {
    if (this.ids.has(id)) this.#takeOut(new Set([id]));
    else this.#add([id]);
    this.#anchor = id;
  }

  #add(ids: readonly number[]): void {
    this.#asked = null;
    this.ids = new Set([...this.ids, ...ids]);
  }

  #takeOut(out: ReadonlySet<number>): void {
    this.#asked = null;
    const without = (ids: ReadonlySet<number>) => new Set([...ids].filter((id) => !out.has(id)));
    this.ids = without(this.ids);
    const whole = this.#whole;
    if (whole === null) return;
    const ids = without(whole.ids);
    this.#whole = ids.size > 0 ? { ...whole, ids } : null;
  }

  /** Chooses everything between where choosing began and a row, both included. */
  extendTo(rows: readonly Row[], to: number, from: number | null): void {
    const anchor = this.#anchor !== null && rows.some((row) => row.id === this.#anchor) ? this.#anchor : (from ?? to);
    this.#anchor = anchor;
    const one = rows.findIndex((row) => row.id === anchor);
    const two = rows.findIndex((row) => row.id === to);
    if (one < 0 || two < 0) return;
    const between = rows.slice(Math.min(one, two), Math.max(one, two) + 1).map((row) => row.id);
    this.#add(between);
  }

  /** Extends from the cursor to the row beside it, and gives that row. */
  extend(rows: readonly Row[], cursor: number | null, by: 1 | -1): number | null {
    const to = beside(rows, cursor, by);
    if (cursor === null || to === null) return null;
    // Going back over what was just chosen gives it up again.
    if (this.ids.has(cursor) && this.ids.has(to) && cursor !== this.#anchor && this.#towardsAnchor(rows, cursor, to)) {
      this.#takeOut(new Set([cursor]));
    } else {
      this.#anchor ??= cursor;
      this.#add([cursor, to]);
    }
    return to;
  }

  #towardsAnchor(rows: readonly Row[], from: number, to: number): boolean {
    const at = (id: number | null) => rows.findIndex((row) => row.id === id);
    return this.#anchor !== null && Math.abs(at(to) - at(this.#anchor)) < Math.abs(at(from) - at(this.#anchor));
  }

  /** Chooses everything that a list has. */
  all(selection: string, conversations: readonly number[]): void {
    this.#asked = null;
    this.ids = new Set(conversations);
    this.#whole = this.ids.size > 0 ? { selection, count: this.ids.size, ids: this.ids } : null;
    this.#anchor = null;
  }

  /** Gives up what was chosen with a list that the core does not know any more. */
  giveUp(whole: Whole): void {
    if (this.#whole?.selection === whole.selection) this.clear();
  }

  /**
   * Gives up what has left the list by what was just done to all of it. What is not loaded went the way of what is; where
   * nothing is, nobody sees what became of it.
   */
  afterAct(before: readonly Row[], rows: readonly Row[]): void {
    if (this.#whole === null) return this.keepTo(rows);
    const here = new Set(rows.map((row) => row.id));
    const gone = new Set(before.filter((row) => this.ids.has(row.id) && !here.has(row.id)).map((row) => row.id));
    if (!rows.some((row) => this.ids.has(row.id))) this.clear();
    else if (gone.size > 0) this.#takeOut(gone);
  }

  /** Gives up what is not in the list any more. Of a whole list the core knows what is, and leaves alone what is not. */
  keepTo(rows: readonly Row[]): void {
    if (this.ids.size === 0 || this.#whole !== null) return;
    const here = rows.filter((row) => this.ids.has(row.id)).map((row) => row.id);
    if (here.length !== this.ids.size) this.ids = new Set(here);
  }

  clear(): void {
    this.#asked = null;
    if (this.ids.size > 0) this.ids = new Set();
    this.#whole = null;
    this.#anchor = null;
  }
}

export const selection = new Selection();
