import type { Act, ConversationList, ConversationRow, Filter, Sort, View } from '$lib/contract/generated';
import { onChanges, touches } from '$lib/data/changes';
import { call } from '$lib/data/core';
import { Reading } from '$lib/data/reading.svelte';
import { shared } from '$lib/data/shared';
import type { CoreError } from '$lib/platform/platform';
import { clock } from '$lib/data/clock.svelte';
import { keyOf } from '../triage/filter';
import { forgetPending, withPending } from '../triage/pending';
import { after, belongs } from '../triage/rules';
import { hold, placeOf, type Place } from './merge';

type Scope = { view: View; handle: number | null; sort: Sort; filter: Filter };

/** The first page fills the tallest window; the contract allows 200 rows at most. */
const FIRST = 60;
const MOST = 200;
/** So many rows from the top are kept fresh at most. What is looked at further down stays as it was read. */
const MOST_FRESH = 1_000;

/** One list of conversations, paged by keyset, kept while another is looked at. */
export class ListFeed {
  rows = $state.raw<ConversationRow[]>([]);
  /** New conversations that wait above a list that is held. */
  waiting = $state(0);
  loaded = $state(false);
  /** The person is at work in the list: rows must not move. */
  held = false;
  /** Called right before rows change places, to keep the focused one where it is. */
  onMove: ((before: ConversationRow[], after: ConversationRow[]) => void) | undefined;

  /** How many rows from the top are looked at, or chosen: so far it is kept fresh. The rest is read again on the way down. */
  reach = () => 0;

  /** Where the open row stands, or stood when it left. */
  place: Place | null = null;

  #fresh: ConversationRow[] = [];
  #next = $state<string | null>(null);
  #reading = new Reading(() => this.#read());
  #more = false;
  /** So many rows are wanted once, and who waits for them. */
  #once = 0;
  #onceRead: (() => void) | undefined;
  #letIn = false;

  constructor(readonly scope: Scope) {}

  get error(): CoreError | undefined {
    return this.#reading.error;
  }

  /** What is shown is out of date. */
  invalidate(shown: boolean): void {
    this.#reading.invalidate(shown);
  }

  refresh(): Promise<void> {
    return this.#reading.refresh();
  }

  /** Asks once more after an error. */
  retry(): Promise<void> {
    return this.#reading.retry();
  }

  /** Nothing of what was known holds any more. */
  forget(shown: boolean): void {
    this.rows = this.#fresh = [];
    this.#next = null;
    this.place = null;
    this.waiting = 0;
    this.loaded = false;
    this.invalidate(shown);
  }

