import { describe, expect, it } from 'vitest';
import { handles } from '$lib/platform/mock/people';
import { article } from '$lib/help/articles';
import { affected, NEWS } from './entries';

describe('news', () => {
  const [first] = handles(0);
  if (!first) throw new Error('the mock has handles');

  it('are dated, newest first, and lead on', () => {
    const dates = NEWS.map((entry) => entry.date);
    expect(dates).toEqual([...dates].sort().reverse());
    for (const entry of NEWS) {
      expect(entry.date).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(entry.text().length).toBeGreaterThan(20);
      if (entry.article) expect(article(entry.article), entry.id).toBeDefined();
    }
  });

  it('concern handles one by one', () => {
    const of = (id: string, change: object) => affected(NEWS.find((entry) => entry.id === id)!, [{ ...first, ...change }]).length;
    expect(of('sticker', { flavour: 'facebook_login' })).toBe(1);
    expect(of('sticker', { flavour: 'instagram_login' })).toBe(0);
    expect([999, 1_000, 100_000, 100_001].map((followers) => of('phase2', { followers }))).toEqual([0, 1, 1, 0]);
    expect([9_999, 10_000].map((followers) => of('phase1', { followers }))).toEqual([0, 1]);
    expect(of('phase2', { followers: null })).toBe(0);
    expect(of('phase3', { followers: 250_000_000 })).toBe(1);
  });
});
