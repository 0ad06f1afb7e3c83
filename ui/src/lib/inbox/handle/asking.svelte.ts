import { call } from '$lib/data/core';

/** How long to wait for the end of a look, such as one that a pause holds up: after that the state is taken as it is. */
const PATIENCE_MS = 8_000;

/** A look at Instagram that a person asked for: begun, then answered by what the handle says afterwards. */
export class Asking {
  running = $state(false);
  /** The look ended, or nothing came of it for so long that its state is taken as it is. */
  answered = $state(false);
  failed = $state(false);
  #from = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  async start(handle: number, looks: number): Promise<void> {
    if (this.running) return;
    this.#from = looks;
    this.running = true;
    this.answered = this.failed = false;
    this.#timer = setTimeout(() => this.#end(), PATIENCE_MS);
    try {
      await call('sync_now', { handle });
    } catch {
      this.failed = true;
      this.#end();
    }
  }

  /** Tells how many looks of the handle have ended: another count than at the start means answered, well or not. */
  seen(looks: number): void {
    if (this.running && looks !== this.#from) this.#end();
  }

  /** Forgets what was asked: the page shows another handle, or is gone. */
  stop(): void {
    clearTimeout(this.#timer);
    this.running = this.answered = this.failed = false;
  }

  #end(): void {
    clearTimeout(this.#timer);
    this.running = false;
    this.answered = !this.failed;
  }
}
