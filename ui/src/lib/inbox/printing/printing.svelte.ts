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

  constructor() {
    keepToSpace({ forget: () => (this.sheet = null) });
    onChanges(({ resync, conversations }) => {
      if (this.sheet && (resync || conversations.includes(this.sheet.row.id))) this.sheet = null;
    });
  }

  /** Reads all of a conversation and prints it. */
  async print(conversation: number, withNotes: boolean): Promise<void> {
    const [{ default: Paper }, { row }, messages, notes] = await Promise.all([
      import('./Paper.svelte'),
      call('conversation', { conversation }),
      allOf(conversation),
      withNotes ? call('notes', { conversation }) : [],
    ]);
    this.Paper = Paper;
    this.sheet = { row, messages, notes };
    await tick();
    window.print();
  }
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
