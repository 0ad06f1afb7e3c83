import type { ReportsRequest } from '$lib/contract/generated';
import { app } from '$lib/data/app.svelte';
import { call } from '$lib/data/core';
import { keepToSpace } from '$lib/data/space';
import { m } from '$lib/words';
import { exported } from '../export';

/** The periods to choose from, in days up to now. */
export const PERIODS = [7, 28, 90] as const;

/** What the reports were last asked for, so that they come back as they were left. */
class Asked {
  days = $state<(typeof PERIODS)[number]>(28);
  #imported = $state<boolean | null>(null);
  #saving = $state(false);

  /** Whether what was there before a handle was connected counts, too. All of the demo was. */
  get imported(): boolean {
    return this.#imported ?? app.view?.space === 'demo';
  }

  set imported(counts: boolean) {
    this.#imported = counts;
  }

  /** What was chosen in one space says nothing of another one. */
  forget(): void {
    this.#imported = null;
  }

  of(handle: number | null): ReportsRequest {
    return { handle, days: this.days, imported: this.imported };
  }

  get saving(): boolean {
    return this.#saving;
  }

  /** Saves the reports of one handle, or of all of them, as a file. One at a time. */
  async save(handle: number | null): Promise<void> {
    if (this.#saving) return;
    this.#saving = true;
    await exported(call('export_reports', this.of(handle)), m.reports_saved);
    this.#saving = false;
  }
}

export const asked = new Asked();
keepToSpace({ forget: () => asked.forget() });
