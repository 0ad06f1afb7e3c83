import type { HandleView, Reports, ReportsRequest, TimeSummary } from '$lib/contract/generated';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const times = (n: number, median: number, p90: number, mean: number): TimeSummary => ({ n, median, p90, mean });

/** What comes in at an hour of a day, from 0 on Monday: busy after lunch and after work, and most of all on Thursdays. */
function traffic(day: number, hour: number): number {
  if (hour < 6) return 0;
  const noon = Math.max(0, 9 - 2 * Math.abs(hour - 13));
  const evening = Math.max(0, 16 - 3 * Math.abs(hour - 20));
  return Math.round((2 + noon + evening) * (day === 3 ? 1.8 : day > 4 ? 0.6 : 1) + ((day * 7 + hour * 5) % 4));
}

const week = (of: (day: number, hour: number) => number) => Array.from({ length: 7 }, (_, day) => Array.from({ length: 24 }, (_, hour) => of(day, hour)));
const nothing = { imported: 0, paused: 0, spam: 0, muted: 0, groups: 0, automatic: 0 };

/** Reports as the core makes them; all of the demo was imported. */
export function reports({ handle, days, imported }: ReportsRequest, handles: readonly HandleView[], demo: boolean, now: number): Reports {
  const span = { from: now - days * DAY, to: now };
  const weeks = handle === null ? days / 7 : days / 28;
  const of = (count: number) => Math.round(count * weeks);
  if (demo && !imported) {
    return {
      ...span,
      first_response: { times: null, unanswered: 0 },
      response: { times: null, unanswered: 0 },
      since_seen: null,
      late: 0,
      volume: { by_handle: [], messages: week(() => 0), conversations: week(() => 0), clocks_changed: false },
      backlog: { by_age: [3, 9, 14, 11, 4], snoozed: 2 },
      misses: { turns: 0, missed: 0, lost: 0, saved: 0, answered: 0, unanswered: 0, needless: 0 },
      mentions: { received: 0, people: 0, live: 0, later: 0, never: 0, waiting: 0, thanks: null },
      not_counted: { ...nothing, imported: of(580) },
    };
  }
  const messages = week((day, hour) => of(traffic(day, hour)));
  const all = messages.flat().reduce((sum, count) => sum + count, 0);
  const shares = handle === null ? handles.map((one, place) => ({ handle: one.id, share: 1 / 2 ** (place + 1) })) : [{ handle, share: 1 }];
  return {
    ...span,
    first_response: { times: times(of(96), 34 * MINUTE, 7.4 * HOUR, 2.1 * HOUR), unanswered: of(9) },
    response: { times: times(of(214), 21 * MINUTE, 5.6 * HOUR, 1.7 * HOUR), unanswered: of(11) },
    since_seen: times(of(190), 20 * MINUTE, 5.1 * HOUR, 1.5 * HOUR),
    late: of(6),
    volume: {
      by_handle: shares.map(({ handle, share }) => ({ handle, messages: Math.round(all * share), conversations: Math.round(all * share * 0.4) })),
      messages,
      conversations: messages.map((hours) => hours.map((count) => Math.ceil(count * 0.6))),
      clocks_changed: days > 28,
    },
    backlog: { by_age: [3, 9, 14, 11, 4], snoozed: 2 },
    misses: { turns: of(205), missed: of(4) + of(7) + of(3) + of(2), lost: of(4), saved: of(7), answered: of(3), unanswered: of(2), needless: of(12) },
    mentions: { received: of(26), people: of(21), live: of(26) - of(4) - of(3) - of(1), later: of(4), never: of(3), waiting: of(1), thanks: times(of(26) - of(3) - of(1), 2.4 * HOUR, 30 * HOUR, 7.5 * HOUR) },
    not_counted: { ...nothing, spam: of(3), muted: of(2), paused: of(5), automatic: of(8) },
  };
}
