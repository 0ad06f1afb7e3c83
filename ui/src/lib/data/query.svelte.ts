import type { CoreError } from '$lib/platform/platform';
import { onChanges, touches } from './changes';
import { call, type QueryName, type RequestOf, type ResponseOf } from './core';
import { Reading } from './reading.svelte';
import { shared } from './shared';

/** How many answers that nothing shows are kept for a return. */
const KEPT = 60;

/** An answer that is shown at once, however old, and refreshed behind. */
class Entry<Q extends QueryName> {
  data = $state.raw<ResponseOf<Q>>();
  /** How many answers came, also those that said the same. */
  answers = $state(0);
  users = 0;
  /** Something that is no component reads it: it is not dropped for want of room. */
  kept = false;
  #reading = new Reading(async () => {
    this.data = shared(this.data, await call(this.name, this.request));
    this.answers += 1;
  });

  constructor(
    readonly name: Q,
    readonly request: RequestOf<Q>,
  ) {}

  get error(): CoreError | undefined {
    return this.#reading.error;
  }

  /** What it has is out of date. Asked again at once if it is on screen. */
  invalidate(): void {
    this.#reading.invalidate(this.users > 0);
  }

  refresh(): Promise<void> {
    return this.#reading.refresh();
  }

  retry(): Promise<void> {
    return this.#reading.retry();
  }
}

const entries = new Map<string, Entry<QueryName>>();

onChanges((changes) => {
  for (const entry of entries.values()) {
    if (touches(entry.name, entry.request, changes)) entry.invalidate();
  }
});

/** The one entry of a query and its request. */
export function entryOf<Q extends QueryName>(name: Q, request: RequestOf<Q>): Entry<Q> {
  const key = `${name} ${JSON.stringify(request)}`;
  let entry = entries.get(key) as Entry<Q> | undefined;
  // The one asked for last is the last to go.
  if (entry) entries.delete(key);
  else entry = new Entry(name, request);
  entries.set(key, entry as unknown as Entry<QueryName>);
  if (entries.size > KEPT) forgetOldest();
  return entry;
}

function forgetOldest(): void {
  for (const [key, entry] of entries) {
    if (entries.size <= KEPT) return;
    if (entry.users === 0 && !entry.kept) entries.delete(key);
  }
}

let forgotten = $state(0);

/** Drops every answer: another space is shown from now on. */
export function forgetAnswers(): void {
  forgotten += 1;
  for (const [key, entry] of entries) {
    if (entry.users === 0) entries.delete(key);
    else entry.invalidate();
  }
}

/** What is known of an answer, for what is no component: whoever shows it keeps it fresh. */
export function known<Q extends QueryName>(name: Q, request: () => RequestOf<Q>): () => ResponseOf<Q> | undefined {
  const entry = $derived.by(() => {
    void forgotten;
    const known = entryOf(name, request());
    known.kept = true;
    return known;
  });
  return () => entry.data;
}

/** A query within a component: follows its request, stays fresh while it is shown. `null` asks nothing. */
export function query<Q extends QueryName>(name: Q, request: () => RequestOf<Q> | null) {
  return follow(request, (asked) => entryOf(name, asked));
}

/** The same, for an answer that ages by itself: nothing tells of that, so it is asked anew each time it is shown. */
export function queryAnew<Q extends QueryName>(name: Q, request: () => RequestOf<Q> | null) {
  return follow(request, (asked) => new Entry(name, asked));
}

function follow<Q extends QueryName>(request: () => RequestOf<Q> | null, of: (asked: RequestOf<Q>) => Entry<Q>) {
  const entry = $derived.by(() => {
    const asked = request();
    return asked === null ? undefined : of(asked);
  });
  $effect(() => {
    const shown = entry;
    if (!shown) return;
    shown.users += 1;
    void shown.refresh();
    return () => {
      shown.users -= 1;
    };
  });
  return {
    get data(): ResponseOf<Q> | undefined {
      return entry?.data;
    },
    /** Grows with each answer, also with one that says the same. */
    get answers(): number {
      return entry?.answers ?? 0;
    },
    get error(): CoreError | undefined {
      return entry?.error;
    },
    /** Asks once more after an error. */
    async retry(): Promise<void> {
      await entry?.retry();
    },
  };
}
