import type { AppView, DemoTime, Settings } from '$lib/contract/generated';
import { CoreError } from '$lib/platform/platform';
import { clock } from './clock.svelte';
import { call } from './core';
import { entryOf, forgetAnswers } from './query.svelte';
import { beganAnew, changeSpace, keepToSpace, nowIn, saveAll, stay } from './space';

const entry = entryOf('app', {});
/** Settings are saved one after the other: the last word on each is the person's last. */
let saving: Promise<void> = Promise.resolve();
keepToSpace({ save: () => saving, forget: forgetAnswers });

/** Left for the fresh page of another language. */
const SPOKE = 'spoke';

/** The app as a whole: its phase, its space, its settings. */
class App {
  /** Changed here in this stay in a space, and on the way to the core: an answer from before does not take them back. */
  #unsaved = $state.raw<readonly { began: number; settings: Partial<Settings> }[]>([]);
  #view = $derived.by((): AppView | undefined => {
    const view = entry.data;
    const unsaved = this.#unsaved.filter((one) => one.began === stay()).map((one) => one.settings);
    return view && unsaved.length > 0 ? { ...view, settings: Object.assign({}, view.settings, ...unsaved) } : view;
  });

  constructor() {
    entry.users = 1;
  }

  get view(): AppView | undefined {
    return this.#view;
  }

  get error() {
    return entry.error;
  }

  /** Whether single keys (j, k, e …) act. */
  get singleKeys(): boolean {
    return this.#view?.settings.single_keys ?? true;
  }

  /** Whether rows of the list have two lines, not three. */
  get compact(): boolean {
    return this.#view?.settings.density === 'compact';
  }

  /** Asks for it. Ends with the answer, or with the error. */
  load(): Promise<void> {
    return entry.refresh();
  }

  /** Asks anew: what was just done may have changed the phase. */
  reload(): void {
    entry.invalidate();
  }

  /** Takes over an answer that carries the app: starting and leaving the demo, unlocking, trying again. */
  take(view: AppView): void {
    nowIn(view.space);
    entry.data = view;
    clock.set(view.now);
  }

  async startDemo(): Promise<void> {
    await changeSpace(async () => this.take(await call('start_demo', {})));
  }

  async leaveDemo(): Promise<void> {
    await changeSpace(async () => this.take(await call('leave_demo', {})));
  }

  /** Turns the demo's clock. Answers whether the demo began anew. */
  async turnDemoClock(to: DemoTime): Promise<boolean> {
    return changeSpace(async () => {
      const turned = await call('turn_demo_clock', { to });
      if (turned.anew) beganAnew();
      this.take(turned.app);
      return turned.anew;
    });
  }

  /** Connects the handle of a checked token; one that is renewed takes no other account's. From the demo this leads to the inbox. */
  async connect(flow: string, candidate: number, renewed: number | null): Promise<number> {
    return changeSpace(async () => {
      const { handle } = await call('connect', { flow, candidate, handle: renewed });
      this.take(await call('app', {}));
      return handle;
    });
  }

  async retry(): Promise<void> {
    this.take(await call('retry_start', {}));
  }

  async beginAnew(): Promise<void> {
    this.take(await call('begin_anew', {}));
  }

  /** Repairs a damaged inbox, which is closed meanwhile. What was typed is kept before, where that can be, and here. */
  async repair(): Promise<void> {
    await saveAll();
    this.take(await call('repair', {}));
  }

  async unlock(passphrase: string): Promise<void> {
    this.take(await call('unlock', { passphrase }));
  }

  async recover(words: string, passphrase: string | null): Promise<void> {
    this.take(await call('recover', { words, passphrase }));
  }

  /** Changes settings, and shows them at once. */
  change(settings: Partial<Settings>): void {
    if (!entry.data) return;
    const changed = { began: stay(), settings };
    this.#unsaved = [...this.#unsaved, changed];
    // A failure has no words of its own: what is true is shown.
    this.#save(settings)
      .catch(() => undefined)
      .finally(() => (this.#unsaved = this.#unsaved.filter((one) => one !== changed)));
  }

  /** Changes settings that may be refused. Rejects with a CoreError; they are then as they were. */
  async keep(settings: Partial<Settings>): Promise<void> {
    if (entry.data) await this.#save(settings);
  }

  #show(settings: Partial<Settings>): void {
    if (entry.data) entry.data = { ...entry.data, now: clock.now, settings: { ...entry.data.settings, ...settings } };
  }

  /** Saves these; the others stay. */
  #save(settings: Partial<Settings>): Promise<void> {
    const began = stay();
    const saved = saving.then(async () => {
      if (!entry.data || stay() !== began) throw new CoreError('wrong_space');
      await call('save_settings', settings);
      if (stay() === began) this.#show(settings);
    });
    saving = saved.catch(() => undefined);
    return saved;
  }

  /** Speaks another language, `null` the system's: in a fresh page, since words are everywhere. */
  async speak(language: string | null): Promise<void> {
    if (!entry.data) return;
    await saveAll();
    await this.keep({ language });
    try {
      sessionStorage.setItem(SPOKE, '');
    } catch {
      // Then the settings are closed afterwards.
    }
    location.reload();
  }

  /** Whether this page is the fresh one of a language that was just chosen. Answers once. */
  justSpoke(): boolean {
    try {
      const spoke = sessionStorage.getItem(SPOKE) !== null;
      sessionStorage.removeItem(SPOKE);
      return spoke;
    } catch {
      return false;
    }
  }
}

export const app = new App();
