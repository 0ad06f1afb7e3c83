import { clock } from '$lib/data/clock.svelte';
import { numberFormat } from './formats';
import { localeOfDates } from './language';
import { m } from './say';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const formats = new Map<string, Intl.DateTimeFormat>();

/** A moment in any form: in this computer's zone, unless the options name another. */
export function format(at: number, options: Intl.DateTimeFormatOptions, locale = localeOfDates()): string {
  // By the zone of now: who travels reads the time of where they are.
  const zoned = { timeZone: clock.zone, ...options };
  const key = JSON.stringify([locale, zoned]);
  let formatter = formats.get(key);
  if (!formatter) formats.set(key, (formatter = new Intl.DateTimeFormat(locale, zoned)));
  return formatter.format(at);
}

/** The name of a day of the week: 1 is Monday, 7 Sunday. */
export function dayWord(day: number, weekday: 'short' | 'long', locale?: string): string {
  // 5 January 1970 was a Monday.
  return format((day + 3) * 86_400_000, { weekday, timeZone: 'UTC' }, locale);
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

/** Whole days by the wall calendar from `at` to `now`. */
export function daysBetween(at: number, now: number): number {
  return Math.round((startOfDay(now) - startOfDay(at)) / DAY);
}

/** 14:02 */
export function time(at: number, locale?: string): string {
  return format(at, { timeStyle: 'short' }, locale);
}

/** The whole moment, for tooltips and details. */
export function moment(at: number, locale?: string): string {
  return format(at, { dateStyle: 'full', timeStyle: 'short' }, locale);
}

/** 3 March 2026 */
export function date(at: number, locale?: string): string {
  return format(at, { day: 'numeric', month: 'long', year: 'numeric' }, locale);
}

/** A day of the calendar, written `YYYY-MM-DD`, in whole words; what is no day is shown as it is. */
export function calendarDay(day: string, locale?: string): string {
  const at = Date.parse(`${day}T12:00:00`);
  return Number.isNaN(at) ? day : date(at, locale);
}

/** 3 Mar 2026 */
export function shortDate(at: number, locale?: string): string {
  return format(at, { dateStyle: 'medium' }, locale);
}

/** The heading of a day in a thread. */
export function day(at: number, now: number, locale?: string): string {
  const days = daysBetween(at, now);
  if (days === 0) return m.date_today();
  if (days === 1) return m.date_yesterday();
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return format(
    at,
    { weekday: 'long', day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) },
    locale,
  );
}

/** How long ago, short, for a row of the list: "now", "12 m", "9 h", "Thu", "12 May", "3/3/25". */
export function ago(at: number, now: number, locale?: string): string {
  const past = now - at;
  if (past < MINUTE) return m.time_now();
  if (past < HOUR) return m.time_minutes({ minutes: Math.floor(past / MINUTE) });
  if (past < DAY) return m.time_hours({ hours: Math.floor(past / HOUR) });
  if (daysBetween(at, now) < 7) return format(at, { weekday: 'short' }, locale);
  if (past < 300 * DAY) return format(at, { day: 'numeric', month: 'short' }, locale);
  return format(at, { dateStyle: 'short' }, locale);
}

/** How long ago within a sentence: "now", "12 min. ago", "2 hr. ago", "yesterday". */
export function agoInWords(at: number, now: number, locale = localeOfDates()): string {
  const past = Math.max(0, now - at);
  const days = daysBetween(at, now);
  // Hebrew's short word for a single minute or hour needs the number that it comes with.
  const isHebrew = new Intl.RelativeTimeFormat(locale).resolvedOptions().locale.startsWith('he');
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: isHebrew ? 'long' : 'short' });
  const say = (unit: 'second' | 'minute' | 'hour' | 'day', count: number) => words.format(-count, unit);
  const said =
    past < MINUTE ? say('second', 0)
    : past < HOUR ? say('minute', Math.floor(past / MINUTE))
    : past < DAY || days === 0 ? say('hour', Math.floor(past / HOUR))
    : say('day', days);
  // Hebrew's words for one and two come with their numbers once more.
  return said.replace(/ \(\d+\)$/, '');
}

/** When something began: "14:02 today", "yesterday 09:14", or the date with its time. */
export function since(at: number, now: number, locale?: string): string {
  const days = daysBetween(at, now);
  if (days === 0) return m.date_today_at({ time: time(at, locale) });
  if (days === 1) return m.date_yesterday_at({ time: time(at, locale) });
  return format(at, { dateStyle: 'medium', timeStyle: 'short' }, locale);
}

/** The same where only few letters fit: of today the time alone. */
export function sinceShort(at: number, now: number, locale?: string): string {
  return daysBetween(at, now) === 0 ? time(at, locale) : since(at, now, locale);
}

/** A moment ahead: "14:02 today", "tomorrow 08:00", "Fri 15:00", "3 Dec, 08:00". */
export function weekdayTime(at: number, now: number, locale?: string): string {
  const days = daysBetween(now, at);
  if (days === 0) return m.date_today_at({ time: time(at, locale) });
  if (days === 1) return m.date_tomorrow_at({ time: time(at, locale) });
  const day: Intl.DateTimeFormatOptions = days > 0 && days < 7 ? { weekday: 'short' } : { day: 'numeric', month: 'short' };
  return `${format(at, day, locale)} ${time(at, locale)}`;
}

/** What is left, short: "21 h", "3 h 12 m", "48 m", "40 s", "5 d 3 h". */
export function left(ms: number): string {
  if (ms < MINUTE) return m.time_seconds({ seconds: Math.max(1, Math.ceil(ms / 1000)) });
  const minutes = Math.floor(ms / MINUTE);
  const hours = Math.floor(ms / HOUR);
  const days = Math.floor(ms / DAY);
  if (hours < 1) return m.time_minutes({ minutes });
  // A whole window is 24 hours, not a day and none.
  if (hours > 24) return m.time_days_hours({ days, hours: hours % 24 });
  if (hours >= 4 || minutes % 60 === 0) return m.time_hours({ hours });
  return m.time_hours_minutes({ hours, minutes: minutes % 60 });
}

/** What is left, in whole words for a screen reader: "3 hours 12 minutes". */
export function leftInWords(ms: number, locale = localeOfDates()): string {
  const unit = (value: number, name: string) => numberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'long' }).format(value);
  if (ms < MINUTE) return unit(Math.max(1, Math.ceil(ms / 1000)), 'second');
  // As on the chip: a whole window is 24 hours.
  const days = Math.floor(ms / HOUR) > 24 ? Math.floor(ms / DAY) : 0;
  const hours = Math.floor((ms - days * DAY) / HOUR);
  const minutes = Math.floor(ms / MINUTE) % 60;
  const parts: string[] = [];
  if (days > 0) parts.push(unit(days, 'day'));
  if (hours > 0) parts.push(unit(hours, 'hour'));
  if (minutes > 0 && days === 0) parts.push(unit(minutes, 'minute'));
  return parts.join(' ');
}

/** 24,310 */
export function number(value: number, locale = localeOfDates()): string {
  return numberFormat(locale).format(value);
}
