import type { ConversationRow, SearchHit, SearchPage } from '$lib/contract/generated';
import { call } from '$lib/data/core';
import { bringUp } from '../modes';

/** Something that a search found: a conversation by its person's name, or a message. */
type Entry = { kind: 'person'; row: ConversationRow } | { kind: 'hit'; hit: SearchHit };

/** What is looked for, and where. */
type Asked = { query: string; handle: number | null };

/** The contract allows so many hits a page. */
export const PAGE = 50;
/** A search goes on by itself until so many hits are there, or so many pages were looked through. */
const ENOUGH = 20;
const PATIENCE = 40;

/** What a search found, and the cursor in it: shared by the field, where it is typed, and the list of hits. */
class Found {
  people = $state.raw<ConversationRow[]>([]);
  hits = $state.raw<SearchHit[]>([]);
  /** So many hits at the front fit best. */
  best = $state(0);
  /** Where the next page goes on. */
  next = $state<number | null>(null);
  looking = $state(false);
  /** The page below could not be read. */
  failed = $state(false);
  cursor = $state(0);
  /** The answer to what is typed now has not come yet: what is shown is still the one before it. */
  #pending = true;
  #wanted: (() => void) | null = null;
  /** Counts what was asked: a page of another question is too late. */
  #question = 0;
  #pages = 0;
  /** Counts the answers: while one is completed another may come. */
  #taken = 0;

  readonly entries = $derived<Entry[]>([
    ...this.people.map((row): Entry => ({ kind: 'person', row })),
    ...this.hits.map((hit): Entry => ({ kind: 'hit', hit })),
  ]);

  get current(): Entry | undefined {
    return this.entries[this.cursor];
  }

  /** Something else is searched for; what was found before stays until the answer comes. */
  ask(): void {
    this.cursor = 0;
    this.#question += 1;
    this.#taken += 1;
    this.#pages = 0;
    this.#pending = true;
    this.#wanted = null;
    this.failed = false;
  }

  /** The first page, or a fresher one: then what was read below it is read again, for some of it may be gone. */
  async take(page: SearchPage, asked: Asked): Promise<void> {
    const taken = (this.#taken += 1);
    const [hits, next] = this.#pages === 0 ? [page.hits, page.next] : await this.#below(page, asked, () => taken === this.#taken);
    if (taken !== this.#taken) return;
    this.people = page.people;
    this.best = page.best;
    this.hits = hits;
    this.next = next;
    this.#pending = false;
    this.cursor = Math.max(0, Math.min(this.cursor, this.entries.length - 1));
    const then = this.#wanted;
    this.#wanted = null;
    if (then) this.open(then);
  }

  /** A first page with what is below it now, as far as was read. What cannot be read is not shown as it was. */
  async #below(page: SearchPage, asked: Asked, wanted: () => boolean): Promise<[SearchHit[], number | null]> {
    let { hits, next } = page;
    try {
      for (let read = 0; read < this.#pages && next !== null && wanted(); read += 1) {
        const answer: SearchPage = await call('search', { ...asked, before: next, limit: PAGE });
        hits = joined(hits, answer.hits);
        next = answer.next;
      }
    } catch {
      this.failed ||= wanted();
    }
    return [hits, next];
  }

  /** Nothing is searched for any more. */
  end(): void {
    this.ask();
    this.people = this.hits = [];
    this.best = 0;
    this.next = null;
  }

  /** The page below; further ones as long as they bring nearly nothing. */
  async more(asked: Asked): Promise<void> {
    if (this.looking || this.next === null) return;
    const question = this.#question;
    this.looking = true;
    try {
      const before = this.hits.length;
      for (let page = 0; page < PATIENCE && this.next !== null && this.hits.length < before + ENOUGH; page += 1) {
        const answer: SearchPage = await call('search', { ...asked, before: this.next, limit: PAGE });
        if (question !== this.#question) return;
        this.#pages += 1;
        this.hits = joined(this.hits, answer.hits);
        this.next = answer.next;
      }
      this.failed = false;
    } catch {
      // What is here stays; the next look down asks again.
      this.failed = question === this.#question;
    } finally {
      this.looking = false;
    }
  }

  /** Whether so little is here that the search should go on by itself. */
  get isShort(): boolean {
    return this.next !== null && this.hits.length < ENOUGH && this.#pages === 0;
  }

  move(by: number): void {
    this.cursor = Math.max(0, Math.min(this.entries.length - 1, this.cursor + by));
  }

  /** Goes to the next hit and opens it. */
  step(by: 1 | -1): void {
    this.move(by);
    this.open();
  }

  /** Opens what the cursor is on, and goes on; as soon as the answer is there, if it is still on its way. */
  open(then?: () => void): void {
    if (this.#pending) {
      this.#wanted = then ?? null;
      return;
    }
    const entry = this.current;
    if (!entry) return;
    if (entry.kind === 'hit') bringUp(entry.hit.conversation, entry.hit.position);
    else bringUp(entry.row.id);
    then?.();
  }

  /** The words of a message that were found, as they are spelled there. */
  wordsIn(message: number | null): string[] {
    const hit = this.hits.find((one) => one.message === message);
    return [...new Set(hit?.ranges.map(({ start, end }) => hit.text.slice(start, end)) ?? [])];
  }
}

function joined(above: readonly SearchHit[], below: readonly SearchHit[]): SearchHit[] {
  const known = new Set(above.map((hit) => hit.message));
  return [...above, ...below.filter((hit) => !known.has(hit.message))];
}

export const found = new Found();

/** The id of an entry's element. */
export function entryId(entry: Entry): string {
  return entry.kind === 'hit' ? `hit-${entry.hit.message}` : `found-person-${entry.row.id}`;
}
