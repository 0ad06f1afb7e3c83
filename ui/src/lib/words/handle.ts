import type { HandleView, Health, Trouble } from '$lib/contract/generated';
import { m } from '$lib/paraglide/messages.js';

/** A health in one or two words. */
export function healthWord(health: Health): string {
  switch (health) {
    case 'receiving':
      return m.health_receiving();
    case 'catching_up':
      return m.health_catching_up();
    case 'warning':
      return m.health_warning();
    case 'not_receiving':
      return m.health_not_receiving();
    case 'paused':
      return m.health_paused();
    case 'blocked':
      return m.health_blocked();
  }
}

/** What ends a trouble, as a button. */
export type Remedy = 'reconnect' | 'check' | 'resume' | 'none';

/** The answer to: is it receiving, if not why, who can fix it, and how. */
export type Diagnosis = {
  headline: string;
  /** What it means, and what goes on meanwhile. */
  meaning: string;
  who: string;
  steps: string[];
  remedy: Remedy;
};

/** What the app knows of a handle's state, in words. `null` when there is nothing to say. */
export function diagnose(handle: HandleView, now: number): Diagnosis | null {
  if (handle.health === 'paused') return paused();
  if (handle.trouble) return ofTrouble(handle.trouble, handle.username);
  if (handle.empty_suspected) return empty(handle.username);
  if (handle.health === 'warning' && handle.token_ends_at !== null) return tokenEnds(handle.token_ends_at, now);
  return null;
}

/** Nothing is refused, and yet nothing is there: said as a doubt, with all that can be behind it. */
function empty(username: string): Diagnosis {
  const handle = `@${username}`;
  return {
    headline: m.empty_suspected(),
    meaning: m.empty_suspected_meaning(),
    who: m.who_phone({ handle }),
    steps: [m.step_open_instagram({ handle }), m.step_message_controls(), m.step_allow_access(), m.step_app_live()],
    remedy: 'check',
  };
}

function paused(): Diagnosis {
  return {
    headline: m.paused_headline(),
    meaning: m.paused_meaning(),
    who: m.who_you(),
    steps: [],
    remedy: 'resume',
  };
}

function tokenEnds(at: number, now: number): Diagnosis {
  const days = Math.max(0, Math.ceil((at - now) / 86_400_000));
  return {
    headline: m.token_ends_headline({ days }),
    meaning: m.token_ends_meaning(),
    who: m.who_developer(),
    steps: [m.step_new_token(), m.step_paste_token()],
    remedy: 'reconnect',
  };
}

const RECONNECT = () => [m.step_new_token(), m.step_paste_token()];

function ofTrouble(trouble: Trouble, username: string): Diagnosis {
  const handle = `@${username}`;
  const reconnect = (headline: string, meaning: string): Diagnosis => ({
    headline,
    meaning,
    who: m.who_developer(),
    steps: RECONNECT(),
    remedy: 'reconnect',
  });
  const wait = (headline: string, meaning: string, who: string): Diagnosis => ({
    headline,
    meaning,
    who,
    steps: [],
    remedy: 'check',
  });
  switch (trouble) {
    case 'offline':
      return wait(m.trouble_offline(), m.trouble_offline_meaning(), m.who_you());
    case 'token_missing':
      return reconnect(m.trouble_token_missing(), m.trouble_token_missing_meaning());
    case 'token_expired':
      return reconnect(m.trouble_token_expired(), m.trouble_token_expired_meaning());
    case 'token_revoked':
      return reconnect(m.trouble_token_revoked(), m.trouble_token_revoked_meaning());
    case 'checkpoint':
      return {
        headline: m.trouble_checkpoint(),
        meaning: m.trouble_checkpoint_meaning({ handle }),
        who: m.who_phone({ handle }),
        steps: [m.step_login_instagram({ handle }), m.step_pass_check(), m.step_new_token(), m.step_paste_token()],
        remedy: 'reconnect',
      };
    case 'permission_missing':
      return reconnect(m.trouble_permission(), m.trouble_permission_meaning());
    case 'access_off':
      return {
        headline: m.trouble_access_off(),
        meaning: m.trouble_access_off_meaning({ handle }),
        who: m.who_phone({ handle }),
        steps: [m.step_open_instagram({ handle }), m.step_message_controls(), m.step_allow_access()],
        remedy: 'check',
      };
    case 'not_approved':
      return wait(m.trouble_not_approved(), m.trouble_not_approved_meaning(), m.who_developer());
    case 'not_eligible':
      return wait(m.trouble_not_eligible(), m.trouble_not_eligible_meaning(), m.who_instagram());
    case 'rate_limited':
      return wait(m.trouble_rate(), m.trouble_rate_meaning(), m.who_nobody());
    case 'send_restricted':
      return wait(m.trouble_send_restricted(), m.trouble_send_restricted_meaning(), m.who_phone({ handle }));
    case 'instagram_down':
      return wait(m.trouble_down(), m.trouble_down_meaning(), m.who_nobody());
    case 'keychain_locked':
      return wait(m.trouble_keychain(), m.trouble_keychain_meaning(), m.who_you());
    case 'disk_full':
      return wait(m.trouble_disk(), m.trouble_disk_meaning(), m.who_you());
    case 'unknown':
      return wait(m.trouble_unknown(), m.trouble_unknown_meaning(), m.who_unknown());
  }
}

/** Whether nothing comes in for a handle: then "all caught up" would be a lie. */
export function isSilent(handle: HandleView): boolean {
  return handle.health === 'not_receiving' || handle.health === 'blocked' || handle.health === 'paused';
}

/** "@acme, 12 need reply, not receiving: sign-in expired". */
export function handleInWords(handle: HandleView, now: number): string {
  const diagnosis = diagnose(handle, now);
  const state = diagnosis ? `${healthWord(handle.health)}: ${diagnosis.headline}` : healthWord(handle.health);
  return m.handle_in_words({ handle: `@${handle.username}`, count: handle.needs_reply, state });
}
