import type { HandleView, ImportUnreadable, SavedReplyProblem, SavedReplyScope } from '$lib/contract/generated';
import { m } from '$lib/words';
import { number } from '$lib/words/dates';
import { localeOfDates } from '$lib/words/language';
import { size } from '$lib/words/size';

/** The name of a language, in the person's own; the code where there is none. */
export function languageWord(code: string, locale = localeOfDates()): string {
  if (code === '') return m.saved_default_language();
  try {
    return new Intl.DisplayNames(locale ? [locale] : [], { type: 'language', fallback: 'code' }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** Whose replies a saved reply is for. */
export function scopeWord(scope: SavedReplyScope, handles: readonly Pick<HandleView, 'id' | 'username'>[]): string {
  switch (scope.scope) {
    case 'all':
      return m.saved_scope_all();
    case 'brand':
      return scope.brand;
    case 'handle': {
      const name = handles.find((one) => one.id === scope.handle)?.username;
      return name ? `@${name}` : m.saved_scope_gone();
    }
  }
}

/** What is wrong with a saved reply, and how it is mended. */
export function problemWords(problem: SavedReplyProblem): string {
  switch (problem.problem) {
    case 'no_title':
      return m.saved_problem_title();
    case 'title_too_long':
      return m.saved_problem_title_long({ most: number(problem.most) });
    case 'shortcut':
      return m.saved_problem_shortcut({ most: number(problem.most) });
    case 'no_text':
      return m.saved_problem_text();
    case 'text_too_long':
      return m.saved_problem_text_long({ language: languageWord(problem.language), most: number(problem.most) });
    case 'language':
      return m.saved_problem_language({ language: problem.language });
    case 'too_many_languages':
      return m.saved_problem_languages({ most: number(problem.most) });
    case 'tags':
      return m.saved_problem_tags({ most: number(problem.most), longest: number(problem.longest) });
    case 'no_fallback':
      return m.saved_problem_fallback({ variable: problem.variable, better: `${problem.variable.slice(0, -2)}|…}}` });
    case 'braces':
      return m.saved_problem_braces({ language: languageWord(problem.language) });
    case 'unknown_handle':
      return m.saved_problem_handle({ handle: `@${problem.handle}` });
    case 'no_room':
      return m.saved_problem_room({ most: number(problem.most) });
  }
}

/** Why a file cannot be read, and what can be done. */
export function unreadableWords(why: ImportUnreadable): string {
  switch (why.why) {
    case 'too_large':
      return m.import_too_large({ most: size(why.most) });
    case 'json':
      return m.import_json();
    case 'table':
      return m.import_table({ line: number(why.line) });
    case 'columns':
      return m.import_columns();
    case 'empty':
      return m.import_empty();
  }
}
