import { app } from '$lib/data/app.svelte';
import { onPressed } from '$lib/commands/registry.svelte';
import { Kept } from '$lib/data/kept.svelte';
import { KEYS_GOAL } from './steps';

export type Track = 'marketer' | 'care';
type Memory = { track: Track; skipped: boolean; demoSeen: boolean; cleared: number };

const START: Memory = { track: 'marketer', skipped: false, demoSeen: false, cleared: 0 };

const kept = new Kept<Memory>('first-steps', START, (found) => {
  if (typeof found !== 'object' || found === null) return undefined;
  const { track, skipped, demoSeen, cleared } = found as Partial<Record<keyof Memory, unknown>>;
  return {
    track: track === 'care' ? 'care' : 'marketer',
    skipped: skipped === true,
    demoSeen: demoSeen === true,
    cleared: typeof cleared === 'number' && cleared >= 0 ? Math.floor(cleared) : 0,
  };
});

/** What is remembered of the first steps: only what no state of the app tells. */
class Progress {
  get track(): Track {
    return kept.value.track;
  }
  set track(track: Track) {
    kept.value = { ...kept.value, track };
  }
  get skipped(): boolean {
    return kept.value.skipped;
  }
  set skipped(skipped: boolean) {
    kept.value = { ...kept.value, skipped };
  }
  get demoSeen(): boolean {
    return kept.value.demoSeen || app.view?.space === 'demo';
  }
  get cleared(): number {
    return kept.value.cleared;
  }

  /** The demo brand was opened. */
  sawDemo(): void {
    if (!kept.value.demoSeen) kept.value = { ...kept.value, demoSeen: true };
  }

  /** A demo conversation was cleared by a key: counted until it is enough. */
  counted(): void {
    if (this.cleared < KEYS_GOAL) kept.value = { ...kept.value, cleared: this.cleared + 1 };
  }
}

export const progress = new Progress();

onPressed((id) => {
  if (app.view?.space === 'demo' && id === 'done') progress.counted();
});
