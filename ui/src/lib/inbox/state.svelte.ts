import type { Sort, View } from '$lib/contract/generated';
import { listFeed, NO_FILTER } from './list/feed.svelte';

export const VIEWS: readonly View[] = ['needs_reply', 'waiting', 'mentions', 'done', 'all'];

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

/** What lies over the inbox, if anything. */
export type Overlay =
  | { kind: 'palette' }
  | { kind: 'cheat_sheet' }
  | { kind: 'keys' }
  | { kind: 'connect'; renew: string | null }
  | { kind: 'settings' }
  | { kind: 'resume'; handle: number }
  | { kind: 'leave_demo' }
  | { kind: 'disconnect'; handle: number }
  | { kind: 'delete_handle'; handle: number }
  | { kind: 'forget_person'; conversation: number }
  | { kind: 'part_relay'; organisation: string; laptop: string };

/**
 * What stands in place of the thread, if anything: a handle's page, what Instagram supports, help (an article of it),
 * what is new, the relay, or the first steps.
 */
export type Page =
  | { kind: 'handle'; handle: number }
  | { kind: 'support' }
  | { kind: 'help'; article: string | null }
  | { kind: 'news' }
  | { kind: 'relay' }
  | { kind: 'start' };

/** Where the person is in the inbox. */
class Inbox {
  view = $state<View>('needs_reply');
  handle = $state<number | null>(null);
  sorts = $state<Record<View, Sort>>({ ...DEFAULT_SORT });
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

  readonly feed = $derived(
    listFeed({ view: this.view, handle: this.handle, sort: this.sorts[this.view], filter: NO_FILTER }),
  );

  get sort(): Sort {
    return this.sorts[this.view];
  }

  get searching(): boolean {
    return this.search.trim().length > 0;
  }

  show(view: View): void {
    this.view = view;
    this.search = '';
    this.page = null;
  }

  /** Narrows everything to a handle; `null` shows all handles. */
  narrow(handle: number | null): void {
    this.handle = handle;
    this.page = null;
  }

  open(conversation: number, around: number | null = null): void {
    this.page = null;
    this.around = around;
    if (this.selected !== conversation) this.keepUnread = null;
    this.selected = conversation;
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
    this.selected = null;
    this.around = null;
  }

  /** Back to the beginning: another space is shown. */
  reset(): void {
    this.view = 'needs_reply';
    this.handle = null;
    this.selected = null;
    this.around = null;
    this.search = '';
    this.page = null;
    this.overlay = null;
  }
}

export const inbox = new Inbox();
