import type { Phase } from '$lib/contract/generated';
import { m } from '$lib/words/say';

/** What a state that keeps the inbox closed says. */
export function wordsOf(phase: Exclude<Phase, 'ready' | 'welcome'>): { title: string; did: string; todo: string } {
  switch (phase) {
    case 'keychain_locked':
      return { title: m.phase_keychain_locked(), did: m.phase_kept_closed(), todo: m.phase_keychain_locked_todo() };
    case 'keychain_denied':
      return { title: m.phase_keychain_denied(), did: m.phase_kept_closed(), todo: m.phase_keychain_denied_todo() };
    case 'keychain_hung':
      return { title: m.phase_keychain_hung(), did: m.phase_kept_closed(), todo: m.phase_keychain_hung_todo() };
    case 'keychain_absent':
      return { title: m.phase_keychain_absent(), did: m.phase_kept_closed(), todo: m.phase_keychain_absent_todo() };
    case 'passphrase_new':
      return { title: m.phase_passphrase_new(), did: m.phase_passphrase_new_did(), todo: m.phase_passphrase_new_todo() };
    case 'passphrase_needed':
      return { title: m.phase_passphrase(), did: m.phase_passphrase_did(), todo: m.phase_passphrase_todo() };
    case 'key_missing':
      return { title: m.phase_key_missing(), did: m.phase_untouched(), todo: m.phase_key_missing_todo() };
    case 'key_changed':
      return { title: m.phase_key_changed(), did: m.phase_untouched(), todo: m.phase_key_changed_todo() };
    case 'store_in_use':
      return { title: m.phase_in_use(), did: m.phase_in_use_did(), todo: m.phase_in_use_todo() };
    case 'store_busy':
      return { title: m.phase_store_busy(), did: m.phase_store_busy_did(), todo: m.phase_store_busy_todo() };
    case 'store_newer':
      return { title: m.phase_newer(), did: m.phase_untouched(), todo: m.phase_newer_todo() };
    case 'store_lost':
      return { title: m.phase_lost(), did: m.phase_lost_did(), todo: m.phase_lost_todo() };
    case 'store_unreachable':
      return { title: m.phase_unreachable(), did: m.phase_unreachable_did(), todo: m.phase_unreachable_todo() };
    case 'store_broken':
      return { title: m.phase_broken(), did: m.phase_broken_did(), todo: m.phase_broken_todo() };
    case 'store_unreadable':
      return { title: m.phase_unreadable(), did: m.phase_unreadable_did(), todo: m.phase_unreadable_todo() };
    case 'store_repairing':
      return { title: m.phase_repairing(), did: m.phase_repairing_did(), todo: m.phase_repairing_todo() };
    case 'disk_full':
      return { title: m.phase_disk(), did: m.phase_disk_did(), todo: m.phase_disk_todo() };
  }
}

/** Whether a recovery code leads out of a state. */
export function recoverable(phase: Phase): boolean {
  return ['keychain_locked', 'keychain_denied', 'keychain_hung', 'keychain_absent', 'key_missing', 'key_changed', 'passphrase_needed'].includes(phase);
}
