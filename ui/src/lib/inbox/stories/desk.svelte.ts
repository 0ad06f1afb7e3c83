import type { MentionList, MentionView, Thanked } from '$lib/contract/generated';
import { clock } from '$lib/data/clock.svelte';
import { call, tell } from '$lib/data/core';
import { entryOf } from '$lib/data/query.svelte';
import { Kept } from '$lib/data/kept.svelte';
import { keepToSpace, stay } from '$lib/data/space';
import { toasts } from '$lib/design/toasts.svelte';
import { m } from '$lib/words';
import { plain } from '$lib/words/text';
import { uuid7 } from '../composer/uuid';
import { layout } from '../layout/layout.svelte';
import { inbox } from '../state.svelte';
import { inOrder, isLive } from './order';
import { shippedThanks, thanksAmong, thanksOf, type Thanks } from './thanks';

export type Way = 'grid' | 'list';

/** The contract allows so many mentions a page. */
export const PAGE = 60;

/** The story desk: mentions one by one, and what is done about each. */
class StoryDesk {
  /** Cards or rows. */
  readonly way = new Kept<Way>('story-desk-way', 'grid', (found) => (found === 'list' || found === 'grid' ? found : undefined));
  /** Only those that nobody thanked for. */
  openOnly = $state(true);
  /** The message of the mention that the keys are on. */
  at = $state<number | null>(null);
  /** The words with which a mention is about to be thanked: shown on the desk, or in its thread where the desk is not on screen. */
  thanking = $state.raw<{ mention: MentionView; thanks: Thanks; onDesk: boolean } | null>(null);
  /** Words that are still being made. */
  #making: Promise<void> | null = null;
  next = $state<string | null>(null);
  loading = $state(false);

  #first = $state.raw<MentionView[]>([]);
  #further = $state.raw<MentionView[]>([]);
  /** Counts the lists that were shown: a page of another one is too late. */
  #list = 0;
  /** What was done here and is not in an answer yet. It stays in its place until the list is looked at anew. */
  #done = $state.raw<ReadonlyMap<number, { mention: MentionView; thanked: Thanked }>>(new Map());
  /** Whoever comes next is thanked in other words. */
  #variant = -1;

