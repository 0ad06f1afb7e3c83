import { flushSync } from 'svelte';
import type { Act, ConversationRow, Filter, SavedView, Sort, View } from '$lib/contract/generated';
import { afterPicture } from '$lib/design/frame';
import { layout } from './layout/layout.svelte';
import { listFeed } from './list/feed.svelte';
import { arranging } from './manage/arranging.svelte';
import { settleFocus } from './panes';
import { NO_FILTER } from './triage/filter';
import type { Meant } from './triage/selection.svelte';

/** The views of every day, and those that are looked into now and then. */
export const VIEWS: readonly View[] = ['needs_reply', 'waiting', 'mentions', 'requests', 'snoozed', 'done', 'all'];
export const MORE_VIEWS: readonly View[] = ['spam', 'bin'];

const DEFAULT_SORT: Record<View, Sort> = {
  needs_reply: 'closing_soonest',
  waiting: 'newest',
  mentions: 'newest',
  requests: 'newest',
  snoozed: 'newest',
  done: 'newest',
  all: 'newest',
  spam: 'newest',
  bin: 'newest',
};

/** Ways into the one store: a conversation at a time beside the list, many in a table, or one after another. */
type Mode = 'agent' | 'manage' | 'focus';

/** What lies over the inbox, if anything. */
type Overlay =
  | { kind: 'palette' }
  | { kind: 'cheat_sheet' }
  | { kind: 'keys' }
  | { kind: 'connect'; renew: string | null }
  | { kind: 'settings'; at?: 'language' }
  | { kind: 'quiet_hours'; back?: true }
  | { kind: 'resume'; handle: number }
  | { kind: 'leave_demo' }
  | { kind: 'closing' }
  | { kind: 'disconnect'; handle: number }
  | { kind: 'delete_handle'; handle: number }
  | { kind: 'forget_person'; conversation: number }
  | { kind: 'deletion_done'; notice: number }
  | { kind: 'repair' }
  | { kind: 'repaired' }
  | { kind: 'part_relay'; organisation: string; laptop: string }
  | { kind: 'snooze'; meant: Meant }
  | { kind: 'label'; meant: Meant }
  | { kind: 'intent'; meant: Meant }
  | { kind: 'disposition'; meant: Meant; closing: boolean }
  | { kind: 'act_on_many'; meant: Meant; act: Act }
  | { kind: 'export'; meant: Meant }
  | { kind: 'print'; conversation: number }
  | { kind: 'notes'; conversation: number }
  | { kind: 'filter' }
  | { kind: 'go_handle' }
  | { kind: 'labels' }
  | { kind: 'import_labels'; file: { name: string; text: string } }
  | { kind: 'save_view'; rename: SavedView | null }
  | { kind: 'empty_bin' }
  | { kind: 'variable_value'; name: string; handle: number | null; conversation: number | null };

/**
 * What stands in place of the thread, if anything: a handle's page, what Instagram supports, help (an article of it),
 * what is new, the relay, the outbox, the saved replies, the first steps, the audit trail, or the reports.
 */
export type Page =
  | { kind: 'handle'; handle: number }
  | { kind: 'support' }
  | { kind: 'help'; article: string | null }
  | { kind: 'news' }
  | { kind: 'relay' }
  | { kind: 'outbox' }
  | { kind: 'saved_replies' }
  | { kind: 'start' }
  | { kind: 'audit'; handle: number | null }
  | { kind: 'reports'; handle: number | null };

/** Where the person is in the inbox. */
class Inbox {
  view = $state<View>('needs_reply');
  handle = $state<number | null>(null);
  sorts = $state<Record<View, Sort>>({ ...DEFAULT_SORT });
  /** Narrows the view. */
  filter = $state.raw<Filter>(NO_FILTER);
  /** The saved view that was chosen, however its filter was changed since. */
  saved = $state<number | null>(null);
  mode = $state<Mode>('agent');
  /** The open conversation, which is also the list's cursor. */
  selected = $state<number | null>(null);
  /** A message to scroll to (a search hit), by its position. */
  around = $state<number | null>(null);
  /** A conversation that was marked unread while open: looking at it further does not read it. */
  keepUnread = $state<number | null>(null);
  /** What is searched for; empty shows the list. */
  search = $state('');
  page = $state.raw<Page | null>(null);
  overlay = $state.raw<Overlay | null>(null);

  #left = $state<number | null>(null);
  #moves = 0;

  readonly feed = $derived(
    listFeed({ view: this.view, handle: this.handle, sort: this.sorts[this.view], filter: this.filter }),
  );

  /** The rows in the order in which they are shown. */
  get rows(): ConversationRow[] {
    return this.mode === 'manage' ? arranging.of(this.feed.rows) : this.feed.rows;
  }

  get sort(): Sort {
    return this.sorts[this.view];
  }

  get searching(): boolean {
    return this.search.trim().length > 0;
  }

  show(view: View): void {
    this.view = view;
    this.filter = NO_FILTER;
    this.saved = null;
    this.#shown();
  }

  /** Shows what was saved as a view of one's own. */
  showSaved(saved: SavedView): void {
    this.view = saved.view;
    this.sorts[saved.view] = saved.sort;
    this.filter = saved.filter;
    this.saved = saved.id;
    this.#shown();
  }

  #shown(): void {
    this.search = '';
    if (this.mode === 'focus') this.mode = 'agent';
    this.#showList();
  }

  /** Narrows everything to a handle; `null` shows all handles. */
  narrow(handle: number | null): void {
    this.handle = handle;
    this.#showList();
  }

  /** The list that was chosen comes on screen: where one pane has all the room, in place of the thread. */
  #showList(): void {
    this.page = null;
    if (!layout.now.single || this.selected === null) return;
    this.close();
    void settleFocus('list');
  }

  /** The conversation whose thread is drawn: the open one, or for a frame the one that the cursor has just left. */
  get drawn(): number | null {
    return this.selected === null ? null : (this.#left ?? this.selected);
  }

  open(conversation: number, around: number | null = null): void {
    this.#left = null;
    this.#moves += 1;
    this.page = null;
    this.around = around;
    if (this.selected !== conversation) this.keepUnread = null;
    this.selected = conversation;
  }

  /** Moves the list's cursor on: it is drawn at once, and the thread, which is much to draw, after it. */
  moveTo(conversation: number): void {
    const { drawn } = this;
    this.open(conversation);
    if (drawn === null || drawn === conversation) return;
    this.#left = drawn;
    const move = this.#moves;
    afterPicture(() => move === this.#moves && this.settle());
  }

  /** Draws the open thread now, if it is still to be drawn: whatever a person does next is about this one. */
  settle(): void {
    if (this.#left === null) return;
    this.#left = null;
    flushSync();
  }

  /** Shows a handle's page. */
  showHandle(handle: number): void {
    this.page = { kind: 'handle', handle };
  }

  /** Shows what Instagram supports. */
  showSupport(): void {
    this.page = { kind: 'support' };
  }

  /** Shows help: all questions, or one article. */
  showHelp(article: string | null = null): void {
    this.page = { kind: 'help', article };
  }

  /** Closes the open conversation. */
  close(): void {
    this.#left = null;
    this.selected = null;
    this.around = null;
  }

  /** Back to the beginning: another space is shown. */
  reset(): void {
    this.view = 'needs_reply';
    this.handle = null;
    this.filter = NO_FILTER;
    this.saved = null;
    this.mode = 'agent';
    this.#left = null;
    this.selected = null;
    this.around = null;
    this.search = '';
    this.page = null;
    this.overlay = null;
  }
}

export const inbox = new Inbox();
