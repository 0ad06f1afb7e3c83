import { describe, expect, it } from 'vitest';
import { entriesOf, ranked as rankedOf, score } from './fuzzy';

const best = (typed: string, texts: string[]) =>
  texts
    .map((text) => ({ text, points: score(text, typed) }))
    .filter((one) => one.points !== null)
    .sort((one, two) => (two.points ?? 0) - (one.points ?? 0))[0]?.text;

type Found = { title: () => string; also?: () => string; paletteOnly?: boolean; destructive?: boolean };
const ranked = (all: Found[], typed: string, bonus: (one: Found) => number) => rankedOf(entriesOf(all), typed, bonus);
const answers = (one: Found, typed: string) => ranked([{ paletteOnly: true, ...one }], typed, () => 0).length > 0;

describe('the palette', () => {
  it('finds by the starts of words', () => {
    expect(best('gd', ['Mark unread', 'Go to Done', 'Go to Needs reply'])).toBe('Go to Done');
    expect(best('lusk', ['Go to @luma.home', 'Go to @luma.skin'])).toBe('Go to @luma.skin');
  });

  it('prefers one piece at the start of a word to scattered letters', () => {
    const titles = ['Leave the demo brand', 'Go to All', 'Search every message', 'Go to @luma.lab', 'Go to @available'];
    expect(best('lab', titles)).toBe('Go to @luma.lab');
    expect(best('go to @luma', titles)).toBe('Go to @luma.lab');
    expect(best('avail', titles)).toBe('Go to @available');
  });

  it('finds a name that keeps its direction to itself', () => {
    expect(best('@luma', ['ניתוק \u2068@luma.home\u2069', 'ניתוק x@luma'])).toContain('home');
    expect(score('\u2068@luma.home\u2069', 'luma')).toBeGreaterThan(90);
  });

  it('shows what takes something away last, however well it fits', () => {
    const leave = { title: () => 'Leave the demo brand', destructive: true };
    const view = { title: () => 'Go to All, leaving the search' };
    expect(ranked([leave, view], 'leav', () => 0)).toEqual([view, leave]);
    expect(ranked([leave, view], '', (one) => (one === leave ? 3 : 0))).toEqual([view, leave]);
    expect(ranked([leave, view], 'demo', () => 0)).toEqual([leave]);
  });

  it('takes what was chosen lately first', () => {
    const one = { title: () => 'Go to One' };
    const two = { title: () => 'Go to Two' };
    expect(ranked([one, two], 'go', (command) => (command === two ? 3 : 0))).toEqual([two, one]);
  });

  it('finds by other words for the same, after what is called so', () => {
    const outcome = { title: () => 'How it was closed', also: () => 'outcome result' };
    const filter = { title: () => 'Outcome filter' };
    const quiet = { title: () => 'No notifications: for an hour', also: () => 'quiet do not disturb' };
    const all = [outcome, filter, quiet];
    expect(ranked(all, 'outcome', () => 0)).toEqual([filter, outcome]);
    expect(ranked(all, 'closed outcome', () => 0)).toEqual([outcome]);
    expect(ranked(all, 'quiet hour', () => 0)).toEqual([quiet]);
    // By whole words and their beginnings, not by scattered letters.
    expect(ranked(all, 'rslt', () => 0)).toEqual([]);
    expect([answers(quiet, 'disturb'), answers(quiet, 'hour'), answers(quiet, 'xyz'), answers(quiet, ' ')]).toEqual([true, true, false, false]);
  });

  it('finds what there is one of for each handle by other words from three letters on, or two without spaces', () => {
    const named = (handle: string) => ({ title: () => `Connect ${handle} again`, also: () => 'sign in token expired トークン', paletteOnly: true });
    const [one, two] = [named('@luma.home'), named('@luma.skin')];
    const found = (typed: string) => [one, two].filter((each) => answers(each, typed)).length;
    expect(['s', 'si', 'sig', 'to', 'tok', 'ト', 'トー'].map(found)).toEqual([1, 0, 2, 0, 2, 0, 2]);
    // Its own words count from the first letter on.
    expect(['luma.s tok', 'luma.s to', 'c'].map(found)).toEqual([1, 0, 2]);
    expect(answers({ ...one, paletteOnly: false }, 'to')).toBe(true);
  });

  it('does not mind marks and case', () => {
    expect(score('Über uns', 'uber')).not.toBe(null);
  });

  it('finds words in whatever order they come', () => {
    expect(best('view manage', ['Rename the view Refunds', 'Manage view: a table'])).toBe('Manage view: a table');
    expect(best('luma.skin pause', ['Pause @luma.home', 'Pause @luma.skin'])).toBe('Pause @luma.skin');
  });

  it('finds a word by some of its letters', () => {
    expect(best('snz', ['Send', 'Snooze'])).toBe('Snooze');
  });

  it('takes scripts without spaces by the piece, wherever it stands', () => {
    const titles = ['返信して次に届いたメッセージを読み、会話を完了', '会話を完了にする', 'メッセージに返信する'];
    expect(titles.filter((title) => score(title, '返了') !== null)).toEqual([]);
    expect(best('返信', ['会話を完了して返信する', '返却の連絡を受信'])).toBe('会話を完了して返信する');
    expect(best('完了 会話', titles)).toBe('会話を完了にする');
    expect(score('ลบข้อความนี้', 'ลคน')).toBe(null);
  });

  it('leaves out what does not fit', () => {
    expect(score('Done', 'xyz')).toBe(null);
    expect(score('Delete the data of @luma.de on this computer', 'theme')).toBe(null);
    expect(score('Delete this person from this computer', 'noor')).toBe(null);
  });
});
