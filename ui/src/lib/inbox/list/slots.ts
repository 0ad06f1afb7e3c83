/**
 * Which of the drawn rows stands in which slot of the page: what goes on being shown stays in its slot, and what comes
 * takes one that was left. To write into a row that is there takes far less than to make one.
 */
export function slotted(before: ReadonlyMap<number, number>, ids: readonly number[]): Map<number, number> {
  const staying = new Set(ids);
  const left = [...before].filter(([id]) => !staying.has(id)).map(([, slot]) => slot);
  let next = before.size === 0 ? 0 : Math.max(...before.values()) + 1;
  const slots = new Map<number, number>();
  for (const id of ids) slots.set(id, before.get(id) ?? left.shift() ?? next++);
  return slots;
}
