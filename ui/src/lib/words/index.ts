export { list, m } from './say';

/** A sentence in two halves around the place where a component (a name, a button) stands. */
export function halves(sentence: (mark: string) => string): [before: string, after: string] {
  const [before = '', after = ''] = sentence('\u0000').split('\u0000');
  return [before, after];
}
