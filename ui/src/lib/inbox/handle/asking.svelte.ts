import { call } from '$lib/data/core';

/** How long to wait for the end of a look, such as one that a pause holds up: after that it is said that it has not ended. */
const PATIENCE_MS = 8_000;

/** How a look at Instagram went: to its end, to a failure, or nothing came of it yet. */
export type Look = 'well' | 'badly' | 'not_ended';

/** A look at Instagram that a person asked for: begun, then answered by what the handle says afterwards. */
export class Asking {
  running = $state(false);
  /** How it went, once that is known or was waited for long enough. */
  look = $state<Look | null>(null);
  failed = $state(false);
  #from = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  async start(handle: number, looks: number): Promise<void> {
    if (this.running) return;
    this.#from = looks;
    this.running = true;
    this.look = null;
    this.failed = false;
    this.#timer = setTimeout(() => this.#end('not_ended'), PATIENCE_MS);
    try {
      await call('sync_now', { handle });
    } catch {
      this.failed = true;
      this.#end(null);
    }
  }

  /**
   * Tells how many looks of the handle have ended, and whether the last one went well: another count than at the start
   * answers, also one that took longer than the patience.
   */
  seen(looks: number, well: boolean): void {
    if ((this.running || this.look === 'not_ended') && looks !== this.#from) this.#end(well ? 'well' : 'badly');
  }

  /** Forgets what was asked: the page shows another handle, or is gone. */
  stop(): void {
    this.#end(null);
    this.failed = false;
  }

  #end(look: Look | null): void {
    clearTimeout(this.#timer);
    this.running = false;
    this.look = look;
  }
}
