import { tick, type Component } from 'svelte';
import type { ConversationRow, HandleView, MessageView, NoteView } from '$lib/contract/generated';
import { onChanges } from '$lib/data/changes';
import { call } from '$lib/data/core';
import { keepToSpace } from '$lib/data/space';

/** A conversation as it is printed. Without notes where none were asked for. */
export type Sheet = { row: ConversationRow; messages: readonly MessageView[]; notes: readonly NoteView[] };

const PAGE = 200;

/** What is printed: drawn where only paper shows it, and put away as soon as it is not what the conversation is by now. */
class Printing {
  sheet = $state.raw<Sheet | null>(null);
  /** What draws it, once it was needed. */
  Paper = $state.raw<Component<{ sheet: Sheet; handles: readonly HandleView[] }>>();
  /** The sheet that is being made. */
  #making: { readonly conversation: number; outdated: boolean } | null = null;

  constructor() {
    keepToSpace({
      forget: () => {
        this.giveUp();
        this.sheet = null;
      },
    });
    onChanges(({ resync, conversations }) => {
      const touches = (conversation: number) => resync || conversations.includes(conversation);
      if (this.#making) this.#making.outdated ||= touches(this.#making.conversation);
      else if (this.sheet && touches(this.sheet.row.id)) this.sheet = null;
    });
    window.addEventListener('afterprint', () => (this.sheet = null));
  }

  /** What is not printed yet never will be. */
  giveUp(): void {
    if (this.#making === null) return;
    this.#making = null;
    this.sheet = null;
  }

  /** Reads all of a conversation, once more where it changed meanwhile, and prints it. Answers false where that was given up. */
  async print(conversation: number, withNotes: boolean): Promise<false | void> {
    const making = (this.#making = { conversation, outdated: false });
    this.Paper = (await import('./Paper.svelte')).default;
    do {
      making.outdated = false;
      const sheet = await read(conversation, withNotes);
      if (this.#making !== making) return false;
      this.sheet = sheet;
      // It is drawn before it is printed, and may be out of date by then.
      await tick();
      if (this.#making !== making) return false;
    } while (making.outdated);
    this.#making = null;
    window.print();
  }
}

async function read(conversation: number, withNotes: boolean): Promise<Sheet> {
  const [{ row }, messages, notes] = await Promise.all([
    call('conversation', { conversation }),
    allOf(conversation),
    withNotes ? call('notes', { conversation }) : [],
  ]);
  return { row, messages, notes };
}

/** Every message that is kept of a conversation, oldest first. */
async function allOf(conversation: number): Promise<MessageView[]> {
  const pages: MessageView[][] = [];
  let before: number | null = null;
  do {
    const page: { messages: MessageView[]; older: number | null } = await call('messages', { conversation, before, after: null, around: null, limit: PAGE });
    pages.unshift(page.messages);
    before = page.older;
  } while (before !== null);
  return pages.flat();
}

export const printing = new Printing();
