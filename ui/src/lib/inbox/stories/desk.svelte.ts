import type { MentionList, MentionView, Thanked } from '$lib/contract/generated';
import { clock } from '$lib/data/clock.svelte';
import { call, tell } from '$lib/data/core';
import { Kept } from '$lib/data/kept.svelte';
import { keepToSpace, stay } from '$lib/data/space';
import { toasts } from '$lib/design/toasts.svelte';
import { asCoreError } from '$lib/platform/platform';
import { m } from '$lib/words';
import { plain } from '$lib/words/text';
import { deliver, textOnly } from '../composer/send';
import { uuid7 } from '../composer/uuid';
import { layout } from '../layout/layout.svelte';
import { sayError } from '../sayError';
import { inbox } from '../state.svelte';
import { sameReaction } from '../thread/acts';
import { threadFeed } from '../thread/feed.svelte';
import { windowState } from '../window';
import { isAnswering, stands } from './answers';
import { inOrder, isLive } from './order';
import { Thanking } from './thanking.svelte';

export type Way = 'grid' | 'list';

/** The contract allows so many mentions a page. */
export const PAGE = 60;

/** What was done about a mention here: by this reply, if by one. */
type Done = { mention: MentionView; thanked: Thanked; reply: string | null };

/** The story desk: mentions one by one, and what is done about each. */
class StoryDesk {
  /** Cards or rows. */
  readonly way = new Kept<Way>('story-desk-way', 'grid', (found) => (found === 'list' || found === 'grid' ? found : undefined));
  /** Only those that nobody thanked for. */
  openOnly = $state(true);
  /** The message of the mention that the keys are on. */
  at = $state<number | null>(null);
  /** The words with which a mention is about to be thanked: shown on the desk, or in its thread where the desk is not on screen. */
  thanking = $state.raw<Thanking | null>(null);
  next = $state<string | null>(null);
  loading = $state(false);

  #first = $state.raw<MentionView[]>([]);
  #further = $state.raw<MentionView[]>([]);
  /** Counts the lists that were shown: a page of another one is too late. */
  #list = 0;
  /** What was done here and is not in an answer yet. It stays in its place until the list is looked at anew. */
  #done = $state.raw<ReadonlyMap<number, Done>>(new Map());
  /** Whoever comes next is thanked in other words. */
  #variant = -1;

  readonly mentions = $derived.by(() => {
    const known = new Map([...this.#further, ...this.#first].map((one) => [one.message, one]));
    for (const [message, { mention }] of this.#done) {
      const thanked = this.doneAbout(message);
      if (thanked !== null) known.set(message, { ...(known.get(message) ?? mention), thanked });
    }
    return inOrder([...known.values()], clock.minute);
  });

  constructor() {
    keepToSpace({
      forget: () => {
        this.forget();
        this.at = null;
      },
    });
  }

  /** Whether it is what stands in the list's place, with the keys on one of its mentions. */
  get isList(): boolean {
    return inbox.view === 'mentions' && inbox.mode === 'agent' && !inbox.searching && inbox.page === null && this.current !== undefined;
  }

  /** Whether it is on screen as well: a narrow window shows a thread in its place. */
  get isShown(): boolean {
    return this.isList && !(layout.now.single && inbox.selected !== null);
  }

  get current(): MentionView | undefined {
    return this.mentions.find((one) => one.message === this.at);
  }

  /** Nobody is thanked after all: in general, or with these words. */
  stopThanking(which = this.thanking): void {
    if (this.thanking === which) this.thanking = null;
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

  /** Whether a mention can be thanked with one press: an ordinary reply, now, where none is on its way. */
  canThank(mention: MentionView): boolean {
    const open = mention.row.window !== null && mention.row.window.ends_at > clock.minute;
    return mention.thanked === null && mention.blocker === null && open && !isAnswering(mention.row.id);
  }

  /** Whether a reaction can reach a mention: as long as a person can still answer. */
  canReact(mention: MentionView): boolean {
    return mention.blocker === null && !mention.row.closed && windowState(mention.row.window, clock.minute).state !== 'closed';
  }

  /** Shows the words of thanks; pressed again, the next ones. */
  thank(mention = this.current): void {
    if (!mention || !this.canThank(mention)) return;
    this.#follow(mention);
    const onDesk = this.isShown && this.at === mention.message;
    let { thanking } = this;
    if (thanking?.mention.message !== mention.message || thanking.onDesk !== onDesk) thanking = new Thanking(mention, onDesk);
    this.thanking = thanking;
    this.#variant += 1;
    void thanking.show(this.#variant);
  }

  /** Sends the words that are shown, if the mention that they are for still waits for them. */
  async send(mention = this.current): Promise<void> {
    const { thanking } = this;
    if (!thanking?.thanks || thanking.mention.message !== mention?.message || !this.canThank(mention)) return;
    const { text, reply } = thanking.thanks;
    const [id, feed, began] = [uuid7(), threadFeed(mention.row.id), stay()];
    this.stopThanking();
    const asked = deliver(feed, id, textOnly(text));
    this.#mark(mention, 'replied', id);
    this.#on(mention);
    toasts.say(m.toast_thanked({ name: plain(mention.row.person.name) }), () => {
      void asked
        .then(() => call('act_on_reply', { id, action: 'discard' }))
        .then(
          () => {
            feed.settle(id, null);
            this.#unmark(mention);
          },
          (thrown) => {
            // It was taken back already, or never left.
            if (this.doneAbout(mention.message) === null) return;
            if (asCoreError(thrown).code === 'too_late') toasts.say(m.toast_thanks_left());
            else sayError(thrown);
          },
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
    const asked = call('act', { conversations: [mention.row.id], selection: null, act: { type: 'done', disposition: 'thanked' } });
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
    const done = this.#done.get(message);
    return done && (done.reply === null || stands(done.mention, done.reply)) ? done.thanked : null;
  }

  /** Sets the heart on a mention, or takes it away. */
  async react(mention: MentionView): Promise<void> {
    const emoji = sameReaction(mention.reaction, '❤️') ? null : '❤️';
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
    if (this.isShown && this.mentions.some((one) => one.message === mention.message) && mention.message !== this.at) this.go(mention);
  }

  /** On to the next one of the desk that waits for thanks, if there is one. */
  #on(from: MentionView): void {
    if (!this.isShown) return;
    const at = this.mentions.findIndex((one) => one.message === from.message);
    const next = this.mentions.slice(at + 1).find((one) => one.thanked === null) ?? this.mentions.find((one) => one.thanked === null);
    if (next) this.go(next);
  }

  #mark(mention: MentionView, thanked: Thanked, reply: string | null = null): void {
    this.#done = new Map(this.#done).set(mention.message, { mention, thanked, reply });
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
