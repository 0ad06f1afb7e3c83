import type { RelayService, RelayStanding } from '$lib/contract/generated';
import { m } from '$lib/words/say';

/** How it stands, in words, and how much it matters. */
export type Standing = { headline: string; meaning: string; tone: 'ok' | 'info' | 'soon' | 'plain'; chip: string };

export function standingWords(standing: RelayStanding): Standing {
  const CHIPS = { ok: m.relay_chip_live, info: m.relay_chip_connecting, soon: m.relay_chip_reading, plain: m.relay_chip_off };
  const say = (tone: Standing['tone'], headline: string, meaning: string): Standing => ({ tone, headline, meaning, chip: CHIPS[tone]() });
  switch (standing) {
    case 'simulated':
      return { ...say('plain', m.relay_simulated(), m.relay_simulated_meaning()), chip: m.relay_chip_simulated() };
    case 'not_paired':
      return say('plain', m.relay_not_paired(), m.relay_not_paired_meaning());
    case 'connecting':
      return say('info', m.relay_connecting(), m.relay_connecting_meaning());
    case 'live':
      return say('ok', m.relay_live(), m.relay_live_meaning());
    case 'live_by_asking':
      return say('ok', m.relay_live_asking(), m.relay_live_asking_meaning());
    case 'unreachable':
      return say('soon', m.relay_down_unreachable(), m.relay_down_unreachable_meaning());
    case 'not_genuine':
      return say('soon', m.relay_down_not_genuine(), m.relay_down_not_genuine_meaning());
    case 'something_else':
      return say('soon', m.relay_down_elsewhere(), m.relay_down_elsewhere_meaning());
    case 'in_trouble':
      return say('soon', m.relay_down_trouble(), m.relay_down_trouble_meaning());
    case 'revoked':
      return say('soon', m.relay_revoked(), m.relay_revoked_meaning());
    case 'no_keys':
      return say('soon', m.relay_no_keys(), m.relay_no_keys_meaning());
  }
}

/** How a handle's messages come. */
export function serviceWords(service: RelayService): string {
  switch (service) {
    case 'served':
      return m.relay_service_served();
    case 'awaited':
      return m.relay_service_awaited();
    case 'not_subscribed':
      return m.relay_service_not_subscribed();
    case 'silent':
      return m.relay_service_silent();
    case 'not_allowed':
      return m.relay_service_not_allowed();
    case 'off':
      return m.relay_service_off();
    case 'read_only':
      return m.relay_service_read();
  }
}

/** The host alone: what a person compares. */
export function hostOf(address: string): string {
  return address.replace(/^https?:\/\//, '');
}
