import { platform } from './core';
import { Kept } from './kept.svelte';

/** How large everything can be drawn, in percent. */
const STEPS: readonly number[] = [50, 67, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300, 400, 500];
const USUAL = 100;

const kept = new Kept<number>('zoom', USUAL, (found) => STEPS.find((one) => one === found));

/** How large everything is drawn: remembered, since whoever needs it larger needs it so each day. */
class Zoom {
  get percent(): number {
    return kept.value;
  }

  /** Whether it is the app that can do it; a browser has its own keys. */
  get isOurs(): boolean {
    return platform().zoom !== undefined;
  }

  /** A step larger (1) or smaller (-1), as far as it goes. */
  step(by: 1 | -1): void {
    kept.value = STEPS[STEPS.indexOf(kept.value) + by] ?? kept.value;
  }

  reset(): void {
    kept.value = USUAL;
  }

  /** Draws everything as large as is remembered, from now on: an effect. */
  follow(): void {
    platform().zoom?.(kept.value / 100);
  }
}

export const zoom = new Zoom();
