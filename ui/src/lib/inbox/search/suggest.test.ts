import { describe, expect, it } from 'vitest';
import { suggest, type Words } from './suggest';

const words: Words = {
  filters: { from: 'f', handle: 'h', label: 'l', is: 'i', has: 'h', before: 'b', after: 'a', window: 'w' },
  is: { unread: 'u', needs: 'n', snoozed: 's', spam: 'p' },
  has: { image: 'i', video: 'v' },
  window: { '<2h': '2' },
  days: { today: 't' },
};
const known = { handles: ['luma.skin', 'luma.home'], labels: ['VIP', 'to do', 'toys'] };
const texts = (typed: string) => suggest(typed, known, words).map((one) => one.text);
const inserts = (typed: string) => suggest(typed, known, words).map((one) => one.insert);

describe('suggestions', () => {
  it.each([
    ['', []],
    ['f', []],
    ['fr', ['from:']],
    ['dress ha', ['handle:', 'has:']],
    ['dress ', []],
    ['is:', ['unread', 'needs', 'snoozed', 'spam']],
    ['is:s', ['snoozed', 'spam']],
    ['is:spam', []],
    ['handle:@luma.h', ['luma.home']],
    ['label:to', ['to do', 'toys']],
    ['label:"to d', ['to do']],
    ['colour:b', []],
    ['"is:un', []],
  ])('of %s', (typed, expected) => {
    expect(texts(typed)).toEqual(expected);
  });

  it('take the place of what is typed, and keep what stands before it', () => {
    expect(inserts('blue dress -is:un')).toEqual(['blue dress -is:unread ']);
    expect(inserts('label:"to d')).toEqual(['label:"to do" ']);
    expect(inserts('x fro')).toEqual(['x from:']);
  });
});
