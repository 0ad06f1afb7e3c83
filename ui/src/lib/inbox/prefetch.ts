import { entryOf } from '$lib/data/query.svelte';
import { threadFeed } from './thread/feed.svelte';

/** How many conversations on both sides of the open one are read before they are asked for. */
const REACH = 2;
/** The open one goes first. */
const WAIT_MS = 120;

/** Reads the neighbours of the open conversation, so that going on shows them at once. Ends when the answer is called. */
export function prefetchAround(rows: readonly { id: number }[], open: number | null): () => void {
  const at = rows.findIndex((row) => row.id === open);
  if (at < 0) return () => undefined;
  const timer = setTimeout(() => {
    for (const row of rows.slice(Math.max(0, at - REACH), at + REACH + 1)) {
      if (row.id === open) continue;
      void entryOf('conversation', { conversation: row.id }).refresh();
      void threadFeed(row.id).refresh();
    }
  }, WAIT_MS);
  return () => clearTimeout(timer);
}
