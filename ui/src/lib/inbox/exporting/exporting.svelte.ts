import type { ConversationFormat, ExportWhat } from '$lib/contract/generated';
import { call, tell } from '$lib/data/core';
import { m } from '$lib/words';
import { whereItWent } from '../export';
import { exportWords } from './words';

/** The file of conversations that is being written: one at a time, whether or not its dialog is open. */
class Exporting {
  running = $state(false);
  #stopped = false;

  /** Writes a file. Answers what is to be said of it; false where the person chose no place. */
  async start(what: ExportWhat, format: ConversationFormat, with_notes: boolean): Promise<string | false> {
    this.running = true;
    this.#stopped = false;
    try {
      const file = await call('export_conversations', { what, format, with_notes, words: exportWords() });
      return this.#stopped && file.saved.saved === 'nowhere' ? m.export_stopped() : (whereItWent(file, m.export_conversations_done) ?? false);
    } finally {
      this.running = false;
    }
  }

  /** Gives it up: nothing of it is kept. */
  stop(): void {
    this.#stopped = true;
    tell('cancel_export', {});
  }
}

export const exporting = new Exporting();
