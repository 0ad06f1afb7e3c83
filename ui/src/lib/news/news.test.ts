import { expect, it } from 'vitest';
import { article } from '$lib/help/articles';
import { news } from '$lib/platform/mock/news';

it('leads on to what is there', () => {
  const { entries } = news([]);
  expect(entries.length).toBeGreaterThan(10);
  for (const entry of entries) {
    expect(entry.text.length, entry.id).toBeGreaterThan(20);
    if (entry.article) expect(article(entry.article), entry.id).toBeDefined();
  }
});
