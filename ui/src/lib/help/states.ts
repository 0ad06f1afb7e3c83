import type { ErrorCode, HealthCode, Phase, ReplyReason } from '$lib/contract/generated';
import { inBrowser } from '$lib/connect/way';
import { m } from '$lib/words/say';
import { explain } from '$lib/words/errors';
import { stateWords } from '$lib/words/health';
import { reasonWords } from '$lib/words/message';
import { wordsOf } from '$lib/welcome/phases';
import type { Article } from './article';

/** Where a state leads on to. A table without a gap: a new state does not compile before it has a page. */
const STATE_SEE: Record<HealthCode, readonly string[]> = {
  receiving: [],
  catching_up: ['computer'],
  offline: ['computer'],
  paused_by_you: ['stop'],
  disconnected: ['stop', 'token'],
  not_professional: ['professional'],
  ga_not_started: ['phases', 'auto'],
  followers_below: ['phases', 'auto'],
  followers_above: ['phases', 'auto'],
  followers_unknown: ['phases'],
  not_eligible: ['phases', 'professional'],
  token_missing: ['token'],
  token_expired: ['token'],
  token_revoked: ['token'],
  checkpoint: ['token'],
  keychain_locked: ['kept'],
  token_ends_soon: ['token'],
  permission_missing: ['meta_app'],
  access_off: ['access'],
  access_off_suspected: ['nothing', 'access'],
  app_not_approved: ['meta_app', 'nothing'],
  relay_down: ['relay'],
  not_subscribed: ['relay'],
  thread_owned_by_other_app: ['routing'],
  rate_limited: [],
  send_restricted: ['rules'],
  instagram_down: [],
  disk_full: [],
  stale: ['contact'],
  unknown: ['contact'],
};

/** A page for each state of a handle. */
export const STATES: readonly Article[] = (Object.keys(STATE_SEE) as HealthCode[]).map((code) => {
  const words = () => stateWords(code, m.help_your_handle(), undefined, inBrowser());
  return {
    id: `state_${code}`,
    group: 'states',
    title: () => words().headline,
    text: () => [words().meaning],
    steps: () => words().steps,
    see: STATE_SEE[code],
  };
});

const REASON_SEE: Record<ReplyReason, readonly string[]> = {
  uncertain: [],
  earlier_failed: [],
  quote_refused: [],
  offline: ['state_offline'],
  throttled: ['state_rate_limited'],
  needs_reconnect: ['state_token_expired', 'token'],
  handle_off: ['stop'],
  access_off: ['access'],
  send_restricted: ['rules'],
  stale: [],
  needs_human_agent: ['human'],
  window_closed: ['window'],
  too_long: [],
  person_unavailable: [],
  owned_by_other_app: ['routing'],
  not_approved: ['meta_app'],
  file_refused: [],
  human_agent_refused: ['human'],
  refused: [],
};

/** A page for each reason why a reply waits or failed. */
export const REPLIES: readonly Article[] = (Object.keys(REASON_SEE) as ReplyReason[]).map((reason) => ({
  id: `reply_${reason}`,
  group: 'replies',
  title: () => m.help_reply_title({ reason: reasonWords(reason, m.help_your_handle()) }),
  text: () => [m.help_reply_text()],
  see: REASON_SEE[reason],
}));

const ERROR_SEE: Record<ErrorCode, readonly string[]> = {
  not_found: [],
  invalid: [],
  token_malformed: ['meta_app', 'token'],
  token_refused: ['token'],
  token_other_kind: ['meta_app'],
  permission_missing: ['meta_app'],
  not_approved: ['meta_app'],
  not_eligible: [],
  restricted: ['rules'],
  not_professional: ['professional'],
  page_not_linked: [],
  page_task_missing: [],
  access_off: ['access'],
  subscribe_failed: ['meta_app'],
  offline: ['computer'],
  instagram_unavailable: [],
  rate_limited: [],
  keychain_locked: ['kept'],
  keychain_denied: ['kept'],
  keychain_absent: ['kept'],
  wrong_passphrase: [],
  sign_in_denied: ['sign_in'],
  sign_in_over: ['sign_in'],
  sign_in_refused: ['contact'],
  sign_in_other_account: ['sign_in'],
  sign_in_not_offered: ['contact'],
  relay_not_paired: ['sign_in'],
  recovery_code_length: ['keychain'],
  recovery_code_word: ['keychain'],
  recovery_code_wrong: ['keychain'],
  file_format: [],
  file_mismatch: [],
  file_too_large: [],
  too_many_pixels: [],
  file_empty: [],
  too_many_files: [],
  relay_link_malformed: ['relay'],
  relay_link_not_private: ['relay'],
  relay_link_used: ['relay'],
  relay_not_genuine: ['relay'],
  relay_not_reached: ['relay'],
  relay_in_trouble: ['relay'],
  relay_paired: ['relay'],
  disposition_required: [],
  name_taken: [],
  disk_full: [],
  store_busy: [],
  store_damaged: [],
  folder_refused: [],
  file_not_written: [],
  window_closed_then: ['window'],
  time_is_over: [],
  always_quiet: [],
  blank_left: [],
  too_late: [],
  wrong_space: [],
  internal: ['contact'],
};

const PHASES: readonly Exclude<Phase, 'ready' | 'welcome'>[] = [
  'keychain_locked',
  'keychain_denied',
  'keychain_hung',
  'keychain_absent',
  'passphrase_new',
  'passphrase_needed',
  'key_missing',
  'key_changed',
  'store_in_use',
  'store_busy',
  'store_newer',
  'store_lost',
  'store_unreachable',
  'store_broken',
  'store_unreadable',
  'store_repairing',
  'disk_full',
];

/** A page for each message of the app: what happened, what it did, what a person can do. */
export const ERRORS: readonly Article[] = [
  ...(Object.keys(ERROR_SEE) as ErrorCode[])
    // Two codes that a person cannot tell apart share their words.
    .filter((code) => code !== 'invalid')
    .map((code): Article => {
      const words = () => explain(code, null);
      return {
        id: `error_${code}`,
        group: 'errors',
        title: () => words().happened,
        text: () => [words().did, words().todo],
        see: ERROR_SEE[code],
      };
    }),
  ...PHASES.map(
    (phase): Article => ({
      id: `phase_${phase}`,
      group: 'errors',
      title: () => wordsOf(phase).title,
      text: () => [wordsOf(phase).did, wordsOf(phase).todo],
    }),
  ),
];
