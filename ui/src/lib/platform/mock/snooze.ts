import type { SnoozeChoice, SnoozeKind, WindowView } from '$lib/contract/generated';

const HOUR = 3_600_000;
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** The presets of the snooze menu, or the time that was typed. The core knows more ways to type one. */
export function snoozeChoices(typed: string, window: WindowView | null, now: number): SnoozeChoice[] {
  const choice = (kind: SnoozeKind, until: number): SnoozeChoice => ({ kind, until, window_closed: window !== null && window.ends_at <= until });
  if (typed.trim() !== '') {
    const until = read(typed.trim().toLowerCase(), now);
    return until === null || until <= now ? [] : [choice('typed', until)];
  }
  const today = new Date(now);
  const weekday = (day: number) => ((day - today.getDay() + 7) % 7) || 7;
  const presets = [
    choice('later_today', now + 3 * HOUR),
    choice('this_evening', onDay(now, 0, 19)),
    choice('tomorrow', onDay(now, 1, 8)),
    choice('weekend', onDay(now, weekday(6), 10)),
    choice('next_week', onDay(now, weekday(1), 8)),
  ];
  if (window && window.ends_at - HOUR > now) presets.push(choice('before_window_closes', window.ends_at - HOUR));
  return presets.filter((one) => one.until > now);
}

function onDay(now: number, days: number, hour: number, minute = 0): number {
  const at = new Date(now);
  at.setDate(at.getDate() + days);
  return at.setHours(hour, minute, 0, 0);
}

function read(typed: string, now: number): number | null {
  const span = /^(?:in )?(\d+) ?(m|min|h|d)\w*$/.exec(typed);
  if (span) return now + Number(span[1]) * (span[2] === 'd' ? 24 * HOUR : span[2] === 'h' ? HOUR : HOUR / 60);
  const clock = /(?:^|\s)(\d{1,2})(?::(\d\d))? ?(am|pm)?$/.exec(typed);
  const hour = clock ? (Number(clock[1]) % (clock[3] ? 12 : 24)) + (clock[3] === 'pm' ? 12 : 0) : 8;
  const word = typed.replace(clock?.[0] ?? '', '').trim();
  const day = DAYS.findIndex((one) => word.startsWith(one));
  if (word !== '' && word !== 'tomorrow' && day < 0) return null;
  if (word === '' && !clock) return null;
  const days = word === 'tomorrow' ? 1 : day >= 0 ? (day - new Date(now).getDay() + 7) % 7 : 0;
  const until = onDay(now, days, hour, Number(clock?.[2] ?? 0));
  return until > now ? until : onDay(now, days + (day >= 0 ? 7 : 1), hour, Number(clock?.[2] ?? 0));
}
