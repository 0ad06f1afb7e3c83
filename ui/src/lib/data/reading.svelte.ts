import { untrack } from 'svelte';
import { asCoreError, type CoreError } from '$lib/platform/platform';

/** Keeps something that was read fresh: read once more whenever it is out of date, and after a failure when asked. */
export class Reading {
  #failed = $state.raw<{ error: CoreError; again: () => Promise<void> }>();
  #stale = true;
  #running: Promise<void> | null = null;

  /** `read` reads all of it and takes it over. */
  constructor(private readonly read: () => Promise<void>) {}

  /** Why the last look failed: at all of it, or at a further page. */
  get error(): CoreError | undefined {
    return this.#failed?.error;
  }

  /** A change came while an answer was on its way: it will be asked for once more. */
  get stale(): boolean {
    return this.#stale;
  }

  get running(): boolean {
    return this.#running !== null;
  }

  /** What was read is out of date. Read again at once if it is on screen. */
  invalidate(shown: boolean): void {
    this.#stale = true;
    if (shown) void this.refresh();
  }

  /** Reads it again if it is out of date; done when what was read is here, or reading it failed. */
  async refresh(): Promise<void> {
    if (!this.#stale && this.#running === null) return;
    await (this.#running ??= this.#refresh());
  }

  async #refresh(): Promise<void> {
    try {
      // A change that arrives while the answer is on its way asks once more.
      while (this.#stale) {
        this.#stale = false;
        await untrack(this.read);
        this.#failed = undefined;
      }
    } catch (thrown) {
      // It is out of date still: whoever looks next asks again.
      this.#stale = true;
      this.#failed = { error: asCoreError(thrown), again: () => this.refresh() };
    } finally {
      this.#running = null;
    }
  }

  /** Reads a further part of it. What is here already stays, whatever becomes of that. */
  async part(read: () => Promise<void>): Promise<void> {
    try {
      await read();
      if (!this.#stale) this.#failed = undefined;
    } catch (thrown) {
      this.#failed = { error: asCoreError(thrown), again: () => this.part(read) };
    }
  }

  /** Asks once more for what failed. Until it is answered the failure stands. */
  async retry(): Promise<void> {
    await this.#failed?.again();
  }
}
