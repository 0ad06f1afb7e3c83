import type { AccessReason, AccessView, DemoTime, HandleView, HealthCode } from '$lib/contract/generated';
import { markOf } from './health';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The phases of the roll-out, and the followers that each asks for. */
const PHASES = [
  { id: 'phase_1', starts_at: Date.UTC(2021, 5, 2), min: 10_000, max: 100_000 },
  { id: 'phase_2', starts_at: Date.UTC(2021, 6, 7), min: 1_000, max: 100_000 },
  { id: 'phase_3', starts_at: Date.UTC(2021, 7, 16), min: null, max: null },
];
type Phase = (typeof PHASES)[number];

function reasonIn(phase: Phase | undefined, followers: number): AccessReason {
  if (!phase) return 'ga_not_started';
  if (phase.min === null || phase.max === null || (followers >= phase.min && followers <= phase.max)) return 'phase_criteria_met';
  return followers < phase.min ? 'followers_below_phase_min' : 'followers_above_phase_max';
}

/** Access at a time, as the phases decide it. */
export function accessAt(followers: number, now: number): AccessView {
  const phase = PHASES.findLast((one) => one.starts_at <= now);
  const reason = reasonIn(phase, followers);
  const eligible = reason === 'phase_criteria_met';
  const next = PHASES.find((one) => one.starts_at > now && reasonIn(one, followers) === 'phase_criteria_met');
  return {
    eligible,
    reason,
    eligible_from: eligible ? null : (next?.starts_at ?? null),
    drifted: false,
    granted_at: null,
    phases: PHASES.map((one) => {
      const then = reasonIn(one, followers);
      return { ...one, present: one === phase, eligible: then === 'phase_criteria_met', reason: then };
    }),
  };
}

/** The demo's clock: how far it is from this computer's, and what handles were before they waited for access. */
export class DemoClock {
  #ahead = 0;
  #before = new Map<number, Partial<HandleView>>();

  get now(): number {
    return Date.now() + this.#ahead;
  }

  /** Answers whether the clock went back. */
  turn(to: DemoTime, handles: HandleView[]): boolean {
    const before = this.now;
    if (to === '+25h') this.#ahead += 25 * HOUR;
    else if (to === '+8d') this.#ahead += 8 * DAY;
    else this.#ahead = to === 'now' ? 0 : Date.parse(`${to}T12:00:00Z`) - Date.now();
    handles.forEach((handle) => this.#decide(handle));
    return this.now < before || (to === 'now' && this.now !== before);
  }

  #decide(handle: HandleView): void {
    const waits: Partial<Record<AccessReason, HealthCode>> = {
      ga_not_started: 'ga_not_started',
      followers_below_phase_min: 'followers_below',
      followers_above_phase_max: 'followers_above',
    };
    const access = accessAt(handle.followers ?? 0, this.now);
    const code = waits[access.reason];
    Object.assign(handle, this.#before.get(handle.id));
    this.#before.delete(handle.id);
    // What is off stays off, access or not.
    if (!code || handle.code === 'paused_by_you') return;
    const { health, trouble, since, on, eligible_from } = handle;
    this.#before.set(handle.id, { code: handle.code, health, trouble, since, on, eligible_from });
    Object.assign(handle, { code, health: markOf(code), trouble: null, since: this.now, eligible_from: access.eligible_from });
  }
}
