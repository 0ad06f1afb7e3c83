import type { ConversationRow } from '$lib/contract/generated';

/**
 * The row whose message window closes next after that of the open one (1), or right before it (-1). From a row whose
 * window is closed it begins with the one that closes first.
 */
export function closingBeside(rows: readonly ConversationRow[], open: number | null, by: 1 | -1, now: number): number | null {
  const closing = rows
    .filter((row) => (row.window?.ends_at ?? 0) > now)
    .sort((one, two) => (one.window?.ends_at ?? 0) - (two.window?.ends_at ?? 0));
  const at = closing.findIndex((row) => row.id === open);
  return (at < 0 ? closing[0] : closing[at + by])?.id ?? null;
}

/** How many of the message windows with these ends are open `now` and closed `by` then. */
export function closingBy(ends: readonly number[], now: number, by: number): number {
  return ends.filter((end) => end > now && end <= by).length;
}
