import { keepToSpace } from '$lib/data/space';
import type { SavedReplyDraft, SavedReplyScope, SavedReplyText, SavedReplyView } from '$lib/contract/generated';

/** A saved reply while it is being written. */
class Editing {
  title = $state('');
  shortcut = $state('');
  tags = $state('');
  scope = $state.raw<SavedReplyScope>({ scope: 'all' });
  texts = $state<SavedReplyText[]>([{ language: '', text: '' }]);

  readonly #began: string;

  constructor(readonly reply: SavedReplyView | null) {
    if (reply) this.#take(reply.draft);
    this.#began = JSON.stringify(this.draft);
  }

  #take({ title, shortcut, tags, scope, texts }: SavedReplyDraft): void {
    this.title = title;
    this.shortcut = shortcut ?? '';
    this.tags = tags.join(', ');
    this.scope = scope;
    this.texts = texts.map((one) => ({ ...one }));
  }

  /** Whether anything was written. */
  get isBegun(): boolean {
    return JSON.stringify(this.draft) !== this.#began;
  }

  get draft(): SavedReplyDraft {
    return {
      title: this.title,
      shortcut: this.shortcut.trim() || null,
      scope: this.scope,
      tags: this.tags.split(',').map((tag) => tag.trim()).filter(Boolean),
      texts: this.texts.map((one) => ({ ...one })),
    };
  }

  addLanguage(language: string): void {
    if (!this.texts.some((one) => one.language === language)) this.texts.push({ language, text: '' });
  }

  removeLanguage(language: string): void {
    this.texts = this.texts.filter((one) => one.language !== language);
  }
}

/** What was begun, by the reply that it changes; `null`: a new one. */
const begun = new Map<number | null, Editing>();
keepToSpace({ forget: () => begun.clear() });

/** A reply to write on: as it was left, until it is saved or given up on purpose. A notification may close its dialog. */
export function editingOf(reply: SavedReplyView | null): Editing {
  const id = reply?.id ?? null;
  const left = begun.get(id);
  if (left?.isBegun) return left;
  const editing = new Editing(reply);
  begun.set(id, editing);
  return editing;
}

/** It was saved, or given up. */
export function endEditing({ reply }: Editing): void {
  begun.delete(reply?.id ?? null);
}

/** A scope as the value of a choice, and back. */
export const scopeValue = (scope: SavedReplyScope): string =>
  scope.scope === 'all' ? 'all' : scope.scope === 'brand' ? `brand ${scope.brand}` : `handle ${scope.handle}`;

export function scopeOf(value: string): SavedReplyScope {
  const [kind, ...rest] = value.split(' ');
  if (kind === 'handle') return { scope: 'handle', handle: Number(rest[0]) };
  return kind === 'brand' ? { scope: 'brand', brand: rest.join(' ') } : { scope: 'all' };
}
