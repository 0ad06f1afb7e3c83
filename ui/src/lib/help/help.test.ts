import { afterEach, describe, expect, it } from 'vitest';
import english from '../../../messages/en.json';
import hebrew from '../../../messages/he.json';
import japanese from '../../../messages/ja.json';
import { speak, type Catalogue } from '$lib/words/say';
import { ARTICLES, article } from './articles';
import { find, seeAlso } from './find';

describe('help in a language that does not part its words', () => {
  afterEach(() => speak({ tag: 'en', dir: 'ltr' }, english as Catalogue));

  it.each<['he' | 'ja', Catalogue, string, string]>([
    ['ja', japanese as Catalogue, 'トークン', 'token'],
    ['ja', japanese as Catalogue, 'リレー', 'relay'],
    ['he', hebrew as Catalogue, 'ממסר', 'relay'],
    ['he', hebrew as Catalogue, 'אסימון', 'token'],
  ])('%s finds a word within its sentence', (tag, catalogue, asked, id) => {
    speak({ tag, dir: tag === 'he' ? 'rtl' : 'ltr' }, catalogue);
    expect(find(asked).slice(0, 4).map((one) => one.id)).toContain(id);
  });
});

describe('help', () => {
  it('answers every question of the announcement by its own words', () => {
    const table: [string, string][] = [
      ['phases followers 2021', 'phases'],
      ['once it qualifies', 'auto'],
      ['sign in again', 'no_messages'],
      ['allow access to messages', 'access'],
      ['stop messages coming', 'stop'],
      ['hear of changes', 'updates'],
      ['early access', 'early'],
      ['alpha', 'alpha'],
      ['others approved', 'one'],
      ['sticker', 'types'],
      ['igtv', 'types'],
      ['message requests', 'requests'],
      ['set everything up team', 'set_up'],
      ['diagnostics', 'contact'],
    ];
    for (const [asked, id] of table) {
      expect(find(asked).slice(0, 4).map((one) => one.id), asked).toContain(id);
    }
    expect(find('sticker')[0]?.id).toBe('types');
  });

  it('finds nothing for what is not there, and everything for nothing', () => {
    expect(find('zeppelin')).toEqual([]);
    expect(find('  ')).toEqual(ARTICLES);
  });

  it('ignores case and marks', () => {
    expect(find('TOKEN').map((one) => one.id)).toEqual(find('tóken').map((one) => one.id));
    expect(find('token').length).toBeGreaterThan(3);
  });

  it('has words for every article, ids of their own, and links that lead somewhere', () => {
    expect(new Set(ARTICLES.map((one) => one.id)).size).toBe(ARTICLES.length);
    for (const one of ARTICLES) {
      expect(one.title().length, one.id).toBeGreaterThan(3);
      expect(one.text().every((text) => text.length > 10), one.id).toBe(true);
      expect(seeAlso(one).length, one.id).toBe((one.see ?? []).length);
      expect([one.title(), ...one.text(), ...(one.steps?.() ?? [])].join(' '), one.id).not.toMatch(/[{}]|undefined/);
    }
  });

  it('has a page for each state that a handle can be in', () => {
    for (const code of ['offline', 'access_off', 'token_expired', 'send_restricted', 'stale', 'thread_owned_by_other_app']) {
      expect(article(`state_${code}`)?.group).toBe('states');
    }
  });
});
