import { untrack } from 'svelte';
import { app } from './app.svelte';

/** Everything that is remembered. */
const all: Kept<unknown>[] = [];

/**
 * What is remembered of a person's way through the app (steps that were skipped, news that were seen): a few words and
 * numbers, never anything of a conversation. It is kept with the settings, and goes along into another space: what the
 * person did in this window is newer than what any space remembers.
 */
export class Kept<T> {
  #mine = $state.raw<{ value: T } | null>(null);

  constructor(
    readonly name: string,
    private readonly initial: T,
    private readonly read: (found: unknown) => T | undefined,
  ) {
    all.push(this);
  }

  get value(): T {
    return this.#mine ? this.#mine.value : this.#found();
  }

  set value(value: T) {
    this.#mine = { value };
    remember();
  }

  /** What this window has to say, if it does, as it is kept. */
  get said(): string | null {
    return this.#mine && JSON.stringify(this.#mine.value);
  }

  #found(): T {
    const found = app.view?.settings.remembered[this.name];
    try {
      return found === undefined ? this.initial : (this.read(JSON.parse(found)) ?? this.initial);
    } catch {
      return this.initial;
    }
  }
}

let remembering: ReturnType<typeof setTimeout> | undefined;

/** Keeps what a space does not remember yet: soon, once a change of space that is on its way has ended. */
function remember(): void {
  clearTimeout(remembering);
  remembering = setTimeout(() => {
    // Before there is an inbox there is nowhere to keep it.
    if (app.view?.phase !== 'ready') return;
    const { remembered } = app.view.settings;
    const news = all.flatMap(({ name, said }) => (said === null || said === remembered[name] ? [] : [[name, said] as const]));
    if (news.length > 0) app.change({ remembered: { ...remembered, ...Object.fromEntries(news) } });
  });
}

$effect.root(() => {
  $effect(() => {
    void [app.view?.space, app.view?.phase];
    untrack(remember);
  });
});
