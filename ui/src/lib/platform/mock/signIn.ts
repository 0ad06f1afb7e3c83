import type { ConnectPreview, ErrorCode, SignInView } from '$lib/contract/generated';
import { CoreError } from '../platform';

const ENDS: Record<string, { code: ErrorCode; detail: string | null }> = {
  other: { code: 'sign_in_other_account', detail: '@luma.other' },
  denied: { code: 'sign_in_denied', detail: null },
  over: { code: 'sign_in_over', detail: null },
  fewer: { code: 'permission_missing', detail: 'instagram_business_manage_messages' },
  refused: { code: 'sign_in_refused', detail: 'Matching code was not found or was already used' },
};

const PREVIEW: ConnectPreview = {
  flow: 'checked',
  flavour: 'instagram_login',
  candidates: [
    { number: 0, username: 'luma.fr', page_name: null, problem: null, name: 'Luma France', account_type: 'business', followers: 4_100, known: true, waits_for: null },
  ],
};

/** How far a sign-in is: at once at the end that was asked for, else where it was. */
export function ended(view: SignInView | null, how: string | null): SignInView {
  if (!view) throw new CoreError('not_found');
  if (how === 'checking') return { ...view, stage: 'checking' };
  if (how === 'locked') return { ...view, stage: 'choose', preview: PREVIEW, error: { code: 'keychain_locked', detail: null, trace: null } };
  const end = ENDS[how ?? ''];
  return end ? { ...view, stage: 'failed', error: { ...end, trace: null } } : view;
}