  /** Asks for the rows that are looked at and a page below them, in the order of now. */
  async #read(): Promise<void> {
    // Asked anew with each page: who goes on down meanwhile must not lose the rows under their eyes.
    const wanted = () => Math.max(FIRST, this.#once, Math.min(this.rows.length, this.reach() + FIRST, MOST_FRESH));
    const fresh: ConversationRow[] = [];
    let next: string | null = null;
    do {
      const limit = Math.min(MOST, wanted() - fresh.length);
      const page: ConversationList = await call('conversations', { ...this.scope, after: next, limit });
      fresh.push(...this.#known(page.rows));
      next = page.next;
    } while (next !== null && fresh.length < wanted());
    // Whoever is at work below what is kept fresh keeps the rows there.
    const below = next !== null && this.reach() > fresh.length ? this.#below(fresh) : [];
    if (below.length > 0) this.#take([...fresh, ...below], this.#next);
    else this.#take(fresh, next);
    this.#once = 0;
    this.#onceRead?.();
  }

  /** The rows that were read before, below the last of these. */
  #below(fresh: readonly ConversationRow[]): ConversationRow[] {
    const known = new Set(fresh.map((row) => row.id));
    const places = new Map(this.#fresh.map((row, index) => [row.id, index]));
    const last = fresh.findLast((row) => places.has(row.id));
    return last === undefined ? [] : this.#fresh.slice((places.get(last.id) ?? 0) + 1).filter((row) => !known.has(row.id));
  }

  #take(fresh: ConversationRow[], next: string | null): void {
    this.#fresh = shared(this.#fresh, fresh);
    this.#next = next;
    if (this.held && !this.#letIn && this.loaded && this.rows.length > 0) {
      const held = hold(this.rows, this.#fresh);
      this.rows = held.rows;
      this.waiting = held.waiting;
    } else {
      this.release();
    }
    // An answer that was out of date on its way is not yet the one that was asked for.
    if (!this.#reading.stale) this.#letIn = false;
    this.loaded = true;
  }

  /** Lets the waiting rows in. */
  release(): void {
    if (this.rows === this.#fresh) return;
    this.onMove?.(this.rows, this.#fresh);
    this.rows = this.#fresh;
    this.waiting = 0;
  }

  /** Remembers where the open row stands, to go on from there once it has left. */
  follow(open: number | null): void {
    this.place = placeOf(this.rows, open) ?? this.place;
  }

  /** Whether there is more below. */
  get ends(): boolean {
    return this.#next === null;
  }

  /** The next page below. */
  async more(): Promise<void> {
    const after = this.#next;
    if (after === null || this.#more || this.#reading.running) return;
    this.#more = true;
    let late = false;
    await this.#reading.part(async () => {
      const page = await call('conversations', { ...this.scope, after, limit: FIRST });
      // Read anew meanwhile, it goes on from somewhere else.
      late = this.#next !== after;
      if (late) return;
      const known = new Set(this.rows.map((row) => row.id));
      const added = this.#known(page.rows).filter((row) => !known.has(row.id));
      this.rows = [...this.rows, ...added];
      this.#fresh = [...this.#fresh, ...added];
      this.#next = page.next;
    });
    this.#more = false;
    if (late) await this.more();
  }

  /** Reads all that there is below, or so many rows. Once: while it changes, it would be read for ever. */
  async readAll(most = Infinity): Promise<void> {
    if (this.ends || this.rows.length >= most) return;
    this.#once = most;
    await new Promise<void>((done) => {
      this.#onceRead = done;
      this.invalidate(false);
      // Reading may fail.
      void this.refresh().then(done);
    });
    this.#once = 0;
  }

  /** The person asked for a row back: the next answer is shown whole, held or not. */
  letIn(): void {
    this.#letIn = true;
  }

  /** Shows at once what a person has done to rows: they change, and those that belong elsewhere now leave. */
  act(ids: ReadonlySet<number>, act: Act, now: number): void {
    const { view, filter } = this.scope;
    const apply = (rows: ConversationRow[]) =>
      rows.flatMap((row) => {
        if (!ids.has(row.id)) return [row];
        const changed = after(row, act, now);
        return belongs(changed, view, filter, now) ? [changed] : [];
      });
    const same = this.rows === this.#fresh;
    this.rows = apply(this.rows);
    this.#fresh = same ? this.rows : apply(this.#fresh);
  }

  /** An answer may be older than what the person has done meanwhile. */
  #known(rows: ConversationRow[]): ConversationRow[] {
    return rows.flatMap((row) => {
      const shown = withPending(row);
      return shown === row || belongs(shown, this.scope.view, this.scope.filter, clock.now) ? [shown] : [];
    });
  }

  /** Changes a row at once, before the core has said so. */
  patch(id: number, change: Partial<ConversationRow>): void {
    const apply = (row: ConversationRow) => (row.id === id ? { ...row, ...change } : row);
    const same = this.rows === this.#fresh;
    this.rows = this.rows.map(apply);
    this.#fresh = same ? this.rows : this.#fresh.map(apply);
  }
}

/** How many lists are kept for a return. */
const KEPT = 16;
const feeds = new Map<string, ListFeed>();
let shown: ListFeed | null = null;

onChanges((changes) => {
  for (const feed of feeds.values()) {
    if (touches('conversations', feed.scope, changes)) feed.invalidate(feed === shown);
  }
});

/** Forgets what every list holds: another space is shown from now on. The lists themselves may be on screen. */
export function forgetLists(): void {
  forgetPending();
  for (const feed of feeds.values()) feed.forget(feed === shown);
}

/** The list of a scope. */
export function listFeed(scope: Scope): ListFeed {
  const key = `${scope.view} ${scope.handle} ${scope.sort} ${keyOf(scope.filter)}`;
  const feed = feeds.get(key) ?? new ListFeed(scope);
  feeds.delete(key);
  feeds.set(key, feed);
  for (const [old, kept] of feeds) {
    if (feeds.size <= KEPT) break;
    if (kept !== shown) feeds.delete(old);
  }
  return feed;
}

/** The list that is on screen is kept fresh. */
export function showList(feed: ListFeed | null): void {
  shown = feed;
  void feed?.refresh();
}
