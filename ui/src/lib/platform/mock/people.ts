import type { HandleView, PersonView } from '$lib/contract/generated';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The handles of the mock: one in each state. */
export function handles(now: number): HandleView[] {
  const base = {
    name: null,
    has_picture: false,
    flavour: 'instagram_login' as const,
    account_type: 'business' as const,
    followers: 128_000,
    eligible_from: null,
    on: true,
    health: 'receiving' as const,
    code: 'receiving' as const,
    trouble: null,
    empty_suspected: false,
    throttled_until: null,
    since: null,
    token_ends_at: now + 44 * DAY,
    last_synced_at: now - 12_000,
    looks: 0,
    looked_well: false,
    paused_at: null,
    disconnected_at: null,
    needs_reply: 0,
    brand: null,
    mentions_need_reply: false,
    disposition_required: false,
    time_zone: null,
    sla: null,
    tint: null,
  };
  return [
    { ...base, id: 1, username: 'luma.skin', brand: 'Luma Beauty', name: 'Luma Skin' },
    { ...base, id: 2, username: 'luma.home', name: 'Luma Home', followers: 24_310, health: 'catching_up', code: 'catching_up' },
    { ...base, id: 3, username: 'luma.kids', brand: 'Luma Beauty', disposition_required: true, name: 'Luma Kids', health: 'warning', code: 'token_ends_soon', token_ends_at: now + 3 * DAY },
    { ...base, id: 4, username: 'luma.de', health: 'blocked', code: 'access_off', trouble: 'access_off', since: now - 4 * HOUR - 120_000 },
    { ...base, id: 5, username: 'luma.wholesale.international', health: 'not_receiving', code: 'token_expired', trouble: 'token_expired', since: now - 30 * HOUR },
    { ...base, id: 6, username: 'luma.lab', followers: 312, on: false, health: 'paused', code: 'paused_by_you', paused_at: now - 26 * HOUR, since: now - 26 * HOUR },
  ];
}

const NAMES = [
  'Noor Okafor', 'Mira Kovač', 'Tomás Silva', 'שירה לוי', 'Aiko Brandt', 'Jules Dubois', 'Ravi Patel', 'Lena Popescu',
  'Kim Wójcik', 'Ola Danjuma', 'محمد العلي', '佐藤 美咲', 'Ana María Fernández de la Vega y Rodríguez-Montenegro', 'Þóra Björnsdóttir',
  'Nguyễn Thị Hồng', '김서연', 'Élodie Brun', 'Zoë 🌻', 'Oskar Lind', 'Дарья Иванова', 'สมหญิง ใจดี', 'Max Mustermann',
];

/** A person of the mock. */
export function person(id: number): PersonView {
  // Of one of them nothing is known.
  if (id === 22) return { id, name: 'Instagram user …0022', username: null, has_picture: false, followers: null, follows_us: null, followed_by_us: null, verified: false };
  const name = NAMES[id % NAMES.length] ?? 'Somebody';
  return {
    id,
    name,
    username: `${name.normalize('NFKD').replace(/[^a-zA-Z]+/g, '.').replace(/^\.|\.$/g, '').toLowerCase().slice(0, 24) || 'user'}${id > 21 ? id : ''}`,
    has_picture: id % 5 === 0,
    followers: (id * 7_919) % 40_000,
    follows_us: id % 3 === 0 ? true : id % 3 === 1 ? false : null,
    followed_by_us: id % 4 === 0,
    verified: id % 9 === 1,
  };
}
