import type { Sla } from '$lib/contract/generated';

/** What is offered where nothing is promised yet: an hour, in the hours of an office. */
export const OFFERED: Sla = { first_reply: 60, next_reply: 60, days: [1, 2, 3, 4, 5], from: 540, to: 1_080 };
/** Monday to Sunday, as the core numbers them. */
export const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;

/** 09:30, as a field for times has it. */
export function asTime(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** The reverse; `null` where the field is empty. */
export function asMinutes(time: string): number | null {
  const found = /^(\d\d):(\d\d)/.exec(time);
  return found ? Number(found[1]) * 60 + Number(found[2]) : null;
}

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
