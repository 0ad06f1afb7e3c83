import { clock } from '$lib/data/clock.svelte';
import { format, moment, time } from './dates';
import { m } from './say';

/** Times of a handle whose people live by another clock than this computer's: each says its zone, and what it is there. */

/** Milliseconds that are looked up at once: a zone's offset never changes within a quarter of an hour. */
const STEP = 15 * 60_000;
const offsets = new Map<string, string>();

/** How far a zone is from UTC at a moment, as "GMT+05:30". */
function offsetOf(zone: string, at: number): string {
  const key = `${zone} ${Math.floor(at / STEP)}`;
  let offset = offsets.get(key);
  if (offset === undefined) {
    if (offsets.size > 5_000) offsets.clear();
    offset = partOf(at, zone);
    offsets.set(key, offset);
  }
  return offset;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function partOf(at: number, zone: string): string {
  try {
    let format = formats.get(zone);
    if (!format) formats.set(zone, (format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' })));
    return format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? '';
  } catch {
    // A zone that this system does not know reads as this computer's.
    return '';
  }
}

/** Whether a zone's clocks show another time than this computer's at a moment. */
function differs(zone: string | null | undefined, at: number): zone is string {
  if (!zone || zone === clock.zone) return false;
  const there = offsetOf(zone, at);
  return there !== '' && there !== offsetOf(clock.zone, at);
}

const WHOLE_DAY: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' };
const WITH_ZONE: Intl.DateTimeFormatOptions = { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' };

/** 14:02, or "14:02 GMT+1" where the handle's clocks show another time. */
export function timeFor(at: number, zone: string | null | undefined, locale?: string): string {
  return differs(zone, at) ? format(at, WITH_ZONE, locale) : time(at, locale);
}

/** What a moment is at the handle: "08:02 GMT-5", with the day where it is another; `null` where the clocks agree. */
function there(at: number, zone: string | null | undefined, locale?: string): string | null {
  if (!differs(zone, at)) return null;
  const weekday = (timeZone: string) => format(at, { weekday: 'short', timeZone }, locale);
  const day: Intl.DateTimeFormatOptions = weekday(zone) === weekday(clock.zone) ? {} : { weekday: 'short' };
  return format(at, { ...WITH_ZONE, ...day, timeZone: zone }, locale);
}

/** The whole moment, for tooltips: both times where they differ. */
export function momentFor(at: number, zone: string | null | undefined, locale?: string): string {
  const other = there(at, zone, locale);
  return other === null ? moment(at, locale) : m.time_both({ here: format(at, { ...WHOLE_DAY, ...WITH_ZONE }, locale), there: other });
}

/** The time alone, both where they differ. */
export function bothTimes(at: number, zone: string | null | undefined, locale?: string): string {
  const other = there(at, zone, locale);
  return other === null ? time(at, locale) : m.time_both({ here: timeFor(at, zone, locale), there: other });
}
