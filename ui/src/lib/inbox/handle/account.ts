import type { AccountType } from '$lib/contract/generated';
import { m } from '$lib/words/say';

/** The kind of an account. */
export function accountWord(type: AccountType): string {
  switch (type) {
    case 'business':
      return m.account_business();
    case 'creator':
      return m.account_creator();
    case 'personal':
      return m.account_personal();
    case 'other':
      return m.account_other();
  }
}
