import type { CheckView, HandleView, HealthView } from '$lib/contract/generated';
import { m } from '$lib/words/say';
import { date, shortDate, since } from '$lib/words/dates';
import { checkStateWords, stateWords } from '$lib/words/health';
import { accountWord } from './account';

/** What stands beside a check: what is the matter, or the fact that it looked at. */
export function besideCheck(one: CheckView, health: HealthView, now: number): string {
  const { handle } = health;
  if (one.state === 'not_checked') return checkStateWords('not_checked');
  if (one.code !== null) {
    if (one.check === 'token' && health.token.ends_at !== null) return m.check_until({ date: date(health.token.ends_at) });
    if (one.check === 'thread_owner') return m.check_owned({ count: health.owned_elsewhere });
    return one.since === null ? stateWords(one.code, `@${handle.username}`).headline : m.check_since({ since: since(one.since, now) });
  }
  return passed(one, health, handle, now);
}

function passed(one: CheckView, health: HealthView, handle: HandleView, now: number): string {
  switch (one.check) {
    case 'account_type':
      return accountWord(handle.account_type);
    case 'access': {
      const open = health.access.phases.find((phase) => phase.present && phase.min === null && phase.max === null);
      return open ? m.check_open_to_all({ date: shortDate(open.starts_at) }) : '';
    }
    case 'token':
      return health.token.ends_at === null ? m.check_no_end() : m.check_until({ date: date(health.token.ends_at) });
    case 'webhooks':
      if (health.last_webhook_at !== null) return since(health.last_webhook_at, now);
      return health.arrivals === null ? m.check_no_relay() : m.check_no_notice();
    case 'freshness':
      return handle.last_synced_at === null ? '' : since(handle.last_synced_at, now);
    default:
      return '';
  }
}
