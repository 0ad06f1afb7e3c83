import type { HandleView } from '$lib/contract/generated';
import { date } from '$lib/words/dates';
import { m } from '$lib/words/say';

/** What becomes of a handle's sign-in while it is paused: nothing is called, so it is not renewed. `null` where it has no end. */
export function pausedSignIn(handle: Pick<HandleView, 'token_ends_at' | 'paused_at'>, now: number): string | null {
  const end = handle.token_ends_at;
  if (end === null) return null;
  if (end > now) return m.paused_sign_in_ends({ date: date(end) });
  // One that had ended before did not end because of it.
  return end > (handle.paused_at ?? end) ? m.paused_sign_in_ended({ date: date(end) }) : m.sign_in_ended({ date: date(end) });
}
