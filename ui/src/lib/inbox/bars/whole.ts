import type { HealthCode } from '$lib/contract/generated';

/** What concerns the whole window, whichever handle says it: a bar above everything tells of it. */
export const WHOLE = ['offline', 'disk_full'] as const satisfies HealthCode[];

/** Whether a bar tells of that already. */
export function isTold(code: HealthCode): boolean {
  return WHOLE.some((one) => one === code);
}
