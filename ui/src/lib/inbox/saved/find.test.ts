import { describe, expect, it } from 'vitest';
import type { SavedReplyView } from '$lib/contract/generated';
import { found, isFor } from './find';

let id = 0;
function reply(title: string, part: Partial<SavedReplyView['draft']> & { uses?: number; text?: string } = {}): SavedReplyView {
  const { uses = 0, text = 'Text', ...draft } = part;
  return {
    id: (id += 1),
    draft: { title, shortcut: null, scope: { scope: 'all' }, tags: [], texts: [{ language: '', text }], ...draft },
    uses,
    used_at: null,
    changed_at: 0,
  };
}

const REPLIES = [
  reply('Opening hours', { shortcut: 'hours', tags: ['shop'], text: 'We are open from nine.' }),
  reply('Thank you', { shortcut: 'thx', uses: 40 }),
  reply('Thanks for the mention', { tags: ['story'] }),
  reply('Returns', { tags: ['refund'], text: 'Send it back within thirty days.' }),
  reply('תודה רבה', { text: 'תודה {{first_name|לך}}' }),
];
const titles = (typed: string) => found(REPLIES, typed).map((one) => one.draft.title);

describe('what is typed after the slash', () => {
  it.each([
    ['thx', 'Thank you'],
    ['th', 'Thank you'],
    ['mention', 'Thanks for the mention'],
    ['refund', 'Returns'],
    ['thirty', 'Returns'],
    ['nine', 'Opening hours'],
    ['oph', 'Opening hours'],
    ['תודה', 'תודה רבה'],
  ])('%s finds first %s', (typed, title) => {
    expect(titles(typed)[0]).toBe(title);
  });

  it('finds nothing where there is nothing, and everything before a letter', () => {
    expect(titles('zzz')).toEqual([]);
    expect(titles('')).toHaveLength(5);
    expect(titles('')[0]).toBe('Thank you');
  });
});

it('is offered only where it is meant', () => {
  const handle = { id: 7, brand: 'Luma' };
  expect(isFor(reply('a'), handle)).toBe(true);
  expect(isFor(reply('b', { scope: { scope: 'handle', handle: 7 } }), handle)).toBe(true);
  expect(isFor(reply('c', { scope: { scope: 'handle', handle: 8 } }), handle)).toBe(false);
  expect(isFor(reply('d', { scope: { scope: 'brand', brand: 'Luma' } }), handle)).toBe(true);
  expect(isFor(reply('e', { scope: { scope: 'brand', brand: 'Acme' } }), { id: 7, brand: null })).toBe(false);
});
