import type { MessagesPage, MessageView, ReactionView, ReplyView, ThreadLine } from '$lib/contract/generated';
import { onChanges, touches } from '$lib/data/changes';
import { call } from '$lib/data/core';
import { Reading } from '$lib/data/reading.svelte';
import { shared } from '$lib/data/shared';
import type { CoreError } from '$lib/platform/platform';

const PAGE = 50;
const MOST = 200;

/**
 * A stretch of the messages of one conversation, kept while another is open: from the newest backwards, or the part
 * around a message that was looked for, which grows at both ends.
 */
export class ThreadFeed {
  messages = $state.raw<MessageView[]>([]);
  lines = $state.raw<ThreadLine[]>([]);
  replies = $state.raw<ReplyView[]>([]);
  older = $state<number | null>(null);
  /** Where newer messages go on; `null` when the newest is here. */
  newer = $state<number | null>(null);
  olderAtInstagram = $state(false);
  loaded = $state(false);

  /** Replies that the core has not confirmed yet: their bubbles stand at once. */
  #local = new Map<string, ReplyView>();
  #reading = new Reading(() => this.#read());
  #paging = false;
  /** Counts the parts that were shown: an answer about another part is too late. */
  #part = 0;

  constructor(readonly conversation: number) {}

  get error(): CoreError | undefined {
    return this.#reading.error;
  }

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

  /** Reads what is loaded once more. */
  async #read(): Promise<void> {
    const part = this.#part;
    const page = this.newer === null ? await this.#fromNewest() : await this.#middle();
    // What was asked for meanwhile is fresh.
    if (part === this.#part) this.#take(page);
  }

