import { describe, expect, it } from 'vitest';
import { score } from './fuzzy';

const best = (typed: string, texts: string[]) =>
  texts
    .map((text) => ({ text, points: score(text, typed) }))
    .filter((one) => one.points !== null)
    .sort((one, two) => (two.points ?? 0) - (one.points ?? 0))[0]?.text;

describe('the palette', () => {
  it('finds by the starts of words', () => {
    expect(best('gd', ['Mark unread', 'Go to Done', 'Go to Needs reply'])).toBe('Go to Done');
    expect(best('lusk', ['Go to @luma.home', 'Go to @luma.skin'])).toBe('Go to @luma.skin');
  });

  it('does not mind marks and case', () => {
    expect(score('Über uns', 'uber')).not.toBe(null);
  });

  it('leaves out what does not fit', () => {
    expect(score('Done', 'xyz')).toBe(null);
  });
});
