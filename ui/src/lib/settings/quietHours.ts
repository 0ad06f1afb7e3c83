import type { QuietHours } from '$lib/contract/generated';
import { m } from '$lib/words';
import { asMinutes, asTime, daysInWords, timeOfDay } from '$lib/words/week';

/** Quiet hours as they are entered: times as their fields have them. */
type Entered = { days: readonly number[]; from: string; to: string };

/** What is offered where there are none yet: every night. */
const OFFERED: QuietHours = { days: [1, 2, 3, 4, 5, 6, 7], from: 1_320, to: 480 };

export type Problem = 'days' | 'hours';

/** Kept hours, or others to begin with, to be entered. */
export function toEnter({ days, from, to } = OFFERED): Entered {
  return { days, from: asTime(from), to: asTime(to) };
}

/** What was entered as it can be kept, or what is missing. That some time of the week is left is the core's to say. */
export function entered(all: readonly Entered[]): QuietHours[] | Problem {
  const hours = all.map(({ days, from, to }) => ({ days: [...days].sort((one, two) => one - two), from: asMinutes(from), to: asMinutes(to) }));
  if (hours.some(({ days }) => days.length === 0)) return 'days';
  const whole = hours.filter((one): one is QuietHours => one.from !== null && one.to !== null);
  return whole.length === hours.length ? whole : 'hours';
}

/** Whether these are the same hours, entered in the same order. */
export function areSame(some: readonly QuietHours[], others: readonly QuietHours[]): boolean {
  const [one, other] = [some, others].map((all) => JSON.stringify(all.map(({ days, from, to }) => [days, from, to])));
  return one === other;
}

/** "Mon–Fri, 22:00 to 08:00" */
export function inWords({ days, from, to }: QuietHours): string {
  return m.quiet_hours_line({ days: daysInWords(days), from: timeOfDay(from), to: timeOfDay(to) });
}
