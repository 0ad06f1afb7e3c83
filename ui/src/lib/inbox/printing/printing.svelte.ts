import { tick, type Component } from 'svelte';
import type { ConversationRow, HandleView, MessageView, NoteView } from '$lib/contract/generated';
import { onChanges } from '$lib/data/changes';
import { call } from '$lib/data/core';
import { keepToSpace } from '$lib/data/space';

/** A conversation as it is printed. Without notes where none were asked for. */
export type Sheet = { row: ConversationRow; messages: readonly MessageView[]; notes: readonly NoteView[] };

const PAGE = 200;

/** What is printed: drawn where only paper shows it, and put away once it was, or is not what the conversation is by now. */
class Printing {
  sheet = $state.raw<Sheet | null>(null);
  /** What draws it, once it was needed. */
  Paper = $state.raw<Component<{ sheet: Sheet; handles: readonly HandleView[] }>>();
  /** What is being read to be printed. */
  #job: { readonly conversation: number; outdated: boolean } | null = null;

  constructor() {
    keepToSpace({
      forget: () => {
        this.cancel();
        this.sheet = null;
      },
    });
    onChanges(({ resync, conversations }) => {
      const touched = (conversation: number) => resync || conversations.includes(conversation);
      if (this.sheet && touched(this.sheet.row.id)) this.sheet = null;
      if (this.#job && touched(this.#job.conversation)) this.#job.outdated = true;
    });
  }

  /** Gives up what is still being read. */
  cancel(): void {
    this.#job = null;
  }

  /** Reads all of a conversation, once more where it changes meanwhile, and prints it. Answers false where that was given up. */
  async print(conversation: number, withNotes: boolean): Promise<boolean> {
    const job = { conversation, outdated: false };
    this.#job = job;
    const paper = import('./Paper.svelte');
    let sheet: Sheet;
    do {
      job.outdated = false;
      [sheet, { default: this.Paper }] = await Promise.all([read(conversation, withNotes), paper]);
      if (this.#job !== job) return false;
    } while (job.outdated);
    this.sheet = sheet;
    window.addEventListener('afterprint', () => (this.sheet = null), { once: true });
    await tick();
    if (this.#job !== job || this.sheet !== sheet) {
      this.sheet = null;
      return false;
    }
    this.#job = null;
    window.print();
    return true;
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
