import type { AccessReason, CheckState, Fixer, HealthCheck, HealthCode } from '$lib/contract/generated';
import { number } from './dates';
import { m } from './say';

/** What a state of a handle says. */
export type StateWords = {
  headline: string;
  /** What it means, and what goes on meanwhile. */
  meaning: string;
  /** What a person does about it, step by step; empty where there is nothing to do or one button does it. */
  steps: string[];
};

/** A state in words. `handle` with its `@`; `days` until its sign-in ends; `browser`: one signs in there, by no token. */
export function stateWords(code: HealthCode, handle: string, days = 7, browser = false): StateWords {
  const say = (headline: string, meaning: string, steps: string[] = []): StateWords => ({ headline, meaning, steps });
  const signIn = browser ? [m.step_connect_again(), m.step_sign_in({ handle })] : [m.step_new_token(), m.step_paste_token()];
  const access = accessSteps(handle);
  switch (code) {
    case 'receiving':
      return say(m.receiving_headline(), m.receiving_meaning());
    case 'catching_up':
      return say(m.catching_up_headline(), m.empty_catching_up_note());
    case 'offline':
      return say(m.trouble_offline(), m.trouble_offline_meaning());
    case 'paused_by_you':
      return say(m.paused_headline(), m.paused_meaning());
    case 'disconnected':
      return say(m.health_disconnected(), m.health_disconnected_meaning(), signIn);
    case 'not_professional':
      return say(m.health_personal(), m.health_personal_meaning(), [
        m.step_open_instagram({ handle }),
        m.step_account_type(),
        m.step_then_check(),
      ]);
    case 'ga_not_started':
      return say(m.health_ga(), m.health_ga_meaning());
    case 'followers_below':
      return say(m.health_below(), m.health_below_meaning());
    case 'followers_above':
      return say(m.health_above(), m.health_above_meaning());
    case 'followers_unknown':
      return say(m.health_followers_unknown(), m.health_followers_unknown_meaning());
    case 'not_eligible':
      return say(m.trouble_not_eligible(), m.trouble_not_eligible_meaning());
    case 'token_missing':
      return say(m.trouble_token_missing(), m.trouble_token_missing_meaning(), signIn);
    case 'token_expired':
      return say(m.trouble_token_expired(), m.trouble_token_expired_meaning(), signIn);
    case 'token_revoked':
      return say(m.trouble_token_revoked(), m.trouble_token_revoked_meaning(), signIn);
    case 'checkpoint':
      return say(m.trouble_checkpoint(), m.trouble_checkpoint_meaning({ handle }), [
        m.step_login_instagram({ handle }),
        m.step_pass_check(),
        ...signIn,
      ]);
    case 'keychain_locked':
      return say(m.trouble_keychain(), m.trouble_keychain_meaning());
    case 'token_ends_soon':
      return say(m.token_ends_headline({ days }), m.token_ends_meaning(), signIn);
    case 'permission_missing':
      return say(m.trouble_permission(), browser ? m.trouble_permission_meaning_browser() : m.trouble_permission_meaning(), signIn);
    case 'access_off':
      return say(m.trouble_access_off(), m.trouble_access_off_meaning({ handle }), access);
    case 'access_off_suspected':
      return say(m.empty_suspected(), m.empty_suspected_meaning(), [...access, m.step_app_live()]);
    case 'app_not_approved':
      return say(m.trouble_not_approved(), m.trouble_not_approved_meaning(), [m.step_ask_admin_access(), m.step_then_check()]);
    case 'relay_down':
      return say(m.health_relay(), m.health_relay_meaning());
    case 'not_subscribed':
      return say(m.health_not_subscribed(), m.health_not_subscribed_meaning());
    case 'thread_owned_by_other_app':
      return say(m.health_owned(), m.health_owned_meaning());
    case 'rate_limited':
      return say(m.trouble_rate(), m.trouble_rate_meaning());
    case 'send_restricted':
      return say(m.trouble_send_restricted(), m.trouble_send_restricted_meaning());
    case 'instagram_down':
      return say(m.trouble_down(), m.trouble_down_meaning());
    case 'disk_full':
      return say(m.trouble_disk(), m.trouble_disk_meaning());
    case 'stale':
      return say(m.health_stale(), m.health_stale_meaning());
    case 'unknown':
      return say(m.trouble_unknown(), m.trouble_unknown_meaning());
  }
}

/** The day on which the path in the Instagram app was looked at last; it moves with Instagram's versions. */
export const PATH_AS_OF = '2026-11-01';

/** Where "Allow access to messages" is. */
export function accessSteps(handle: string): string[] {
  return [m.step_open_instagram({ handle }), m.step_message_controls(), m.step_allow_access()];
}

/** Who can end it. */
export function fixerWords(fixer: Fixer, handle: string): string {
  switch (fixer) {
    case 'you':
      return m.who_you();
    case 'phone_owner':
      return m.who_phone({ handle });
    case 'admin':
      return m.who_developer();
    case 'instagram':
      return m.who_instagram();
    case 'itself':
      return m.who_nobody();
  }
}

/** A check, as what it asks whether it is so. */
export function checkWords(check: HealthCheck): string {
  switch (check) {
    case 'online':
      return m.health_check_online();
    case 'switch':
      return m.health_check_switch();
    case 'account_type':
      return m.health_check_account_type();
    case 'access':
      return m.health_check_access();
    case 'token':
      return m.health_check_token();
    case 'permissions':
      return m.health_check_permissions();
    case 'message_access':
      return m.health_check_message_access();
    case 'approval':
      return m.health_check_approval();
    case 'webhooks':
      return m.health_check_webhooks();
    case 'thread_owner':
      return m.health_check_thread_owner();
    case 'rate_limit':
      return m.health_check_rate_limit();
    case 'sending':
      return m.health_check_sending();
    case 'freshness':
      return m.health_check_freshness();
  }
}

