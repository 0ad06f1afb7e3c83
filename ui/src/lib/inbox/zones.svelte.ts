import { known } from '$lib/data/query.svelte';

const handles = known('handles', () => ({}));

/** The time zones of the handles, as far as people set them. */
class Zones {
  readonly #all = $derived(new Map((handles() ?? []).map((handle) => [handle.id, handle.time_zone])));

  /** Of a handle, by its IANA name; this computer's when absent. */
  of(handle: number): string | null {
    return this.#all.get(handle) ?? null;
  }
}

export const zones = new Zones();
