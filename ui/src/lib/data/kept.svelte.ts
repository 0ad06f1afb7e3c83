import { untrack } from 'svelte';
import { app } from './app.svelte';

/** Everything that is remembered. */
const all: Kept<unknown>[] = [];

/** What the person's own space remembers, as it was when it was last open. */
let own = $state.raw<Readonly<Record<string, string>>>({});

/** What counts in the demo before what the demo itself remembers. */
const carried = () => (app.view?.space === 'demo' ? own : {});

/** The core keeps nothing that is longer, in bytes. */
const LONGEST = 4_096;
const fits = (said: string) => new TextEncoder().encode(said).length <= LONGEST;

/**
 * What is remembered of a person's way through the app (steps that were skipped, news that were seen): a few words and
 * numbers, never anything of a conversation. It is kept with the settings, and goes along into another space: what the
 * person did in this window is newer than what any space remembers, and the demo goes on from the person's own space.
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
    const found = carried()[this.name] ?? app.view?.settings.remembered[this.name];
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
    const said = all.flatMap(({ name, said }) => (said === null || !fits(said) ? [] : [[name, said] as const]));
    const news = Object.entries({ ...carried(), ...Object.fromEntries(said) }).filter(([name, value]) => value !== remembered[name]);
    if (news.length > 0) app.change({ remembered: { ...remembered, ...Object.fromEntries(news) } });
  });
}

$effect.root(() => {
  $effect(() => {
    if (app.view?.space === 'live') own = app.view.settings.remembered;
  });
  // Each refresh brings another view: only these two make a difference.
  const space = $derived(app.view?.space);
  const phase = $derived(app.view?.phase);
  $effect(() => {
    void [space, phase];
    untrack(remember);
  });
});
