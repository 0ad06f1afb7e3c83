import type { CheckView, HealthCode } from '$lib/contract/generated';
import { m } from '$lib/words/say';
import { stateWords } from '$lib/words/health';
import type { Look } from './asking.svelte';

/** What a look at the message access of a handle came to: on, off, or why that cannot be told. */
export function accessAnswer(look: Look, checks: readonly CheckView[], handle: string): { is: 'on' | 'off' | 'unknown'; words: string } {
  const access = checks.find((one) => one.check === 'message_access');
  const failed = checks.find((one) => one.state === 'failed')?.code;
  if (look !== 'not_ended') {
    if (access?.state === 'failed') return { is: 'off', words: m.answer_off({ handle }) };
    if (access?.state === 'warning') return { is: 'unknown', words: m.answer_empty() };
    // A check after it may have failed: that nothing was refused here says something only where Instagram answered.
    if (access?.state === 'passed' && look === 'well') return { is: 'on', words: m.answer_on({ handle }) };
  }
  if (look === 'not_ended' && !failed) return { is: 'unknown', words: m.answer_not_ended() };
  return { is: 'unknown', words: m.answer_unknown({ reason: stateWords(failed ?? 'unknown', handle).headline }) };
}

const SIGN_IN: readonly HealthCode[] = ['disconnected', 'token_missing', 'token_expired', 'token_revoked', 'token_ends_soon', 'permission_missing', 'checkpoint'];

/** Whether a new sign-in ends it. */
export function asksForSignIn(code: HealthCode): boolean {
  return SIGN_IN.includes(code);
}
