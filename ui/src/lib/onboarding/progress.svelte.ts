import { app } from '$lib/data/app.svelte';
import { onPressed } from '$lib/commands/registry.svelte';
import { Kept } from '$lib/data/kept.svelte';
import { KEYS_GOAL, STEPS, type Step } from './steps';

export type Track = 'marketer' | 'care';
type Memory = { track: Track; skipped: boolean; demoSeen: boolean; cleared: number; asksSaved: boolean };

const START: Memory = { track: 'marketer', skipped: false, demoSeen: false, cleared: 0, asksSaved: true };

/** What was kept, as far as it can be read. */
export function remembered(found: object): Memory {
  const { track, skipped, demoSeen, cleared, asksSaved } = found as Partial<Record<keyof Memory, unknown>>;
  const count = typeof cleared === 'number' && cleared >= 0 ? Math.floor(cleared) : 0;
  return {
    track: track === 'care' ? 'care' : 'marketer',
    skipped: skipped === true,
    demoSeen: demoSeen === true,
    cleared: count,
    // Who came to the last step before saved replies were one is not asked for them afterwards.
    asksSaved: typeof asksSaved === 'boolean' ? asksSaved : count < KEYS_GOAL,
  };
}

const kept = new Kept<Memory>('first-steps', START, (found) => {
  if (typeof found !== 'object' || found === null) return undefined;
  return remembered(found);
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

  /** The steps that there are for this person. */
  get steps(): readonly Step[] {
    return kept.value.asksSaved ? STEPS : STEPS.filter((step) => step !== 'saved');
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
