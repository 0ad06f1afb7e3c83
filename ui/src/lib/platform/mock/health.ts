import type { Blocker, CheckView, HandleView, Health, HealthAction, HealthCheck, HealthCode, HealthView, Fixer } from '$lib/contract/generated';
import { accessAt } from './demoClock';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const CHECKS: HealthCheck[] = [
  'online', 'switch', 'account_type', 'access', 'token', 'permissions', 'message_access', 'approval', 'webhooks',
  'thread_owner', 'rate_limit', 'sending', 'freshness',
];

/** Which check a state is of, who ends it and how. */
const OF: Record<HealthCode, [HealthCheck | null, Fixer, HealthAction, 'warning'?]> = {
  receiving: [null, 'itself', 'nothing'],
  catching_up: [null, 'itself', 'nothing'],
  offline: ['online', 'itself', 'nothing'],
  paused_by_you: ['switch', 'you', 'resume'],
  disconnected: ['switch', 'you', 'sign_in'],
  not_professional: ['account_type', 'phone_owner', 'how_to_professional'],
  ga_not_started: ['access', 'instagram', 'why_access'],
  followers_below: ['access', 'instagram', 'why_access'],
  followers_above: ['access', 'instagram', 'why_access'],
  followers_unknown: ['access', 'you', 'check_now'],
  not_eligible: ['access', 'instagram', 'why_access'],
  token_missing: ['token', 'you', 'sign_in'],
  token_expired: ['token', 'you', 'sign_in'],
  token_revoked: ['token', 'you', 'sign_in'],
  checkpoint: ['token', 'phone_owner', 'sign_in'],
  keychain_locked: ['token', 'you', 'check_now'],
  token_ends_soon: ['token', 'you', 'sign_in', 'warning'],
  permission_missing: ['permissions', 'you', 'sign_in'],
  access_off: ['message_access', 'phone_owner', 'show_access_steps'],
  access_off_suspected: ['message_access', 'phone_owner', 'show_access_steps', 'warning'],
  app_not_approved: ['approval', 'admin', 'admin_guide'],
  relay_down: ['webhooks', 'admin', 'show_relay', 'warning'],
  not_subscribed: ['webhooks', 'you', 'resubscribe', 'warning'],
  thread_owned_by_other_app: ['thread_owner', 'admin', 'routing_guide', 'warning'],
  rate_limited: ['rate_limit', 'itself', 'nothing'],
  send_restricted: ['sending', 'instagram', 'policy_guide', 'warning'],
  instagram_down: ['freshness', 'instagram', 'check_now'],
  disk_full: ['freshness', 'you', 'check_now'],
  stale: ['freshness', 'you', 'check_now'],
  unknown: ['freshness', 'you', 'check_now'],
};

const WAITS: readonly HealthCode[] = ['ga_not_started', 'followers_below', 'followers_above', 'followers_unknown'];

/** Why nothing of a handle can be answered. */
export function offBecause(handle: HandleView | undefined): Blocker | null {
  if (!handle) return null;
  if (handle.disconnected_at !== null) return 'disconnected';
  if (!handle.on) return 'handle_off';
  return WAITS.includes(handle.code) ? 'waiting_for_access' : null;
}

/** The mark that goes with a state. */
export function markOf(code: HealthCode): Health {
  if (code === 'receiving' || code === 'catching_up') return code;
  if (code === 'paused_by_you' || code === 'disconnected') return 'paused';
  if (code === 'access_off') return 'blocked';
  return OF[code][3] ?? 'not_receiving';
}

/** Access at this time; a state that the page was asked for counts before it. */
function accessOf(handle: HandleView, now: number): HealthView['access'] {
  const access = accessAt(handle.followers ?? 0, now);
  return handle.code === 'followers_below' ? { ...access, eligible: false, reason: 'followers_below_phase_min' } : access;
}

/** A handle's health page. */
export function health(handle: HandleView, now: number): HealthView {
  const [check, who, action, warns] = OF[handle.code];
  const at = CHECKS.findIndex((one) => one === check);
  const checks: CheckView[] = CHECKS.map((one, place) => {
    if (place === at) return { check: one, state: warns ? 'warning' : 'failed', code: handle.code, since: handle.since };
    return { check: one, state: at >= 0 && place > at && !warns ? 'not_checked' : 'passed', code: null, since: null };
  });
  const silent = at >= 0 && !warns;
  return {
    handle,
    who,
    action,
    checks,
    permission: handle.flavour === 'instagram_login' ? 'instagram_business_manage_messages' : 'instagram_manage_messages',
    last_webhook_at: handle.id === 1 ? now - 40_000 : null,
    last_poll_at: handle.last_synced_at === null ? null : now - 7 * 60_000,
    arrivals: handle.id === 1 ? { by_webhook: 1_180, by_poll_alone: 3 } : null,
    read_every: handle.id === 1 ? null : { visible_ms: 8_000, hidden_ms: 30_000 },
    token: { set_at: now - 16 * DAY, ends_at: handle.token_ends_at, refreshes_at: handle.token_ends_at === null ? null : now + DAY },
    messages_today: handle.id === 1 ? 1_204 : 7,
    owned_elsewhere: handle.code === 'thread_owned_by_other_app' ? 2 : 0,
    gaps: [
      ...(silent && handle.since !== null
        ? [{ from: handle.since, to: null, cause: 'trouble' as const, trouble: handle.trouble ?? 'unknown', fetched_later: 0, not_fetchable: 0 }]
        : []),
      { from: now - 4 * DAY, to: now - 4 * DAY + 2 * HOUR, cause: 'relay_down' as const, trouble: null, fetched_later: 12, not_fetchable: 0 },
      { from: now - 11 * DAY, to: now - 11 * DAY + 9.6 * HOUR, cause: 'trouble' as const, trouble: 'offline' as const, fetched_later: 31, not_fetchable: 0 },
      { from: now - 21 * DAY, to: now - 21 * DAY + 1.1 * HOUR, cause: 'paused_and_left' as const, trouble: null, fetched_later: 0, not_fetchable: 0 },
      { from: now - 29 * DAY, to: now - 29 * DAY + 2 * HOUR, cause: 'trouble' as const, trouble: 'instagram_down' as const, fetched_later: 7, not_fetchable: 2 },
    ],
    access: accessOf(handle, now),
    audit: [
      { at: now - 3 * HOUR, action: 'token_refreshed', outcome: 'ok' },
      { at: now - 21 * DAY + 1.1 * HOUR, action: 'switch_on', outcome: 'ok' },
      { at: now - 21 * DAY, action: 'switch_off', outcome: 'ok' },
      { at: now - 22 * DAY, action: 'reconnect', outcome: 'ok' },
      { at: now - 40 * DAY, action: 'resubscribe', outcome: 'failed' },
      { at: now - 60 * DAY, action: 'became_eligible', outcome: 'followers 960 1040' },
      { at: now - 60 * DAY, action: 'access_granted', outcome: 'phase_criteria_met' },
      { at: now - 61 * DAY, action: 'connect', outcome: 'ok' },
    ],
    diagnostics: `Handrail 0.1.0\nhandle ${handle.id}\nstate ${handle.code}`,
  };
}
