import type { SavedReplyDraft, SavedReplyScope, SavedReplyText, SavedReplyView } from '$lib/contract/generated';

/** A saved reply while it is being written. */
export class Editing {
  title = $state('');
  shortcut = $state('');
  tags = $state('');
  scope = $state.raw<SavedReplyScope>({ scope: 'all' });
  texts = $state<SavedReplyText[]>([{ language: '', text: '' }]);

  constructor(readonly reply: SavedReplyView | null) {
    if (!reply) return;
    const { title, shortcut, tags, scope, texts } = reply.draft;
    this.title = title;
    this.shortcut = shortcut ?? '';
    this.tags = tags.join(', ');
    this.scope = scope;
    this.texts = texts.map((one) => ({ ...one }));
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

/** A scope as the value of a choice, and back. */
export const scopeValue = (scope: SavedReplyScope): string =>
  scope.scope === 'all' ? 'all' : scope.scope === 'brand' ? `brand ${scope.brand}` : `handle ${scope.handle}`;

export function scopeOf(value: string): SavedReplyScope {
  const [kind, ...rest] = value.split(' ');
  if (kind === 'handle') return { scope: 'handle', handle: Number(rest[0]) };
  return kind === 'brand' ? { scope: 'brand', brand: rest.join(' ') } : { scope: 'all' };
}
