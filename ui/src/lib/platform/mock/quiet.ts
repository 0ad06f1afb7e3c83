import type { NotificationSettings, QuietHours, QuietView } from '$lib/contract/generated';

const MINUTE = 60_000;

/** The quiet that is in force: what was asked for and the quiet hours of now. Hours that follow each other are not joined. */
export function quiet({ quiet_until, quiet_hours, quiet_hours_off_until }: NotificationSettings, now: number): QuietView | null {
  const midnight = (days: number) => new Date(now).setHours(24 * days, 0, 0, 0);
  const ends = quiet_hours.flatMap(({ days, from, to }) =>
    [-1, 0].flatMap((day) => {
      const weekday = new Date(midnight(day)).getDay() || 7;
      const [opens, closes] = [midnight(day) + from * MINUTE, midnight(to > from ? day : day + 1) + to * MINUTE];
      return days.includes(weekday) && opens <= now && now < closes ? [closes] : [];
    }),
  );
  const hours_until = ends.length === 0 || now < (quiet_hours_off_until ?? 0) ? null : Math.max(...ends);
  const until = Math.max(quiet_until ?? 0, hours_until ?? 0);
  return until > now ? { until, hours_until } : null;
}

const DAY_MINUTES = 24 * 60;

/** Whether quiet hours leave no minute of the week. */
export function isAlways(hours: readonly QuietHours[]): boolean {
  const quiet = new Set<number>();
  for (const { days, from, to } of hours) {
    const minutes = to > from ? to - from : DAY_MINUTES - from + to;
    for (const day of days) {
      for (let minute = 0; minute < minutes; minute += 1) quiet.add((day * DAY_MINUTES + from + minute) % (7 * DAY_MINUTES));
    }
  }
  return quiet.size === 7 * DAY_MINUTES;
}
