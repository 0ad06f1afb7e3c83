import type { Sla } from '$lib/contract/generated';
import { asMinutes } from '$lib/words/week';

/** What is offered where nothing is promised yet: an hour, in the hours of an office. */
export const OFFERED: Sla = { first_reply: 60, next_reply: 60, days: [1, 2, 3, 4, 5], from: 540, to: 1_080 };

export type SlaProblem = 'targets' | 'days' | 'hours';

/** What a person entered as it can be promised, or what is missing. Numbers are checked by their fields. */
export function promised(entered: { first: number | null; next: number | null; days: readonly number[]; from: string; to: string }): Sla | SlaProblem {
  const [first_reply, next_reply] = [entered.first ?? null, entered.next ?? null];
  const [from, to] = [asMinutes(entered.from), asMinutes(entered.to)];
  if (first_reply === null && next_reply === null) return 'targets';
  if (entered.days.length === 0) return 'days';
  if (from === null || to === null) return 'hours';
  return { first_reply, next_reply, days: [...entered.days].sort((one, two) => one - two), from, to };
}
