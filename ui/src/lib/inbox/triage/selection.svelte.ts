import { beside } from '../list/merge';

type Row = { id: number };

/** The conversations that are chosen together. */
class Selection {
  ids = $state.raw<ReadonlySet<number>>(new Set());
  /** Where extending began. */
  #anchor: number | null = null;

  get size(): number {
    return this.ids.size;
  }

  has(id: number): boolean {
    return this.ids.has(id);
  }

  toggle(id: number): void {
    const ids = new Set(this.ids);
    if (!ids.delete(id)) ids.add(id);
    this.ids = ids;
    this.#anchor = id;
  }

  /** Chooses everything between where choosing began and a row, both included. */
  extendTo(rows: readonly Row[], to: number, from: number | null): void {
    const anchor = this.#anchor !== null && rows.some((row) => row.id === this.#anchor) ? this.#anchor : (from ?? to);
    this.#anchor = anchor;
    const one = rows.findIndex((row) => row.id === anchor);
    const two = rows.findIndex((row) => row.id === to);
    if (one < 0 || two < 0) return;
    const between = rows.slice(Math.min(one, two), Math.max(one, two) + 1).map((row) => row.id);
    this.ids = new Set([...this.ids, ...between]);
  }

  /** Extends from the cursor to the row beside it, and gives that row. */
  extend(rows: readonly Row[], cursor: number | null, by: 1 | -1): number | null {
    const to = beside(rows, cursor, by);
    if (cursor === null || to === null) return null;
    // Going back over what was just chosen gives it up again.
    if (this.ids.has(cursor) && this.ids.has(to) && cursor !== this.#anchor && this.#towardsAnchor(rows, cursor, to)) {
      const ids = new Set(this.ids);
      ids.delete(cursor);
      this.ids = ids;
    } else {
      this.#anchor ??= cursor;
      this.ids = new Set([...this.ids, cursor, to]);
    }
    return to;
  }

  #towardsAnchor(rows: readonly Row[], from: number, to: number): boolean {
    const at = (id: number | null) => rows.findIndex((row) => row.id === id);
    return Math.abs(at(to) - at(this.#anchor)) < Math.abs(at(from) - at(this.#anchor));
  }

  all(rows: readonly Row[]): void {
    this.ids = new Set(rows.map((row) => row.id));
  }

  /** Gives up what is not in the list any more. */
  keepTo(rows: readonly Row[]): void {
    if (this.ids.size === 0) return;
    const here = rows.filter((row) => this.ids.has(row.id)).map((row) => row.id);
    if (here.length !== this.ids.size) this.ids = new Set(here);
  }

  clear(): void {
    if (this.ids.size > 0) this.ids = new Set();
    this.#anchor = null;
  }
}

export const selection = new Selection();
