import { m } from '$lib/words';
import { left, number } from '$lib/words/dates';

const MINUTE = 60_000;

/** Where there is nothing to count there is no number, also not 0. */
export const NONE = '–';

/** How long something took; of what took no time at all a second. */
export function took(ms: number | undefined): string {
  if (ms === undefined) return NONE;
  const [hours, minutes] = [Math.floor(ms / (60 * MINUTE)), Math.floor(ms / MINUTE) % 60];
  // To the minute within a day, where the chips of windows say whole hours.
  return hours >= 4 && hours <= 24 && minutes > 0 ? m.time_hours_minutes({ hours, minutes }) : left(ms);
}

/** A count out of so many; none where there are none. */
export function countOf(count: number, all: number): string {
  return all === 0 ? NONE : number(count);
}

/** How dark a cell is, from 0 to 5, where `most` is the darkest. */
export function levelOf(count: number, most: number): number {
  return count === 0 ? 0 : Math.max(1, Math.ceil((count / most) * 5));
}

/** The fullest hour of a week: its day from 0, its hour, and what is in it. Of several the first; none of an empty week. */
export function busiest(week: readonly (readonly number[])[]): { day: number; hour: number; count: number } | null {
  let found: { day: number; hour: number; count: number } | null = null;
  week.forEach((hours, day) =>
    hours.forEach((count, hour) => {
      if (count > (found?.count ?? 0)) found = { day, hour, count };
    }),
  );
  return found;
}
