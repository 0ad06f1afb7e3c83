import type { MessagesPage, MessageView, ReactionView, ReplyView, ThreadLine } from '$lib/contract/generated';
import { onChanges, touches } from '$lib/data/changes';
import { call } from '$lib/data/core';
import { asCoreError, type CoreError } from '$lib/platform/platform';

const PAGE = 50;
const MOST = 200;

/** The messages of one conversation, from the newest backwards, kept while another is open. */
export class ThreadFeed {
  messages = $state.raw<MessageView[]>([]);
  lines = $state.raw<ThreadLine[]>([]);
  replies = $state.raw<ReplyView[]>([]);
  older = $state<number | null>(null);
  olderAtInstagram = $state(false);
  loaded = $state(false);
  error = $state.raw<CoreError>();

  /** Replies that the core has not confirmed yet: their bubbles stand at once. */
  #local = new Map<string, ReplyView>();
  #stale = true;
  #running = false;
  #paging = false;

  constructor(readonly conversation: number) {}

  invalidate(shown: boolean): void {
    this.#stale = true;
    if (shown) void this.refresh();
  }

  /** Reads what is loaded once more, from the newest down. */
  async refresh(): Promise<void> {
    if (this.#running || !this.#stale) return;
    this.#running = true;
    try {
      while (this.#stale) {
        this.#stale = false;
        const oldest = this.messages[0]?.position;
        let page = await this.#ask({ limit: Math.min(MOST, Math.max(PAGE, this.messages.length)) });
        const replies = page.replies;
        let { messages, lines } = page;
        // A long thread that was scrolled far up is read as far as it was.
        while (page.older !== null && oldest !== undefined && (messages[0]?.position ?? oldest) > oldest) {
          page = await this.#ask({ before: page.older, limit: MOST });
          messages = [...page.messages, ...messages];
          lines = [...page.lines, ...lines];
        }
        this.#take({ ...page, messages, lines, replies });
      }
      this.error = undefined;
    } catch (thrown) {
      this.error = asCoreError(thrown);
    } finally {
      this.#running = false;
    }
  }

  /** Reads the part around a search hit, up to the newest message. */
  async reach(position: number): Promise<void> {
    if (this.messages.some((message) => message.position <= position)) return;
    try {
      this.#take(await this.#ask({ around: position, limit: MOST }));
    } catch (thrown) {
      this.error = asCoreError(thrown);
    }
  }

  /** The page above. */
  async more(): Promise<void> {
    if (this.older === null || this.#paging) return;
    this.#paging = true;
    try {
      const page = await this.#ask({ before: this.older, limit: PAGE });
      const known = new Set(this.messages.map((message) => message.id));
      this.messages = [...page.messages.filter((message) => !known.has(message.id)), ...this.messages];
      this.lines = joined(page.lines, this.lines);
      this.older = page.older;
      this.olderAtInstagram = page.older_at_instagram;
    } catch (thrown) {
      this.error = asCoreError(thrown);
    } finally {
      this.#paging = false;
    }
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
    this.messages = page.messages;
    this.lines = joined(page.lines, []);
    this.older = page.older;
    this.olderAtInstagram = page.older_at_instagram;
    const known = new Set(page.replies.map((reply) => reply.id));
    const unconfirmed = [...this.#local.values()].filter((reply) => !known.has(reply.id));
    this.replies = [...page.replies, ...unconfirmed];
    this.loaded = true;
  }

  #ask(part: { before?: number; around?: number; limit: number }): Promise<MessagesPage> {
    return call('messages', { conversation: this.conversation, before: null, around: null, ...part });
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

/** The thread that is on screen is kept fresh. */
export function showThread(conversation: number | null): void {
  shown = conversation;
  if (conversation !== null) void threadFeed(conversation).refresh();
}
