import { Kept } from '$lib/data/kept.svelte';
import { NEWS } from './entries';

const kept = new Kept<string[]>('news-seen', [], (found) =>
  Array.isArray(found) ? found.filter((one) => typeof one === 'string') : undefined,
);

/** Which entries were on screen already. */
class Seen {
  /** What was new when the page was opened: it stays marked while it is open. */
  fresh = $state.raw<readonly string[]>([]);

  get unread(): number {
    return NEWS.filter((entry) => !kept.value.includes(entry.id)).length;
  }

  /** The page was opened. */
  look(): void {
    this.fresh = NEWS.map((entry) => entry.id).filter((id) => !kept.value.includes(id));
    if (this.fresh.length > 0) kept.value = NEWS.map((entry) => entry.id);
  }
}

export const seen = new Seen();
