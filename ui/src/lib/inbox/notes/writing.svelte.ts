import type { NoteView } from '$lib/contract/generated';
import { call } from '$lib/data/core';
import { keepToSpace, stay } from '$lib/data/space';
import { toasts } from '$lib/design/toasts.svelte';
import { m } from '$lib/words';

/** What is being written is with the core this long after the last key, at the latest: a crash loses no more. */
const SAVE_MS = 800;

/** A note that is being written: a new one, or one that is there already. */
class Writing {
  text = $state('');
  /** The note, once the core has one. */
  note = $state<number | null>(null);
  /** What the core has of it. */
  kept: string | null;
  /** What it said before; `null`: it is new. */
  readonly was: string | null;

  constructor(note: NoteView | null) {
    this.text = note?.text ?? '';
    this.note = note?.id ?? null;
    this.was = this.kept = note?.text ?? null;
  }
}

/** What is being written on each conversation. */
class NotesInWriting {
  #all = $state.raw<ReadonlyMap<number, Writing>>(new Map());
  #timers = new Map<number, ReturnType<typeof setTimeout>>();

  of(conversation: number): Writing | undefined {
    return this.#all.get(conversation);
  }

  /** Whether a note is the one that is being written for the first time. */
  isNew(conversation: number, note: number): boolean {
    const one = this.of(conversation);
    return one?.note === note && one.was === null;
  }

  put(conversation: number, writing: Writing): void {
    this.#all = new Map(this.#all).set(conversation, writing);
  }

  /** Goes on with a note that is there. */
  begin(conversation: number, note: NoteView): void {
    this.put(conversation, new Writing(note));
  }

  write(conversation: number, text: string): void {
    const one = this.of(conversation) ?? new Writing(null);
    one.text = text;
    this.put(conversation, one);
    clearTimeout(this.#timers.get(conversation));
    this.#timers.set(conversation, setTimeout(() => void keepSoFar(conversation), SAVE_MS));
  }

  get conversations(): number[] {
    return [...this.#all.keys()];
  }

  /** Takes it out of the field. */
  take(conversation: number): Writing | undefined {
    const one = this.of(conversation);
    clearTimeout(this.#timers.get(conversation));
    this.#timers.delete(conversation);
    const all = new Map(this.#all);
    all.delete(conversation);
    this.#all = all;
    return one;
  }

  forget(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#all = new Map();
  }
}

export const writing = new NotesInWriting();

const turns = new Map<number, Promise<void>>();

/** One after the other: a note must be there before it can be changed. Nothing is written into another space. */
function inTurn(conversation: number, work: () => Promise<void>): Promise<void> {
  const began = stay();
  const turn = (turns.get(conversation) ?? Promise.resolve()).then(() => (stay() === began ? work() : undefined));
  turns.set(conversation, turn);
  return turn;
}

async function save(conversation: number, one: Writing, text: string): Promise<void> {
  const saved = await call('save_note', { conversation, note: one.note, text });
  one.note = saved.id;
  one.kept = text;
}

/** Saves what is written so far, while it goes on. Not saved is tried again with the next key, and when it is left. */
function keepSoFar(conversation: number): Promise<void> {
  return inTurn(conversation, async () => {
    const one = writing.of(conversation);
    const text = one?.text.trim();
    if (one && text && text !== one.kept) await save(conversation, one, text).catch(() => undefined);
  });
}

/** Saves what is being written, and ends it. What the core does not take stays in the field. */
export function keepNote(conversation: number): Promise<void> {
  const one = writing.take(conversation);
  if (!one) return Promise.resolve();
  return inTurn(conversation, async () => {
    const text = one.text.trim();
    try {
      if (text !== '') {
        if (text !== one.kept) await save(conversation, one, text);
        // Nothing is left in the field: it was given up, and what there was before stands.
      } else if (one.was === null) {
        if (one.note !== null) await call('delete_note', { note: one.note });
      } else if (one.was !== one.kept) await save(conversation, one, one.was);
    } catch {
      // Somebody may be writing the next one already.
      const next = writing.of(conversation);
      if (next?.text.trim()) one.text = `${one.text}\n${next.text}`;
      writing.put(conversation, one);
      toasts.say(m.note_not_saved());
    }
  });
}

keepToSpace({
  save: async () => {
    await Promise.all(writing.conversations.map(keepNote));
  },
  forget: () => writing.forget(),
});