/** How a check ended. */
export function checkStateWords(state: CheckState): string {
  switch (state) {
    case 'passed':
      return m.state_passed();
    case 'warning':
      return m.state_warning();
    case 'failed':
      return m.state_failed();
    case 'not_checked':
      return m.state_not_checked();
  }
}

/** Why a handle has access or has none. */
export function accessWords(reason: AccessReason): string {
  switch (reason) {
    case 'phase_criteria_met':
      return m.access_met();
    case 'grandfathered_early_access':
      return m.access_grandfathered();
    case 'alpha_exempt':
      return m.access_alpha();
    case 'granted_earlier':
      return m.access_granted_earlier();
    case 'not_professional':
      return m.access_not_professional();
    case 'ga_not_started':
      return m.access_ga();
    case 'followers_below_phase_min':
      return m.access_below();
    case 'followers_above_phase_max':
      return m.access_above();
    case 'unknown_followers':
      return m.access_unknown();
  }
}

/** A phase of the roll-out; one that is not known here by its own key. */
export function phaseWords(id: string): string {
  const words: Record<string, () => string> = {
    phase_1: m.rollout_phase_1,
    phase_2: m.rollout_phase_2,
    phase_3: m.rollout_phase_3,
  };
  return Object.hasOwn(words, id) ? (words[id]?.() ?? id) : id;
}

/** A line of the audit trail; one that is not known here by its own key. */
export function auditWords(action: string): string {
  const words: Record<string, () => string> = {
    connect: m.audit_connect,
    deauthorised: m.audit_deauthorised,
    deletion_asked: m.audit_deletion_asked,
    handle_brand: () => m.audit_setting({ setting: m.brand() }),
    handle_disposition: () => m.audit_setting({ setting: m.disposition_required() }),
    handle_mentions: () => m.audit_setting({ setting: m.mentions_need_reply() }),
    handle_sla: () => m.audit_setting({ setting: m.sla() }),
    handle_tint: () => m.audit_setting({ setting: m.tint() }),
    handle_time_zone: () => m.audit_setting({ setting: m.zone() }),
    reconnect: m.audit_reconnect,
    switch_on: m.audit_switch_on,
    switch_off: m.audit_switch_off,
    disconnect: m.audit_disconnect,
    access_granted: m.audit_access_granted,
    access_kept_off: m.audit_access_kept_off,
    became_eligible: m.audit_became_eligible,
    eligibility_drift: m.audit_drift,
    token_refreshed: m.audit_token_refreshed,
    resubscribe: m.audit_resubscribe,
    forget_person: m.audit_forget,
    delete_from_bin: m.audit_bin,
    empty_bin: m.audit_empty_bin,
    export_conversations: m.audit_export,
    send_again: m.audit_send_again,
    arrived: m.audit_arrived,
    discard: m.audit_discard,
    reply: m.audit_reply,
    agree_to_human_agent: m.audit_human_agent,
    delete_handle: m.audit_delete_handle,
    recovery_code: m.audit_recovery_code,
    relay_paired: m.audit_relay_paired,
    relay_unpaired: m.audit_relay_unpaired,
  };
  return Object.hasOwn(words, action) ? (words[action]?.() ?? action) : action;
}

/** What the name of a line says already: that it was done. */
const PLAIN = ['', 'ok', 'done', 'made', 'sent', 'queued', 'cancelled'];

const ACCESS_REASONS: readonly AccessReason[] = [
  'phase_criteria_met',
  'grandfathered_early_access',
  'alpha_exempt',
  'granted_earlier',
  'not_professional',
  'ga_not_started',
  'followers_below_phase_min',
  'followers_above_phase_max',
  'unknown_followers',
];

/**
 * How a line of the audit trail ended, or what access was given for: a code, or `followers` and the count, or the counts
 * before and after; of a bin `conversations` and how many went; of a handle that went its name. `null` where the line's name
 * says it; one that is not known here is shown as it is.
 */
export function outcomeWords(outcome: string): string | null {
  if (PLAIN.includes(outcome)) return null;
  const words: Record<string, () => string> = {
    by_itself: m.audit_by_itself,
    failed: m.audit_failed,
    relay_not_told: m.audit_relay_not_told,
  };
  if (Object.hasOwn(words, outcome)) return words[outcome]?.() ?? outcome;
  const [what, ...counts] = outcome.split(' ');
  if (what === 'conversations' && counts.length === 1) return m.n_conversations({ count: Number(counts[0]), shown: number(Number(counts[0])) });
  if (what === 'followers' && counts.length > 0) return followersWords(counts.map((count) => (count === 'unknown' ? null : Number(count))));
  return ACCESS_REASONS.includes(outcome as AccessReason) ? accessWords(outcome as AccessReason) : outcome;
}

/** A follower count, or the one before and the one after; what is not known of them is left out. */
function followersWords(counts: readonly (number | null)[]): string {
  const [before, after] = counts.filter((count) => count !== null);
  if (before === undefined) return m.rollout_count_unknown();
  return after === undefined ? m.n_followers({ count: number(before) }) : m.followers_grew({ before: number(before), after: number(after) });
}
