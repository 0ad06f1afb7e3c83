import { m } from '$lib/words';
import { daysBetween, time } from '$lib/words/dates';

/** A moment that is to come: "today at 18:40", "tomorrow at 08:00", "Fri 27 Nov, 08:00". */
export function when(at: number, now: number, locale?: string): string {
  const days = daysBetween(now, at);
  if (days === 0) return m.when_today({ time: time(at, locale) });
  if (days === 1) return m.when_tomorrow({ time: time(at, locale) });
  const day = new Intl.DateTimeFormat(locale, { weekday: 'short', day: 'numeric', month: 'short' }).format(at);
  return m.when_day({ day, time: time(at, locale) });
}
