type Bag = Record<string, unknown>;

const isBag = (value: unknown): value is Bag => typeof value === 'object' && value !== null && !Array.isArray(value);
const idOf = (value: unknown) => (isBag(value) && typeof value.id === 'number' ? value.id : undefined);

/**
 * A new answer that shares with the one before whatever is the same, down to the whole: what is shown is drawn anew only
 * where something changed. In a list, what has an `id` is compared with what had it before, wherever that stood.
 * Answers are JSON and never changed in place.
 */
export function shared<T>(before: unknown, after: T): T {
  if (Object.is(before, after)) return after;
  if (Array.isArray(before) && Array.isArray(after)) return sharedList(before, after) as T;
  if (!isBag(before) || !isBag(after)) return after;
  const names = Object.keys(after);
  let same = names.length === Object.keys(before).length;
  const whole: Bag = {};
  for (const name of names) {
    whole[name] = shared(before[name], after[name]);
    same &&= name in before && Object.is(whole[name], before[name]);
  }
  return (same ? before : whole) as T;
}

function sharedList(before: readonly unknown[], after: readonly unknown[]): readonly unknown[] {
  const byId = new Map(before.map((one) => [idOf(one), one]));
  byId.delete(undefined);
  let same = before.length === after.length;
  const whole = after.map((one, index) => {
    const id = idOf(one);
    const kept = shared(id === undefined ? before[index] : byId.get(id), one);
    same &&= Object.is(kept, before[index]);
    return kept;
  });
  return same ? before : whole;
}
