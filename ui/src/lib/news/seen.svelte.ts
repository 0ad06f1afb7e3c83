import { Kept } from '$lib/data/kept.svelte';
import type { NewsEntry } from '$lib/contract/generated';

const kept = new Kept<string[]>('news-seen', [], (found) =>
  Array.isArray(found) ? found.filter((one) => typeof one === 'string') : undefined,
);

/** Which entries were on screen already. */
class Seen {
  /** What was new when the page was opened: it stays marked while it is open. */
  fresh = $state.raw<readonly string[]>([]);

  /** How many of these were never on screen. */
  unread(entries: readonly NewsEntry[]): number {
    return entries.filter((entry) => !kept.value.includes(entry.id)).length;
  }

  /** The page shows these. */
  look(entries: readonly NewsEntry[]): void {
    const fresh = entries.map((entry) => entry.id).filter((id) => !kept.value.includes(id));
    if (fresh.length === 0) return;
    this.fresh = [...this.fresh, ...fresh];
    // What is no longer listed need not be remembered.
    kept.value = entries.map((entry) => entry.id);
  }

  /** The page was opened: what was new the last time is no longer. */
  open(): void {
    this.fresh = [];
  }
}

export const seen = new Seen();
