import type { DemoTime } from '$lib/contract/generated';
import { clock } from '$lib/data/clock.svelte';
import { calendarDay, format } from './dates';
import { phaseWords } from './health';
import { m } from './say';

/** Where the demo's clock can be turned, and the phase of the roll-out that begins there. */
const TIMES: readonly { to: DemoTime; phase?: string }[] = [
  { to: 'now' },
  { to: '2021-06-01' },
  { to: '2021-06-02', phase: 'phase_1' },
  { to: '2021-07-07', phase: 'phase_2' },
  { to: '2021-08-16', phase: 'phase_3' },
  { to: '+25h' },
  { to: '+8d' },
];

function words(to: DemoTime, phase: string | undefined): string {
  if (to === 'now') return m.demo_clock_now();
  if (to === '+25h') return m.demo_clock_25h();
  if (to === '+8d') return m.demo_clock_8d();
  const day = calendarDay(to);
  return phase ? m.demo_clock_phase({ day, phase: phaseWords(phase) }) : m.demo_clock_before({ day });
}

/** The choices of the demo's clock, in words. */
export function demoTimes(): { value: DemoTime; text: string }[] {
  return TIMES.map(({ to, phase }) => ({ value: to, text: words(to, phase) }));
}

/** What the demo's clock shows: 1 Jun 2021, 14:00 */
export function demoMoment(at: number): string {
  return format(at, { dateStyle: 'medium', timeStyle: 'short' });
}

/** Which of them the clock shows, if any. */
export function demoTime(): DemoTime | undefined {
  if (!clock.turned) return 'now';
  const day = new Date(clock.minute).toISOString().slice(0, 10);
  return TIMES.find(({ to }) => to === day)?.to;
}
