import type { SearchHit } from '$lib/contract/generated';
import { inbox } from '../state.svelte';

/** What a search found, and the cursor in it: shared by the field, where it is typed, and the list of hits. */
class Found {
  hits = $state.raw<SearchHit[]>([]);
  cursor = $state(0);
  /** The answer to what is typed now has not come yet: `hits` are still the ones before it. */
  #pending = true;
  #wanted: (() => void) | null = null;

  get current(): SearchHit | undefined {
    return this.hits[this.cursor];
  }

  /** Something else is searched for; what was found before stays until the answer comes. */
  ask(): void {
    this.cursor = 0;
    this.#pending = true;
    this.#wanted = null;
  }

  /** The answer, or a fresher one. */
  take(hits: SearchHit[]): void {
    this.hits = hits;
    this.#pending = false;
    this.cursor = Math.max(0, Math.min(this.cursor, hits.length - 1));
    const then = this.#wanted;
    this.#wanted = null;
    if (then) this.open(then);
  }

  move(by: number): void {
    this.cursor = Math.max(0, Math.min(this.hits.length - 1, this.cursor + by));
  }

  /** Opens the hit at the cursor, and goes on; as soon as the answer is there, if it is still on its way. */
  open(then?: () => void): void {
    if (this.#pending) {
      this.#wanted = then ?? null;
      return;
    }
    const hit = this.current;
    if (!hit) return;
    inbox.open(hit.conversation, hit.position);
    then?.();
  }
}

export const found = new Found();

/** The id of a hit's element. */
export function hitId(hit: SearchHit): string {
  return `hit-${hit.message}`;
}
