type Row = { id: number };

/** A list that is held still, and how many new rows wait above it. */
type Held<R extends Row> = { rows: R[]; waiting: number };

/**
 * Takes fresh rows into a list that must not move: rows keep their places and get their new content, rows that left
 * the list stay until it is released, and new ones wait. New rows below the last one shown are added at the end.
 */
export function hold<R extends Row>(shown: readonly R[], fresh: readonly R[]): Held<R> {
  const byId = new Map(fresh.map((row) => [row.id, row]));
  const known = new Set(shown.map((row) => row.id));
  const rows = shown.map((row) => byId.get(row.id) ?? row);
  let end = -1;
  fresh.forEach((row, index) => {
    if (known.has(row.id)) end = index;
  });
  const unknown = fresh.map((row, index) => ({ row, index })).filter(({ row }) => !known.has(row.id));
  const below = unknown.filter(({ index }) => index > end && shown.length > 0).map(({ row }) => row);
  return { rows: [...rows, ...below], waiting: unknown.length - below.length };
}

/** Where the row under the focus or pointer went, in rows: how far to scroll so that it stays where it was. */
export function shift(before: readonly Row[], after: readonly Row[], anchor: number | null): number {
  if (anchor === null) return 0;
  const from = before.findIndex((row) => row.id === anchor);
  const to = after.findIndex((row) => row.id === anchor);
  return from < 0 || to < 0 ? 0 : to - from;
}

/** Where a row stands, to be known after it has left: its neighbours on both sides, the nearest first. */
export type Place = { id: number; before: readonly number[]; after: readonly number[] };

/** The place of a row; `null` when the list does not have it. */
export function placeOf(rows: readonly Row[], id: number | null): Place | null {
  const at = rows.findIndex((row) => row.id === id);
  if (id === null || at < 0) return null;
  const ids = rows.map((row) => row.id);
  return { id, before: ids.slice(0, at).reverse(), after: ids.slice(at + 1) };
}

/**
 * The row beside `id` in a direction, `null` at the end of the list. A row that has left the list is gone on from at
 * the `place` where it stood: by the nearest rows that are still there. Without any the list begins at its top.
 */
export function beside(rows: readonly Row[], id: number | null, by: 1 | -1, place: Place | null = null): number | null {
  const at = rows.findIndex((row) => row.id === id);
  if (at >= 0) return rows[at + by]?.id ?? null;
  if (id === null || place?.id !== id) return rows[0]?.id ?? null;
  const places = new Map(rows.map((row, index) => [row.id, index]));
  const nearest = (ids: readonly number[]) => ids.find((one) => places.has(one));
  const [ahead, behind] = by === 1 ? [nearest(place.after), nearest(place.before)] : [nearest(place.before), nearest(place.after)];
  if (ahead !== undefined) return ahead;
  return (behind === undefined ? rows[0]?.id : rows[(places.get(behind) ?? 0) + by]?.id) ?? null;
}

/** The row to go to when one leaves: the next, at the end the one before, in an empty list none. */
export function neighbour(rows: readonly Row[], leaving: number, place: Place | null = null): number | null {
  return beside(rows, leaving, 1, place) ?? beside(rows, leaving, -1, place);
}
