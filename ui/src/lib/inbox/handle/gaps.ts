import type { GapView, HealthCode, Trouble } from '$lib/contract/generated';
import { list, m } from '$lib/words/say';
import { daysBetween, since, time } from '$lib/words/dates';
import { stateWords } from '$lib/words/health';

/** The headline of a trouble: troubles and states of a handle mostly share their names. */
const CODES: Record<Trouble, HealthCode> = {
  offline: 'offline',
  token_missing: 'token_missing',
  token_expired: 'token_expired',
  token_revoked: 'token_revoked',
  checkpoint: 'checkpoint',
  permission_missing: 'permission_missing',
  access_off: 'access_off',
  not_approved: 'app_not_approved',
  not_eligible: 'not_eligible',
  rate_limited: 'rate_limited',
  send_restricted: 'send_restricted',
  instagram_down: 'instagram_down',
  keychain_locked: 'keychain_locked',
  disk_full: 'disk_full',
  unknown: 'unknown',
};

/** From when to when nothing was received. */
export function gapSpan(gap: GapView, now: number): string {
  const from = since(gap.from, now);
  if (gap.to === null) return m.gap_to_now({ from });
  return m.gap_from_to({ from, to: daysBetween(gap.from, gap.to) === 0 ? time(gap.to) : since(gap.to, now) });
}

/** Why. */
export function gapCause(gap: GapView, handle: string): string {
  switch (gap.cause) {
    case 'paused_and_fetched':
      return m.gap_paused_fetched();
    case 'paused_and_left':
      return m.gap_paused_left();
    case 'relay_down':
      return m.gap_relay_down();
    case 'relay_threw_away':
      return m.gap_relay_threw_away();
    case 'relay_put_back':
      return m.gap_relay_put_back();
    case 'unopened':
      return m.gap_unopened();
    case 'unsubscribed':
      return m.gap_unsubscribed();
    case 'damaged':
      return m.gap_damaged();
    case 'trouble':
      return stateWords(CODES[gap.trouble ?? 'unknown'], handle).headline;
  }
}

/** What became of the messages of that time. */
export function gapOutcome(gap: GapView): string {
  if (gap.to === null) return m.gap_open();
  if (gap.cause === 'paused_and_left') return m.gap_left();
  const parts: string[] = [];
  if (gap.fetched_later > 0) parts.push(m.gap_fetched({ count: gap.fetched_later }));
  if (gap.not_fetchable > 0) parts.push(m.gap_not_fetchable({ count: gap.not_fetchable }));
  return parts.length > 0 ? list(parts) : m.gap_nothing();
}
