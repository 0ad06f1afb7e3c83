import type { HandleView, Health, HealthCode } from '$lib/contract/generated';
import { date, number } from './dates';
import { m } from './say';
import { stateWords, type StateWords } from './health';

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

/** What the app knows of a handle's state, in words. `null` when there is nothing to say. `browser` as in {@link stateWords}. */
export function diagnose(handle: HandleView, now: number, browser = false): StateWords | null {
  if (handle.code === 'receiving' || handle.code === 'catching_up') return null;
  const end = handle.token_ends_at;
  const days = end === null ? undefined : Math.max(0, Math.ceil((end - now) / 86_400_000));
  const words = stateWords(handle.code, `@${handle.username}`, days, browser);
  const { eligible_from: from, followers } = handle;
  if (from === null || !FORECAST.includes(handle.code)) return words;
  const headline = followers === null ? m.qualifies_on({ date: date(from) }) : m.qualifies_at({ date: date(from), followers: number(followers) });
  return { ...words, headline, meaning: m.waits_because({ cause: words.headline, meaning: words.meaning }) };
}

/** What a handle waits for until a day that is known: the day is what a person wants to know first (requirements, R17). */
const FORECAST: readonly HealthCode[] = ['ga_not_started', 'followers_below', 'followers_above'];

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
