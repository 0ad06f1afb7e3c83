import type { HandleView, RelayService, RelayStanding, RelayView } from '$lib/contract/generated';

const DAY = 86_400_000;

/** The relay, as it stands. */
export function relay(standing: RelayStanding, handles: HandleView[], now: number, laptop = 'Mia’s laptop'): RelayView {
  const paired = standing !== 'simulated' && standing !== 'not_paired';
  const live = standing === 'live' || standing === 'live_by_asking';
  const there: RelayService[] = ['served', 'served', 'awaited', 'silent', 'not_subscribed', 'not_allowed'];
  return {
    standing,
    since: paired ? now - (live ? 3 * DAY : 5 * 60_000) : null,
    heard_at: paired && standing !== 'no_keys' ? now - (live ? 4_000 : 6 * 60_000) : null,
    pairing: paired
      ? { address: 'https://relay.bluekiln.example', organisation: 'Blue Kiln Ceramics', laptop, paired_at: now - 40 * DAY }
      : null,
    handles: handles.map((handle, place) => ({
      id: handle.id,
      username: handle.username,
      service: !handle.on ? 'off' : live ? (there[place] ?? 'served') : 'read_only',
      last_webhook_at: live ? now - 60_000 * (place + 1) : null,
    })),
  };
}
