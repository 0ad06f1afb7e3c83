import { call } from '$lib/data/core';
import { keepToSpace } from '$lib/data/space';
import { toasts } from '$lib/design/toasts.svelte';
import { m } from '$lib/words';

/** A note that is being written: a new one, or one that is there already. */
type Writing = { note: number | null; text: string };
const NOTHING: Writing = { note: null, text: '' };

/** What is being written on each conversation. */
class NotesInWriting {
  #all = $state.raw<ReadonlyMap<number, Writing>>(new Map());

  of(conversation: number): Writing {
    return this.#all.get(conversation) ?? NOTHING;
  }

  put(conversation: number, writing: Writing): void {
    this.#all = new Map(this.#all).set(conversation, writing);
  }

  get conversations(): number[] {
    return [...this.#all.keys()];
  }

  clear(conversation: number): void {
    const all = new Map(this.#all);
    all.delete(conversation);
    this.#all = all;
  }

  forget(): void {
    this.#all = new Map();
  }
}

export const writing = new NotesInWriting();

/** Saves what is being written. What the core does not take stays in the field. */
export async function keepNote(conversation: number): Promise<void> {
  const now = writing.of(conversation);
  if (now === NOTHING) return;
  writing.clear(conversation);
  if (now.text.trim() === '') return;
  try {
    await call('save_note', { conversation, note: now.note, text: now.text.trim() });
  } catch {
    // Somebody may be writing the next one already.
    const next = writing.of(conversation);
    if (next.text === '') writing.put(conversation, now);
    else writing.put(conversation, { ...next, text: `${now.text}\n${next.text}` });
    toasts.say(m.note_not_saved());
  }
}

keepToSpace({
  save: async () => {
    await Promise.all(writing.conversations.map(keepNote));
  },
  forget: () => writing.forget(),
});
