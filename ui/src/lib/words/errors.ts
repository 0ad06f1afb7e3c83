import type { ErrorCode } from '$lib/contract/generated';
import { m } from './say';

/** What happened, what we did, what you can do. */
type Explained = { happened: string; did: string; todo: string };

/** The words of an error. `detail` is a permission's name where the code says so. */
export function explain(code: ErrorCode, detail: string | null): Explained {
  switch (code) {
    case 'token_malformed':
      return say(m.error_token_malformed(), m.error_nothing_kept(), m.error_token_malformed_todo());
    case 'token_refused':
      return say(m.error_token_refused(), m.error_nothing_kept(), m.error_token_refused_todo());
    case 'token_other_kind':
      return say(m.error_token_other_kind(), m.error_nothing_kept(), m.error_token_other_kind_todo());
    case 'permission_missing':
      return say(
        detail ? m.error_permission_named({ permission: detail }) : m.error_permission(),
        m.error_nothing_kept(),
        m.error_permission_todo(),
      );
    case 'not_approved':
      return say(m.error_not_approved(), m.error_nothing_kept(), m.error_not_approved_todo());
    case 'not_eligible':
      return say(m.error_not_eligible(), m.error_nothing_changed(), m.error_not_eligible_todo());
    case 'restricted':
      return say(m.error_restricted(), m.error_nothing_changed(), m.error_restricted_todo());
    case 'not_professional':
      return say(m.error_not_professional(), m.error_nothing_kept(), m.error_not_professional_todo());
    case 'access_off':
      return say(m.error_access_off(), m.error_nothing_kept(), m.error_access_off_todo());
    case 'page_not_linked':
      return say(m.error_page_not_linked(), m.error_nothing_kept(), m.error_page_not_linked_todo());
    case 'page_task_missing':
      return say(m.error_page_task_missing(), m.error_nothing_kept(), m.error_page_task_missing_todo());
    case 'subscribe_failed':
      return say(m.error_subscribe_failed(), m.error_nothing_kept(), m.error_subscribe_failed_todo());
    case 'offline':
      return say(m.error_offline(), m.error_nothing_changed(), m.error_offline_todo());
    case 'instagram_unavailable':
      return say(m.error_instagram(), m.error_nothing_changed(), m.error_wait_todo());
    case 'rate_limited':
      return say(m.error_rate(), m.error_stopped_asking(), m.error_wait_todo());
    case 'keychain_locked':
      return say(m.error_keychain_locked(), m.error_nothing_changed(), m.error_keychain_locked_todo());
    case 'keychain_denied':
      return say(m.error_keychain_denied(), m.error_nothing_changed(), m.error_keychain_denied_todo());
    case 'keychain_absent':
      return say(m.error_keychain_absent(), m.error_nothing_changed(), m.error_keychain_absent_todo());
    case 'wrong_passphrase':
      return say(m.error_passphrase(), m.error_nothing_changed(), m.error_passphrase_todo());
    case 'sign_in_denied':
      return say(m.error_sign_in_denied(), m.error_nothing_changed(), m.error_sign_in_denied_todo());
    case 'sign_in_over':
      return say(m.error_sign_in_over(), m.error_nothing_changed(), m.error_sign_in_over_todo());
    case 'sign_in_refused':
      return say(m.error_sign_in_refused(), m.error_nothing_changed(), m.error_sign_in_refused_todo());
    case 'sign_in_other_account':
      return say(detail ? m.error_sign_in_other({ account: detail }) : m.error_sign_in_other_any(), m.error_sign_in_other_did(), m.error_sign_in_other_todo());
    case 'sign_in_not_offered':
      return say(m.error_sign_in_not_offered(), m.error_nothing_changed(), m.error_sign_in_not_offered_todo());
    case 'relay_not_paired':
      return say(m.error_relay_not_paired(), m.error_nothing_changed(), m.error_relay_not_paired_todo());
    case 'recovery_code_length':
      return say(detail ? m.error_recovery_length({ words: detail }) : m.error_recovery_length_any(), m.error_nothing_changed(), m.error_recovery_todo());
    case 'recovery_code_word':
      return say(detail ? m.error_recovery_word({ place: detail }) : m.error_recovery_word_any(), m.error_nothing_changed(), m.error_recovery_todo());
    case 'recovery_code_wrong':
      return say(m.error_recovery_wrong(), m.error_nothing_changed(), m.error_recovery_wrong_todo());
    case 'file_format':
      return say(m.error_file_format(), m.error_not_attached(), m.error_file_todo());
    case 'file_mismatch':
      return say(m.error_file_mismatch(), m.error_not_attached(), m.error_file_todo());
    case 'file_too_large':
      return say(m.error_file_large(), m.error_not_attached(), m.error_file_todo());
    case 'too_many_pixels':
      return say(m.error_file_pixels(), m.error_not_attached(), m.error_file_todo());
    case 'file_empty':
      return say(m.error_file_empty(), m.error_not_attached(), m.error_file_todo());
    case 'too_many_files':
      return say(m.error_file_many(), m.error_not_attached(), m.error_file_many_todo());
    case 'relay_link_malformed':
      return say(m.error_relay_link(), m.error_nothing_kept(), m.error_relay_link_todo());
    case 'relay_link_not_private':
      return say(m.error_relay_plain(), m.error_nothing_kept(), m.error_relay_plain_todo());
    case 'relay_link_used':
      return say(m.error_relay_used(), m.error_nothing_kept(), m.error_relay_used_todo());
    case 'relay_not_genuine':
      return say(m.error_relay_not_genuine(), m.error_nothing_kept(), m.error_relay_not_genuine_todo());
    case 'relay_not_reached':
      return say(m.error_relay_not_reached(), m.error_nothing_kept(), m.error_relay_not_reached_todo());
    case 'relay_in_trouble':
      return say(m.error_relay_trouble(), m.error_nothing_kept(), m.error_relay_trouble_todo());
    case 'relay_paired':
      return say(m.error_relay_paired(), m.error_nothing_changed(), m.error_relay_paired_todo());
    case 'disposition_required':
      return say(m.error_disposition(), m.error_nothing_changed(), m.error_disposition_todo());
    case 'name_taken':
      return say(m.error_name_taken(), m.error_nothing_changed(), m.error_name_taken_todo());
    case 'disk_full':
      return say(m.error_disk(), m.error_nothing_lost(), m.error_disk_todo());
    case 'store_busy':
      return say(m.error_store_busy(), m.error_store_busy_did(), m.store_busy_todo());
    case 'store_damaged':
      return say(m.error_damaged(), m.error_damaged_did(), m.error_damaged_todo());
    case 'folder_refused':
      return say(m.error_folder(), m.error_nothing_changed(), m.error_folder_todo());
    case 'file_not_written':
      return say(m.error_file_not_written(), m.error_nothing_changed(), m.error_folder_todo());
    case 'window_closed_then':
      return say(m.error_window_then(), m.error_not_scheduled(), m.error_window_then_todo());
    case 'time_is_over':
      return say(m.error_time_over(), m.error_not_scheduled(), m.error_time_over_todo());
    case 'always_quiet':
      return say(m.error_always_quiet(), m.error_nothing_changed(), m.error_always_quiet_todo());
    case 'blank_left':
      return say(m.error_blank(), m.error_not_sent_kept(), m.error_blank_todo());
    case 'too_late':
      return say(m.error_too_late(), m.error_nothing_changed(), m.error_too_late_todo());
    case 'wrong_space':
      return say(m.error_wrong_space(), m.error_nothing_changed(), m.error_wrong_space_todo());
    case 'not_found':
      return say(m.error_not_found(), m.error_nothing_changed(), m.error_not_found_todo());
    case 'invalid':
    case 'internal':
      return say(m.error_internal(), m.error_nothing_lost(), m.error_internal_todo());
  }
}

function say(happened: string, did: string, todo: string): Explained {
  return { happened, did, todo };
}
