import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import english from '../../../messages/en.json';
import { LANGUAGES, languageFor } from './language';
import { pseudo, stretched } from './pseudo';
import { m, speak, type Catalogue } from './say';

afterEach(() => speak({ tag: 'en', dir: 'ltr' }, english as Catalogue));

/** The texts of a message: one, or one for each plural form. */
const texts = (message: Catalogue[string]) =>
  message === undefined ? [] : typeof message === 'string' ? [message] : message.flatMap((one) => Object.values(one.match));
const values = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();

describe('a message', () => {
  it('takes its values and the plural of its number', () => {
    expect(m.error_permission_named({ permission: 'instagram_basic' })).toContain('instagram_basic');
    expect(m.all_handles_in_words({ count: 1 })).toBe('All handles, 1 needs reply');
    expect(m.all_handles_in_words({ count: 0 })).toBe('All handles, 0 need reply');
  });

  it('is said by the rules of its language, and in English where that lacks it', () => {
    const counted = { declarations: ['input count', 'local n = count: plural'], selectors: ['n'] };
    speak({ tag: 'he', dir: 'rtl' }, { close: 'סגירה', all_handles_in_words: [{ ...counted, match: { 'n=one': 'אחד', 'n=two': 'שניים', 'n=other': '{count} כולם' } }] });
    const kept = m.close;
    expect(kept()).toBe('סגירה');
    expect([1, 2, 7].map((count) => m.all_handles_in_words({ count }))).toEqual(['אחד', 'שניים', '7 כולם']);
    expect(m.settings()).toBe('Settings');
  });

  it('keeps the direction of its values to themselves where lines run from right to left', () => {
    const catalogue = { toast_resumed: '{handle} מקבל שוב.', bytes_of: '{bytes}/{most}' };
    speak({ tag: 'he', dir: 'rtl' }, catalogue);
    expect(m.toast_resumed({ handle: '@luma.skin' })).toBe('\u2068@luma.skin\u2069 מקבל שוב.');
    expect(m.bytes_of({ bytes: '812', most: '1,000' })).toBe('812/1,000');
    speak({ tag: 'ja', dir: 'ltr' }, catalogue);
    expect(m.toast_resumed({ handle: '@luma.skin' })).toBe('@luma.skin מקבל שוב.');
  });

  it('may hold braces and signs of its own in a value', () => {
    expect(m.error_permission_named({ permission: '{permission} $& $1' })).toContain('{permission} $& $1');
  });
});

describe('the language', () => {
  const offered = [{ tag: 'en', name: '', dir: 'ltr' } as const, { tag: 'ja', name: '', dir: 'ltr' } as const];
  it.each<[string | null, string[], string]>([
    [null, ['ja-JP', 'en-US'], 'ja'],
    [null, ['fr-FR', 'ja'], 'ja'],
    [null, ['fr-FR'], 'en'],
    [null, [], 'en'],
    ['en', ['ja-JP'], 'en'],
    ['xx', ['ja-JP'], 'en'],
  ])('set to %o on a system of %o is %s', (set, system, tag) => {
    expect(languageFor(set, system, offered).tag).toBe(tag);
  });
});

describe('the pseudo-language', () => {
  it('is two fifths longer and keeps what stands in braces', () => {
    const text = stretched('{count} handles of this brand');
    expect(text).toContain('{count}');
    expect(text.length).toBeGreaterThanOrEqual('{count} handles of this brand'.length * 1.35);
    expect(text).toMatch(/^\[.*\]$/);
    expect(text).not.toMatch(/handles/);
  });

  it('has every message', () => {
    expect(Object.keys(pseudo())).toEqual(Object.keys(english));
  });
});

describe.each(LANGUAGES.filter(({ tag }) => tag !== 'en'))('$tag', ({ tag }) => {
  const catalogue = JSON.parse(readFileSync(`messages/${tag}.json`, 'utf8')) as Catalogue;
  const missing = Object.keys(english).filter((name) => texts(catalogue[name]).every((text) => text.trim() === ''));

  it('has every message', () => {
    expect(missing).toEqual([]);
  });

  it('has no message that English lost', () => {
    expect(Object.keys(catalogue).filter((name) => !(name in english))).toEqual([]);
  });

  it('has the values of the English message in each, and every plural form of its own', () => {
    const forms = new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
    for (const [name, message] of Object.entries(english as Catalogue)) {
      const own = catalogue[name];
      if (name === '$schema' || own === undefined || message === undefined) continue;
      const wanted = values(texts(message).join());
      const counted = typeof own === 'string' ? [] : Object.keys(own[0]?.match ?? {}).map((when) => when.split('=')[1]);
      expect(values(texts(own).join()), `${tag}: ${name}`).toEqual(wanted);
      if (typeof own !== 'string') expect(counted.sort(), `${tag}: ${name}`).toEqual([...forms].sort());
    }
  });
});

it('knows every catalogue that is there', () => {
  const there = readdirSync('messages').map((file) => file.replace('.json', ''));
  expect(there.sort()).toEqual(LANGUAGES.map((language) => language.tag).sort());
});
