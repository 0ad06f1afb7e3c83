import { entryOf } from '$lib/data/query.svelte';
import { threadFeed } from './thread/feed.svelte';

/** How many conversations on both sides of the open one are read before they are asked for. */
const REACH = 2;
/** The open one goes first. */
const WAIT_MS = 120;

/** The pointer rests on a row for this long before it is read. */
const REST_MS = 70;
let resting: ReturnType<typeof setTimeout> | undefined;

/** Reads a conversation that is about to be opened. */
export function prefetch(conversation: number): void {
  void entryOf('conversation', { conversation }).refresh();
  void threadFeed(conversation).refresh();
}

/** Reads a conversation when the pointer stays on it. */
export function prefetchSoon(conversation: number): void {
  clearTimeout(resting);
  resting = setTimeout(() => prefetch(conversation), REST_MS);
}

/** Reads the neighbours of the open conversation, so that going on shows them at once. Ends when the answer is called. */
export function prefetchAround(rows: readonly { id: number }[], open: number | null): () => void {
  const at = rows.findIndex((row) => row.id === open);
  if (at < 0) return () => undefined;
  const timer = setTimeout(() => {
    for (const row of rows.slice(Math.max(0, at - REACH), at + REACH + 1)) {
      if (row.id !== open) prefetch(row.id);
    }
  }, WAIT_MS);
  return () => clearTimeout(timer);
}
