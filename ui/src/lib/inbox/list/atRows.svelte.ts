import { tick, untrack } from 'svelte';
import type { Virtualizer } from '@tanstack/virtual-core';
import type { ConversationRow } from '$lib/contract/generated';
import { inbox } from '../state.svelte';
import { selection, these, type Meant } from '../triage/selection.svelte';
import type { ListFeed } from './feed.svelte';

type Menu = { meant: Meant; x: number; y: number };
type Shown = {
  feed: ListFeed;
  /** In the order in which they stand. */
  rows: readonly ConversationRow[];
  box: HTMLElement | undefined;
  /** How many of them from the top must be kept fresh for what is on screen. */
  reach: number;
  /** How many are held at most; all by default. */
  most?: number;
};

/**
 * What a list and a table of conversations have in common: the row that is opened comes into view, rows are chosen, and
 * each has a menu. For use in a component.
 */
export function atRows(list: Virtualizer<HTMLElement, HTMLElement>, shown: () => Shown) {
  let menu = $state.raw<Menu | null>(null);
  const feed = $derived(shown().feed);
  // It is about rows of the list in which it was opened.
  $effect(() => {
    void feed;
    menu = null;
  });

  // What is not in the list any more is not chosen any more.
  $effect(() => selection.keepTo(shown().feed.rows));
  $effect(() => shown().feed.follow(inbox.selected));
  $effect(() => {
    const { feed } = shown();
    feed.reach = () =>
      untrack(() => {
        const { rows, reach } = shown();
        return Math.max(reach, 1 + rows.findLastIndex((row) => row.id === inbox.selected || (!selection.ofWhole && selection.has(row.id))));
      });
    return () => void (feed.reach = () => 0);
  });

  // Who came here by keys and found nothing yet stands at the heading: on to the rows, once they are there.
  let arrived: ListFeed | undefined;
  $effect(() => {
    const { feed, rows } = shown();
    if (arrived === feed || !feed.loaded || rows.length === 0) return;
    arrived = feed;
    if (document.activeElement?.matches('[data-pane=list] h1')) void tick().then(() => shown().box?.focus({ preventScroll: true }));
  });

  // A row that is opened comes into view, as soon as it is here. Whatever changes around it later scrolls nothing.
  let followed: { feed?: ListFeed; open: number | null | undefined } = { open: null };
  $effect(() => {
    const { feed, rows } = shown();
    const open = inbox.selected;
    const at = rows.findIndex((row) => row.id === open);
    if (feed !== followed.feed) followed = { feed, open: undefined };
    if (open === followed.open || (open !== null && at < 0)) return;
    followed = { feed, open };
    if (at >= 0 && !inView(list, at)) list.scrollToIndex(at, { align: 'auto' });
  });

  /** Opens the menu of a row. It is meant for everything chosen when the row is one of those. */
  function openMenu(id: number, at: { x: number; y: number }): void {
    menu = { meant: selection.has(id) ? selection.meant : these([id]), ...at };
  }

  /** Moves the cursor to the first row or the last, as they are at the core: what waits comes in, what is not loaded is read. */
  async function toEnd(last: boolean): Promise<void> {
    const { feed } = shown();
    const from = inbox.selected;
    const { most = Infinity } = shown();
    // Whoever is faster than the list means the one that comes.
    if (!feed.loaded) await feed.refresh();
    if (last) await feed.readAll(most);
    else feed.release();
    const { feed: now, rows } = shown();
    // The last that could be read is not the last.
    if (last && !feed.ends && rows.length < most) return;
    const end = last ? rows.at(-1) : rows[0];
    // The person may have gone elsewhere meanwhile.
    if (end && now === feed && inbox.selected === from) inbox.moveTo(end.id);
  }

  return {
    get menu(): Menu | null {
      return menu;
    },
    openMenu,
    closeMenu(): void {
      menu = null;
    },
    choose(id: number, range: boolean): void {
      if (range) selection.extendTo(shown().rows, id, inbox.selected);
      else selection.toggle(id);
      shown().box?.focus({ preventScroll: true });
    },
    /** Home and End lead to the first row and the last; the menu key, or Shift and F10, opens the menu of the one that has the cursor. */
    keys(event: KeyboardEvent): void {
      const { box } = shown();
      const isEnd = event.key === 'Home' || event.key === 'End';
      if (isEnd && event.target === box && !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey) {
        event.preventDefault();
        void toEnd(event.key === 'End');
      }
      if (event.key !== 'ContextMenu' && !(event.key === 'F10' && event.shiftKey)) return;
      const row = inbox.selected === null ? null : document.getElementById(`row-${inbox.selected}`);
      if (!row || inbox.selected === null) return;
      event.preventDefault();
      const at = row.getBoundingClientRect();
      openMenu(inbox.selected, { x: at.left + 56, y: at.bottom - 8 });
    },
  };
}

/** Whether a row stands wholly in view by what the list knows; to scroll would lay the page out, even to where it is. */
function inView(list: Virtualizer<HTMLElement, HTMLElement>, at: number): boolean {
  const row = list.measurementsCache[at];
  const top = list.scrollOffset ?? 0;
  const { scrollPaddingStart: above, scrollPaddingEnd: below } = list.options;
  return row !== undefined && row.start >= top + above && row.end <= top + (list.scrollRect?.height ?? 0) - below;
}
