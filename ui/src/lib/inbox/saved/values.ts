import type { HandleView, VariableValueProblem, VariableValueView } from '$lib/contract/generated';
import { m } from '$lib/words';
import { number } from '$lib/words/dates';
import { blanksOf } from '../composer/blanks';

/** Variables that are filled in by themselves (domain::saved_reply::Variable). */
const BUILT_IN = ['first_name', 'name', 'username', 'handle', 'agent', 'date'];

/** A variable's name as values are kept under it (domain::saved_reply::plain_name). */
export function plainName(name: string): string {
  return name.trim().toLowerCase().replace(/[ -]/g, '_');
}

/** The names of a text's blanks for which a value can be kept, each once, in their order. */
export function namesIn(text: string): string[] {
  const names = blanksOf(text).map((blank) => nameAt(text, blank));
  return [...new Set(names)].filter((name) => !BUILT_IN.includes(name));
}

/** A text with a value in place of every blank of a name. */
export function filledIn(text: string, name: string, value: string): string {
  return blanksOf(text)
    .filter((blank) => nameAt(text, blank) === name)
    .reduceRight((rest, { start, end }) => rest.slice(0, start) + value + rest.slice(end), text);
}

function nameAt(text: string, { start, end }: { start: number; end: number }): string {
  return plainName(text.slice(start + 2, end - 2).split('|')[0] ?? '');
}

/** The value that counts for a handle's replies: its own before the one for all. */
export function valueFor(values: readonly VariableValueView[], name: string, handle: number): VariableValueView | undefined {
  return values.find((one) => one.name === name && one.handle === handle) ?? values.find((one) => one.name === name && one.handle === null);
}

/** Whose replies a value is for. */
export function forWords(value: VariableValueView, handles: readonly Pick<HandleView, 'id' | 'username'>[]): string {
  if (value.handle === null) return m.saved_scope_all();
  const name = handles.find((one) => one.id === value.handle)?.username;
  return name ? `@${name}` : m.saved_scope_gone();
}

/** Why a value cannot be kept, and what can be. */
export function valueProblemWords(problem: VariableValueProblem): string {
  switch (problem.problem) {
    case 'name':
      return m.value_problem_name();
    case 'built_in':
      return m.value_problem_built_in();
    case 'no_text':
      return m.value_problem_text();
    case 'text_too_long':
      return m.value_problem_long({ most: number(problem.most) });
    case 'no_room':
      return m.value_problem_room({ most: number(problem.most) });
  }
}
