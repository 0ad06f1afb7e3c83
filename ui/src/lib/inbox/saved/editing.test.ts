import { beforeEach, describe, expect, it } from 'vitest';
import type { SavedReplyView } from '$lib/contract/generated';
import { nowIn } from '$lib/data/space';
import { editingOf, endEditing } from './editing.svelte';

const REPLY: SavedReplyView = {
  id: 7,
  draft: { title: 'Hello', shortcut: 'hi', scope: { scope: 'all' }, tags: ['first'], texts: [{ language: '', text: 'Hello!' }] },
  uses: 0,
  used_at: null,
  changed_at: 1,
};

beforeEach(() => {
  nowIn('live');
  nowIn('demo');
});

describe('a saved reply in writing', () => {
  it('is there again as it was left', () => {
    editingOf(null).title = 'Half';
    editingOf(REPLY).tags = 'first, second';
    expect(editingOf(null).title).toBe('Half');
    expect(editingOf(REPLY).draft.tags).toEqual(['first', 'second']);
  });

  it('begins anew once it was saved or given up', () => {
    const editing = editingOf(null);
    editing.title = 'Half';
    endEditing(editing);
    expect(editingOf(null).title).toBe('');
  });

  it('takes over what was changed elsewhere, where nothing was written', () => {
    editingOf(REPLY);
    expect(editingOf({ ...REPLY, draft: { ...REPLY.draft, title: 'Good day' } }).title).toBe('Good day');
  });

  it('is forgotten with its space', () => {
    editingOf(REPLY).title = 'Half';
    nowIn('live');
    expect(editingOf(REPLY).title).toBe('Hello');
  });
});
