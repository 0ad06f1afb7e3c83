import { article as byId, ARTICLES } from './articles';
import type { Article } from './article';

/** Small letters without marks above or below, so that "reauthentifizieren" and "Réauth" are found as typed. */
function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase();
}

/** The words of a text. */
function words(text: string): string[] {
  return fold(text).match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Scripts that write words without spaces, or their articles and prepositions as part of them. */
const WITHIN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hebrew}]/u;

/** Whether a word begins with what was typed; where words are not parted, whether it holds it. */
function answers(word: string, typed: string): boolean {
  return WITHIN.test(typed) ? word.includes(typed) : word.startsWith(typed);
}

/** How well an article answers: every word that was typed must begin one of its words; in the title it counts most. */
function score(article: Article, asked: readonly string[]): number {
  const title = words(article.title());
  const body = words([...article.text(), ...(article.steps?.() ?? [])].join(' '));
  let points = 0;
  for (const word of asked) {
    if (title.includes(word)) points += 8;
    else if (title.some((one) => answers(one, word))) points += 5;
    else if (body.includes(word)) points += 2;
    else if (body.some((one) => answers(one, word))) points += 1;
    else return 0;
  }
  return points;
}

/** The articles that answer, the best first; all of them, in their order, where nothing is asked. */
export function find(text: string, among: readonly Article[] = ARTICLES): readonly Article[] {
  const asked = words(text);
  if (asked.length === 0) return among;
  return among
    .map((article, place) => ({ article, place, points: score(article, asked) }))
    .filter((one) => one.points > 0)
    .sort((one, two) => two.points - one.points || one.place - two.place)
    .map((one) => one.article);
}

/** The articles that go on from one. */
export function seeAlso(article: Article): Article[] {
  return (article.see ?? []).map(byId).filter((one) => one !== undefined);
}
