import { app } from '$lib/data/app.svelte';
import { clock } from '$lib/data/clock.svelte';
import { toasts } from '$lib/design/toasts.svelte';
import { m } from '$lib/words';
import { weekdayTime } from '$lib/words/dates';

const MINUTE_MS = 60_000;
/** The hour at which a day begins for notifications, as it does for what is snoozed until tomorrow. */
const MORNING = 8;

/** For how long there can be no notifications; the tray's menu offers the same. */
export const QUIET: { id: string; words: () => string; until: (now: number) => number }[] = [
  { id: 'half_hour', words: m.tray_quiet_half_hour, until: (now) => now + 30 * MINUTE_MS },
  { id: 'hour', words: m.tray_quiet_hour, until: (now) => now + 60 * MINUTE_MS },
  { id: 'tomorrow', words: m.quiet_tomorrow, until: (now) => new Date(now).setHours(24 + MORNING, 0, 0, 0) },
];

/** Until when there are no notifications, by what was asked for or by quiet hours. `null`: there are. */
export function quietUntil(): number | null {
  const until = app.view?.quiet?.until ?? null;
  return until !== null && until > clock.now ? until : null;
}

/** Ends notifications for a while, or begins them again with `null`: quiet hours that hold now then count from the next time. */
export function beQuiet(until: number | null): void {
  const view = app.view;
  if (!view) return;
  const { notifications } = view.settings;
  // Hours that were ended already hold no more, and stay ended.
  const ended = (until === null ? view.quiet?.hours_until : null) ?? notifications.quiet_hours_off_until;
  app.change({ notifications: { ...notifications, quiet_until: until, quiet_hours_off_until: ended } });
  const undo = () => {
    const now = app.view?.settings.notifications;
    if (now) app.change({ notifications: { ...now, quiet_until: notifications.quiet_until } });
  };
  if (until !== null) toasts.say(m.setting_quiet_until({ time: weekdayTime(until, clock.now) }), undo);
}
