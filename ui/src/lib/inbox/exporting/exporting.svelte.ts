import type { ConversationFormat, ExportWhat } from '$lib/contract/generated';
import { call, tell } from '$lib/data/core';
import { keepToSpace, stay } from '$lib/data/space';
import { m } from '$lib/words';
import { whereItWent } from '../export';
import { exportWords } from './words';

/** The file of conversations that this page asked for: one at a time, whether or not its dialog is open. */
class Exporting {
  running = $state(false);
  /** It was given up, and is not gone yet. */
  stopping = $state(false);

  constructor() {
    keepToSpace({ forget: () => this.#forget() });
  }

  /** Writes a file. Answers what is to be said of it; false where the person chose no place, or is in another space since. */
  async start(what: ExportWhat, format: ConversationFormat, with_notes: boolean): Promise<string | false> {
    const began = stay();
    this.#forget();
    this.running = true;
    try {
      const file = await call('export_conversations', { what, format, with_notes, words: exportWords() });
      if (stay() !== began) return false;
      return this.stopping && file.saved.saved === 'nowhere' ? m.export_stopped() : (whereItWent(file, m.export_conversations_done) ?? false);
    } finally {
      if (stay() === began) this.#forget();
    }
  }

  /** Gives up the file that is being written: nothing of it is kept. */
  stop(): void {
    this.stopping = true;
    tell('cancel_export', {});
  }

  #forget(): void {
    this.running = false;
    this.stopping = false;
  }
}

export const exporting = new Exporting();
