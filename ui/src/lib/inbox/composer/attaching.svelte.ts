import { LARGEST_FILE, type UploadView } from '$lib/contract/generated';
import { call } from '$lib/data/core';
import { keepToSpace, stay } from '$lib/data/space';
import { toasts } from '$lib/design/toasts.svelte';
import { asCoreError } from '$lib/platform/platform';
import { base64, convertedWords, PIECE, refusalWords } from './files';

/** A file on its way into the strip, or one that was refused. */
export type Adding = { key: number; name: string; refused: string | null };

/** The files of one conversation, beside those that the core has told of. */
type Local = { adding: Adding[]; added: UploadView[]; removed: string[] };

/** Files that are attached to what is being written: here at once, at the core right after. */
class Attaching {
  #locals = $state<Record<number, Local>>({});
  #keys = 0;

  constructor() {
    keepToSpace({ forget: () => (this.#locals = {}) });
  }

  /** Files on their way, and refusals that were not read yet. */
  adding(conversation: number): Adding[] {
    return this.#locals[conversation]?.adding ?? [];
  }

  /** The attached files, in order: what the core told, and what it confirmed since. */
  files(conversation: number, told: readonly UploadView[]): UploadView[] {
    const local = this.#locals[conversation];
    if (!local) return [...told];
    const known = new Set(told.map((one) => one.id));
    return [...told, ...local.added.filter((one) => !known.has(one.id))].filter((one) => !local.removed.includes(one.id));
  }

  busy(conversation: number): boolean {
    return this.adding(conversation).some((one) => one.refused === null);
  }

  /** Attaches files one after the other, so that they keep their order. */
  async add(conversation: number, files: readonly File[]): Promise<void> {
    const local = this.#local(conversation);
    const began = stay();
    local.adding = local.adding.filter((one) => one.refused === null);
    const waiting = files.map((file) => ({ file, key: (this.#keys += 1) }));
    local.adding.push(...waiting.map(({ file, key }) => ({ key, name: file.name, refused: null })));
    for (const { file, key } of waiting) {
      const refused = await this.#attach(conversation, file, began);
      if (stay() !== began) return;
      const now = this.#local(conversation);
      if (refused === null) now.adding = now.adding.filter((one) => one.key !== key);
      else now.adding = now.adding.map((one) => (one.key === key ? { ...one, refused } : one));
    }
  }

  /** A refusal was read. */
  dismiss(conversation: number, key: number): void {
    const local = this.#local(conversation);
    local.adding = local.adding.filter((one) => one.key !== key);
  }

  remove(conversation: number, upload: string): void {
    const local = this.#local(conversation);
    local.removed.push(upload);
    // A file that could not be taken away stands there again.
    call('detach', { upload }).catch(() => (local.removed = local.removed.filter((one) => one !== upload)));
  }

  /** The files were sent: none of them stays in the strip. */
  clear(conversation: number, files: readonly UploadView[]): void {
    const local = this.#local(conversation);
    local.adding = [];
    local.removed.push(...files.map((one) => one.id));
  }

  /** The files came back to the draft: a reply was taken back, or was refused at once. */
  giveBack(conversation: number, files: readonly UploadView[]): void {
    const local = this.#local(conversation);
    const ids = files.map((one) => one.id);
    local.removed = local.removed.filter((one) => !ids.includes(one));
  }

  async #attach(conversation: number, file: File, began: number): Promise<string | null> {
    const facts = { name: file.name, type: file.type, bytes: file.size };
    if (file.size > LARGEST_FILE) return refusalWords('file_too_large', facts);
    const id = crypto.randomUUID();
    let at = 0;
    do {
      let bytes: string;
      try {
        bytes = await base64(file.slice(at, at + PIECE));
      } catch {
        return refusalWords('unreadable', facts);
      }
      if (stay() !== began) return null;
      try {
        const attached = await call('attach', { conversation, name: file.name, file: id, size: file.size, at, base64: bytes });
        if (attached && stay() === began) {
          this.#local(conversation).added.push(attached.upload);
          const said = convertedWords(file.name, attached);
          if (said) toasts.say(said);
        }
      } catch (thrown) {
        const error = asCoreError(thrown);
        return refusalWords(error.code, facts, error.detail);
      }
      at += PIECE;
    } while (at < file.size);
    return null;
  }

  #local(conversation: number): Local {
    this.#locals[conversation] ??= { adding: [], added: [], removed: [] };
    // Read again: what is assigned is not what is followed.
    return this.#locals[conversation] as Local;
  }
}

export const attaching = new Attaching();
