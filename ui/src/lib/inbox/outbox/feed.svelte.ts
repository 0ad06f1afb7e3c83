import type { OutboxEntry, OutboxPart, RepliesAction } from '$lib/contract/generated';
import { onChanges, touches } from '$lib/data/changes';
import { call } from '$lib/data/core';
import { Reading } from '$lib/data/reading.svelte';
import { stay } from '$lib/data/space';
import type { CoreError } from '$lib/platform/platform';
import { canBeSentAgain } from '../thread/reply';

const PAGE = 50;
const MOST = 200;

/** The replies that are not settled, newest first, a page at a time; and those of them that are chosen. */
export class OutboxFeed {
  entries = $state.raw<OutboxEntry[]>([]);
  next = $state<string | null>(null);
  loaded = $state(false);
  chosen = $state.raw<ReadonlySet<string>>(new Set());

  #reading = new Reading(() => this.#read());
  #more = false;

  constructor(
    readonly handle: number | null,
    readonly part: OutboxPart,
  ) {}

  /** Follows changes until the answer is called. */
  show(): () => void {
    void this.refresh();
    return onChanges((changes) => {
      if (touches('outbox', {}, changes)) this.#reading.invalidate(true);
    });
  }

  get error(): CoreError | undefined {
    return this.#reading.error;
  }

  refresh(): Promise<void> {
    return this.#reading.refresh();
  }

  /** Asks once more after an error. */
  retry(): Promise<void> {
    return this.#reading.retry();
  }

  /** Reads as much again as is shown. */
  async #read(): Promise<void> {
    const began = stay();
    const wanted = Math.max(PAGE, this.entries.length);
    let page = await this.#page(null, Math.min(MOST, wanted));
    let entries = page.entries;
    while (page.next !== null && entries.length < wanted) {
      page = await this.#page(page.next, MOST);
      entries = [...entries, ...page.entries];
    }
    if (stay() !== began) return;
    this.#take(entries, page.next);
    this.loaded = true;
  }

  async more(): Promise<void> {
    const after = this.next;
    if (after === null || this.#more || this.#reading.running) return;
    this.#more = true;
    await this.#reading.part(async () => {
      const page = await this.#page(after, PAGE);
      const known = new Set(this.entries.map((entry) => entry.reply.id));
      this.#take([...this.entries, ...page.entries.filter((entry) => !known.has(entry.reply.id))], page.next);
    });
    this.#more = false;
  }

  choose(id: string, on: boolean): void {
    const chosen = new Set(this.chosen);
    if (on) chosen.add(id);
    else chosen.delete(id);
    this.chosen = chosen;
  }

  chooseAll(on: boolean): void {
    this.chosen = new Set(on ? this.entries.map((entry) => entry.reply.id) : []);
  }

  /** Those of the chosen that something can be done with. */
  fit(action: RepliesAction): string[] {
    return this.entries.filter((entry) => this.chosen.has(entry.reply.id) && fits(entry, action)).map((entry) => entry.reply.id);
  }

  #take(entries: OutboxEntry[], next: string | null): void {
    this.entries = entries;
    this.next = next;
    const there = new Set(entries.map((entry) => entry.reply.id));
    // What is settled meanwhile is not chosen any more.
    if ([...this.chosen].some((id) => !there.has(id))) this.chosen = new Set([...this.chosen].filter((id) => there.has(id)));
  }

  #page(after: string | null, limit: number) {
    return call('outbox', { handle: this.handle, part: this.part, after, limit });
  }
}

/** Whether a decision applies to a reply as it stands. Sending what may have arrived is decided one by one. */
function fits({ reply }: OutboxEntry, action: RepliesAction): boolean {
  switch (reply.state) {
    case 'queued':
      return action === 'discard' || reply.not_before !== null;
    case 'held':
      return action === 'discard' || reply.reason !== 'needs_human_agent';
    case 'failed':
      return action === 'discard' || canBeSentAgain(reply.reason);
    case 'ask':
    case 'unknown':
      return action === 'discard';
    case 'sending':
    case 'sent':
    case 'cancelled':
      return false;
  }
}
