import type { CheckView, HealthCode } from '$lib/contract/generated';
import { m } from '$lib/words/say';
import { stateWords } from '$lib/words/health';

/** What a look at the message access of a handle came to: on, off, or why that cannot be told. */
export function accessAnswer(checks: readonly CheckView[], handle: string): { is: 'on' | 'off' | 'unknown'; words: string } {
  const access = checks.find((one) => one.check === 'message_access');
  switch (access?.state) {
    case 'passed':
      return { is: 'on', words: m.answer_on({ handle }) };
    case 'failed':
      return { is: 'off', words: m.answer_off({ handle }) };
    case 'warning':
      return { is: 'unknown', words: m.answer_empty() };
    case 'not_checked':
    case undefined: {
      const reason = checks.find((one) => one.state === 'failed')?.code ?? 'unknown';
      return { is: 'unknown', words: m.answer_unknown({ reason: stateWords(reason, handle).headline }) };
    }
  }
}

const SIGN_IN: readonly HealthCode[] = ['disconnected', 'token_missing', 'token_expired', 'token_revoked', 'token_ends_soon', 'permission_missing', 'checkpoint'];

/** Whether a new sign-in ends it. */
export function asksForSignIn(code: HealthCode): boolean {
  return SIGN_IN.includes(code);
}
