import type { Article } from './article';
import { QUESTIONS } from './questions';
import { ERRORS, REPLIES, STATES } from './states';

/** Everything that help knows, in its order on screen. */
export const ARTICLES: readonly Article[] = [...QUESTIONS, ...STATES, ...REPLIES, ...ERRORS];

/** An article by its id. */
export function article(id: string): Article | undefined {
  return ARTICLES.find((one) => one.id === id);
}
