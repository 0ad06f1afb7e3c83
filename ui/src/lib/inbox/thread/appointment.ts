import type { AppointmentView } from '$lib/contract/generated';
import { localeOfDates } from '$lib/words/language';
import { m } from '$lib/words/say';

/** When an appointment is: by its own zone, and by this computer's where that shows another time. */
type AppointmentWords = { when: string | null; zone: string | null; here: string | null };

/** An appointment's times in words. A zone that is no zone's name is shown as it is, and the times by this computer. */
export function appointmentWords(appointment: AppointmentView, locale = localeOfDates(), own?: string): AppointmentWords {
  const { begins_at, ends_at, time_zone } = appointment;
  const zone = time_zone !== null && isZone(time_zone) ? time_zone : own;
  const named = time_zone === null ? null : m.appointment_zone({ zone: time_zone.replaceAll('_', ' ') });
  if (begins_at === null) return { when: null, zone: named, here: null };
  const when = range(begins_at, ends_at, locale, zone);
  const here = range(begins_at, ends_at, locale, own);
  return { when, zone: named, here: when === here ? null : m.appointment_here({ time: here }) };
}

function range(from: number, to: number | null, locale?: string, timeZone?: string): string {
  const format = new Intl.DateTimeFormat(locale, {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
    ...(timeZone ? { timeZone } : {}),
  });
  return to !== null && to > from ? format.formatRange(from, to) : format.format(from);
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat(undefined, { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