  readonly mentions = $derived.by(() => {
    const known = new Map([...this.#further, ...this.#first].map((one) => [one.message, one]));
    for (const [message, { mention, thanked }] of this.#done) {
      known.set(message, { ...(known.get(message) ?? mention), thanked });
    }
    return inOrder([...known.values()], clock.minute);
  });

  constructor() {
    keepToSpace({ forget: () => this.forget() });
  }

  /** Whether it is on screen, with the keys on one of its mentions. */
  get isShown(): boolean {
    return inbox.view === 'mentions' && inbox.mode === 'agent' && !inbox.searching && inbox.page === null && this.current !== undefined;
  }

  get current(): MentionView | undefined {
    return this.mentions.find((one) => one.message === this.at);
  }

  /** Whether words of thanks are shown, or about to be. */
  get isThanking(): boolean {
    return this.thanking !== null || this.#making !== null;
  }

  /** Nobody is thanked after all. */
  stopThanking(): void {
    this.thanking = null;
    this.#making = null;
  }

  /** Another list of mentions is shown. */
  forget(): void {
    this.#first = this.#further = [];
    this.#done = new Map();
    this.next = null;
    this.stopThanking();
    this.loading = false;
    this.#list += 1;
  }

  /** The first page, or a fresher one. */
  take(page: MentionList): void {
    this.#first = page.mentions;
    if (this.#further.length === 0) this.next = page.next;
    if (this.current === undefined) this.at = this.mentions[0]?.message ?? null;
  }

  async more(handle: number | null): Promise<void> {
    if (this.next === null || this.loading) return;
    this.loading = true;
    const list = this.#list;
    try {
      const page = await call('mentions', { handle, open_only: this.openOnly, after: this.next, limit: PAGE });
      if (list !== this.#list) return;
      this.#further = [...this.#further, ...page.mentions];
      this.next = page.next;
    } catch {
      // What is here stays; the next look down asks again.
    } finally {
      if (list === this.#list) this.loading = false;
    }
  }

  /** Goes to a mention, and shows its thread. */
  go(mention: MentionView | undefined): void {
    if (!mention) return;
    if (mention.message !== this.at) this.stopThanking();
    this.at = mention.message;
    inbox.open(mention.row.id, mention.position);
  }

  /** Goes on by so many mentions. */
  step(by: number): void {
    const all = this.mentions;
    const from = all.findIndex((one) => one.message === this.at);
    this.go(all[Math.max(0, Math.min(all.length - 1, from + by))]);
  }

  /** Whether a mention can be thanked with one press: an ordinary reply, now. */
  canThank(mention: MentionView): boolean {
    return mention.thanked === null && mention.blocker === null && mention.row.window !== null && mention.row.window.ends_at > clock.minute;
  }

  /** Shows the words of thanks; pressed again, the next ones. */
  thank(mention = this.current): void {
    if (!mention || !this.canThank(mention)) return;
    this.#follow(mention);
    const onDesk = this.isShown && !(layout.now.single && inbox.selected !== null);
    this.#variant += 1;
    const turn = this.#variant;
    const handle = entryOf('handles', {}).data?.find((one) => one.id === mention.row.handle);
    const replies = thanksAmong(entryOf('saved_replies', {}).data ?? [], handle ?? { id: mention.row.handle, brand: null });
    if (replies.length === 0) {
      this.thanking = { mention, thanks: shippedThanks(mention, turn), onDesk };
      return;
    }
    const making = thanksOf(mention, replies, turn).then((thanks) => {
      // Another key was pressed meanwhile.
      if (this.#making !== making) return;
      this.#making = null;
      this.thanking = { mention, thanks, onDesk };
    });
    this.#making = making;
  }

  /** Sends the words that are shown. */
  async send(): Promise<void> {
    await this.#making;
    if (this.thanking === null || !this.canThank(this.thanking.mention)) return;
    const { mention, thanks: { text, reply } } = this.thanking;
    const [id, conversation, began] = [uuid7(), mention.row.id, stay()];
    this.stopThanking();
    this.#mark(mention, 'replied');
    this.#on(mention);
    const asked = call('send', { id, conversation, text, uploads: [], heart: false, reply_to: null, human_agent: false, split: false, scheduled_for: null });
    toasts.say(m.toast_thanked({ name: plain(mention.row.person.name) }), () => {
      void asked
        .then(() => call('act_on_reply', { id, action: 'discard' }))
        .then(
          () => this.#unmark(mention),
          () => toasts.say(m.toast_thanks_left()),
        );
    });
    if (reply) void asked.then(() => tell('count_saved_reply', { saved_reply: reply.id }), () => undefined);
    await asked.catch(() => {
      if (stay() !== began) return;
      this.#unmark(mention);
      toasts.say(m.toast_thanks_failed({ name: plain(mention.row.person.name) }));
    });
  }

  /** Calls a mention thanked without a word. */
  markThanked(mention = this.current): void {
    if (!mention || mention.thanked !== null) return;
    this.#follow(mention);
    this.stopThanking();
    this.#mark(mention, 'done');
    this.#on(mention);
    const asked = call('act', { conversations: [mention.row.id], act: { type: 'done', disposition: 'thanked' } });
    toasts.say(m.toast_marked_thanked({ name: plain(mention.row.person.name) }), () => {
      this.#unmark(mention);
      void asked.then(({ undo }) => tell('undo', { undo })).catch(() => undefined);
    });
    asked.catch(() => {
      this.#unmark(mention);
      toasts.say(m.toast_failed());
    });
  }

  /** What was done about a mention here, if anything; an answer may not know of it yet. */
  doneAbout(message: number): Thanked | null {
    return this.#done.get(message)?.thanked ?? null;
  }

  /** Sets the heart on a mention, or takes it away. */
  async react(mention: MentionView): Promise<void> {
    const emoji = mention.reaction === null ? '❤️' : null;
    this.#reacted(mention.message, emoji);
    try {
      await call('react', { message: mention.message, emoji });
    } catch {
      this.#reacted(mention.message, mention.reaction);
      toasts.say(m.reaction_failed());
    }
  }

  #reacted(message: number, reaction: string | null): void {
    const apply = (all: MentionView[]) => all.map((one) => (one.message === message ? { ...one, reaction } : one));
    this.#first = apply(this.#first);
    this.#further = apply(this.#further);
  }

  /** The keys of the desk go to a mention that something is done about. */
  #follow(mention: MentionView): void {
    if (this.isShown && mention.message !== this.at) this.go(mention);
  }

  /** On to the next one of the desk that waits for thanks, if there is one. */
  #on(from: MentionView): void {
    if (!this.isShown) return;
    const at = this.mentions.findIndex((one) => one.message === from.message);
    const next = this.mentions.slice(at + 1).find((one) => one.thanked === null) ?? this.mentions.find((one) => one.thanked === null);
    if (next) this.go(next);
  }

  #mark(mention: MentionView, thanked: Thanked): void {
    this.#done = new Map(this.#done).set(mention.message, { mention, thanked });
  }

  #unmark(mention: MentionView): void {
    const done = new Map(this.#done);
    done.delete(mention.message);
    this.#done = done;
  }

  /** Whether the story of a mention is still there, as far as is known. */
  isLive(mention: MentionView): boolean {
    return isLive(mention, clock.minute);
  }
}

export const desk = new StoryDesk();
