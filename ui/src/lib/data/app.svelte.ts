import type { AppView, Settings } from '$lib/contract/generated';
import { clock } from './clock.svelte';
import { call, tell } from './core';
import { entryOf, forgetAnswers } from './query.svelte';

const entry = entryOf('app', {});

/** The app as a whole: its phase, its space, its settings. */
class App {
  constructor() {
    entry.users = 1;
  }

  get view(): AppView | undefined {
    return entry.data;
  }

  get error() {
    return entry.error;
  }

  /** Whether single keys (j, k, e …) act. */
  get singleKeys(): boolean {
    return entry.data?.settings.single_keys ?? true;
  }

  load(): void {
    void entry.refresh();
  }

  /** Asks anew: what was just done may have changed the phase. */
  reload(): void {
    entry.invalidate();
  }

  /** Takes over an answer that carries the app: starting and leaving the demo, unlocking, trying again. */
  take(view: AppView): void {
    if (entry.data && entry.data.space !== view.space) forgetAnswers();
    entry.data = view;
    clock.set(view.now);
  }

  async startDemo(): Promise<void> {
    this.take(await call('start_demo', {}));
  }

  async leaveDemo(): Promise<void> {
    this.take(await call('leave_demo', {}));
  }

  async retry(): Promise<void> {
    this.take(await call('retry_start', {}));
  }

  async unlock(passphrase: string): Promise<void> {
    this.take(await call('unlock', { passphrase }));
  }

  change(settings: Partial<Settings>): void {
    if (!entry.data) return;
    const changed = { ...entry.data.settings, ...settings };
    entry.data = { ...entry.data, now: clock.now, settings: changed };
    tell('save_settings', changed);
  }
}

export const app = new App();
