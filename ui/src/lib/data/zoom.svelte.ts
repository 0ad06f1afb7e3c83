import { app } from './app.svelte';
import { platform } from './core';
import { Kept } from './kept.svelte';

/** How large everything can be drawn, in percent. */
const STEPS: readonly number[] = [50, 67, 80, 90, 100, 110, 125, 150, 175, 200, 250, 300, 400, 500];
const USUAL = 100;

const kept = new Kept<number>('zoom', USUAL, (found) => STEPS.find((one) => one === found));

/** Whether the inbox is locked or cannot be opened: what it remembers is not known then. */
const isShut = () => app.view !== undefined && app.view.phase !== 'ready' && app.view.phase !== 'welcome';

/** How large everything is drawn: remembered, since whoever needs it larger needs it so each day. */
class Zoom {
  /** In front of an inbox that is shut: a step from there must not replace what is remembered in it. */
  #meanwhile = $state(USUAL);

  get percent(): number {
    return isShut() ? this.#meanwhile : kept.value;
  }
  set percent(percent: number) {
    if (isShut()) this.#meanwhile = percent;
    else kept.value = percent;
  }

  /** Whether it is the app that can do it; a browser has its own keys. */
  get isOurs(): boolean {
    return platform().zoom !== undefined;
  }

  /** A step larger (1) or smaller (-1), as far as it goes. */
  step(by: 1 | -1): void {
    this.percent = STEPS[STEPS.indexOf(this.percent) + by] ?? this.percent;
  }

  reset(): void {
    this.percent = USUAL;
  }

  /** Draws everything as large as is remembered, from now on: an effect. */
  follow(): void {
    platform().zoom?.(this.percent / 100);
  }
}

export const zoom = new Zoom();
