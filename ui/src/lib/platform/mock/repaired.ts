import type { RepairView } from '$lib/contract/generated';

/** What a repair saved: everything, not everything (`some`), or what a copy had (`copy`). */
export function repaired(how: string | null): RepairView {
  const whole: RepairView = { folder: 'damaged-1790000000000', copy_of: Date.now() - 20 * 3_600_000, all_from_copy: how === 'copy', parts: [], unsure: 0 };
  if (how === null) return whole;
  return {
    ...whole,
    unsure: 2,
    parts: [
      { part: 'drafts', from_copy: 3, lost: 0, may_be_more: true },
      { part: 'messages', from_copy: 41, lost: 7, may_be_more: false },
    ],
  };
}
