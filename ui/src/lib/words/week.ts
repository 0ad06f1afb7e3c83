import { dayWord, format } from './dates';
import { localeOfDates } from './language';
import { m } from './say';

/** Where browsers say with which day a locale begins its week: the newer ones by a call. */
type WithWeek = Intl.Locale & { getWeekInfo?: () => { firstDay: number }; weekInfo?: { firstDay: number } };

/** The days of a week in a locale's order: 1 is Monday, 7 Sunday. From Monday where it is not known. */
export function weekDays(locale = localeOfDates()): number[] {
  const one: WithWeek = new Intl.Locale(new Intl.DateTimeFormat(locale).resolvedOptions().locale);
  const first = (one.getWeekInfo?.() ?? one.weekInfo)?.firstDay ?? 1;
  return [0, 1, 2, 3, 4, 5, 6].map((after) => ((first - 1 + after) % 7) + 1);
}

/** Some days of the week in words: "Every day", "Mon–Fri", "Mon, Wed". */
export function daysInWords(days: readonly number[], locale?: string): string {
  if (days.length === 7) return m.quiet_every_day();
  const runs: number[][] = [];
  for (const day of weekDays(locale).filter((one) => days.includes(one))) {
    const last = runs.at(-1);
    if (last?.at(-1) === (day + 5) % 7 + 1) last.push(day);
    else runs.push([day]);
  }
  const word = (day: number) => dayWord(day, 'short', locale);
  // All in the language of the window: isolated from each other they would not follow its direction.
  const words = runs.flatMap((run) => (run.length > 2 ? [word(run[0]!) + m.between_first_and_last() + word(run.at(-1)!)] : run.map(word)));
  return words.join(m.between());
}

/** A minute of the day, as the locale writes times: 22:00, 10:00 pm. */
export function timeOfDay(minute: number, locale?: string): string {
  return format(minute * 60_000, { timeStyle: 'short', timeZone: 'UTC' }, locale);
}

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