  /** As far up as is shown. */
  async #fromNewest(): Promise<MessagesPage> {
    const oldest = this.messages[0]?.position;
    const first = await this.#ask({ limit: Math.min(MOST, Math.max(PAGE, this.messages.length)) });
    let { messages, lines, older, older_at_instagram } = first;
    // A long thread that was scrolled far up is read as far as it was.
    while (older !== null && oldest !== undefined && (messages[0]?.position ?? oldest) > oldest) {
      const page = await this.#ask({ before: older, limit: MOST });
      messages = [...page.messages, ...messages];
      lines = [...page.lines, ...lines];
      ({ older, older_at_instagram } = page);
    }
    return { ...first, messages, lines, older, older_at_instagram };
  }

  /** From the first to the last that is shown. */
  async #middle(): Promise<MessagesPage> {
    const [first, last] = [this.messages[0]?.position ?? 0, this.messages.at(-1)?.position ?? 0];
    let page = await this.#ask({ after: first - 1, limit: MOST });
    let { messages, lines } = page;
    while (page.newer !== null && page.newer < last) {
      page = await this.#ask({ after: page.newer, limit: MOST });
      messages = [...messages, ...page.messages];
      lines = [...lines, ...page.lines];
    }
    return { ...page, messages, lines, older: this.older, older_at_instagram: this.olderAtInstagram };
  }

  /** Reads the part around a place, if it is not here. */
  async reach(position: number): Promise<void> {
    if (this.messages.some((message) => message.position === position)) return;
    await this.#show({ around: position, limit: MOST / 2 });
  }

  /** Back to the newest message. */
  async toNewest(): Promise<void> {
    if (this.newer !== null) await this.#show({ limit: PAGE });
  }

  async #show(part: { around?: number; limit: number }): Promise<void> {
    await this.#reading.part(async () => {
      this.#part += 1;
      const wanted = this.#part;
      const page = await this.#ask(part);
      if (wanted === this.#part) this.#take(page);
    });
  }

  /** The page above. */
  async more(): Promise<void> {
    const before = this.older;
    if (before === null) return;
    await this.#page({ before }, (page) => {
      const known = new Set(this.messages.map((message) => message.id));
      this.messages = [...page.messages.filter((message) => !known.has(message.id)), ...this.messages];
      this.older = page.older;
      this.olderAtInstagram = page.older_at_instagram;
    });
  }

  /** The page below, where the newest is not here yet. */
  async moreBelow(): Promise<void> {
    const after = this.newer;
    if (after === null) return;
    await this.#page({ after }, (page) => {
      const known = new Set(this.messages.map((message) => message.id));
      this.messages = [...this.messages, ...page.messages.filter((message) => !known.has(message.id))];
      this.newer = page.newer;
    });
  }

  async #page(where: { before?: number; after?: number }, take: (page: MessagesPage) => void): Promise<void> {
    if (this.#paging) return;
    this.#paging = true;
    const part = this.#part;
    await this.#reading.part(async () => {
      const page = await this.#ask({ ...where, limit: PAGE });
      if (part !== this.#part) return;
      take(page);
      this.lines = joined(page.lines, this.lines);
    });
    this.#paging = false;
  }

  /** Shows a reply before the core has it. */
  expect(reply: ReplyView): void {
    this.#local.set(reply.id, reply);
    this.replies = [...this.replies.filter((one) => one.id !== reply.id), reply];
  }

  /** Shows the reaction of the handle on a message before the core has it. */
  expectReaction(message: number, emoji: string | null): void {
    this.messages = this.messages.map((one) => {
      if (one.id !== message) return one;
      const theirs = one.reactions.filter((reaction) => reaction.by === 'in');
      const reactions: ReactionView[] = emoji === null ? theirs : [...theirs, { by: 'out', emoji }];
      return { ...one, reactions };
    });
  }

  /** The core has the reply, or refused it: its own word counts from now on. */
  settle(id: string, reply: ReplyView | null): void {
    this.#local.delete(id);
    this.replies = reply
      ? this.replies.map((one) => (one.id === id ? reply : one))
      : this.replies.filter((one) => one.id !== id);
  }

  #take(page: MessagesPage): void {
    this.messages = shared(this.messages, page.messages);
    this.lines = shared(this.lines, joined(page.lines, []));
    this.older = page.older;
    this.newer = page.newer;
    this.olderAtInstagram = page.older_at_instagram;
    const known = new Set(page.replies.map((reply) => reply.id));
    const unconfirmed = [...this.#local.values()].filter((reply) => !known.has(reply.id));
    this.replies = shared(this.replies, [...page.replies, ...unconfirmed]);
    this.loaded = true;
  }

  #ask(part: { before?: number; after?: number; around?: number; limit: number }): Promise<MessagesPage> {
    return call('messages', { conversation: this.conversation, before: null, after: null, around: null, ...part });
  }
}

/** Lines of two pages, each once: a page says again what happened at its edge. */
function joined(above: readonly ThreadLine[], below: readonly ThreadLine[]): ThreadLine[] {
  const known = new Map<string, ThreadLine>();
  for (const line of [...above, ...below]) known.set(`${line.position} ${JSON.stringify(line.what)}`, line);
  return [...known.values()];
}

/** How many threads are kept for a return. */
const KEPT = 30;
const feeds = new Map<number, ThreadFeed>();
let shown: number | null = null;

onChanges((changes) => {
  for (const feed of feeds.values()) {
    if (touches('messages', { conversation: feed.conversation }, changes)) feed.invalidate(feed.conversation === shown);
  }
});

/** Forgets every thread: another space is shown from now on. */
export function forgetThreads(): void {
  feeds.clear();
}

/** The thread of a conversation. */
export function threadFeed(conversation: number): ThreadFeed {
  const feed = feeds.get(conversation) ?? new ThreadFeed(conversation);
  feeds.delete(conversation);
  feeds.set(conversation, feed);
  for (const id of feeds.keys()) {
    if (feeds.size <= KEPT) break;
    if (id !== shown) feeds.delete(id);
  }
  return feed;
}

/** The thread of a conversation, where it was looked at lately. */
export function knownThread(conversation: number): ThreadFeed | undefined {
  return feeds.get(conversation);
}

/** The thread that is on screen is kept fresh. */
export function showThread(conversation: number | null): void {
  shown = conversation;
  if (conversation !== null) void threadFeed(conversation).refresh();
}
