import editions from '../../../../../src-tauri/crates/domain/src/support/editions.json';
import type { ConnectPreview, FileKind, Settings, SupportEdition, UndeliveredView, UploadView } from '$lib/contract/generated';

/** The most that a file of the mock may have, in bytes; images have less. */
export const MAX_LARGE = 25_000_000;

/** The kind of a file by its name. The core looks at its bytes. */
export function kindOfFile(name: string): FileKind | null {
  if (/\.(png|jpe?g|gif)$/i.test(name)) return 'image';
  if (/\.(mp4|mov|webm)$/i.test(name)) return 'video';
  if (/\.(m4a|aac|wav)$/i.test(name)) return 'audio';
  return /\.pdf$/i.test(name) ? 'pdf' : null;
}

const page = { name: null, account_type: 'business', followers: 8_212, known: false, waits_for: null, problem: null } as const;

/** What a token of Facebook opens: Pages, of which some cannot be used. */
export const PAGES: ConnectPreview = {
  flow: 'pages',
  flavour: 'facebook_login',
  candidates: [
    { ...page, number: 0, username: 'luma.paris', page_name: 'Luma Paris' },
    { ...page, number: 1, username: 'luma.skin', page_name: 'Luma Skin', known: true },
    { ...page, number: 2, username: null, page_name: 'Luma Archive', problem: 'not_linked' },
    { ...page, number: 3, username: 'luma.legal', page_name: 'Luma Legal', problem: 'task_missing' },
  ],
};

/** Whether another file goes with these: ten images, or one other file. */
export function roomFor(attached: readonly UploadView[], kind: FileKind): boolean {
  if (attached.length === 0) return true;
  return kind === 'image' && attached.length < 10 && attached.every((one) => one.kind === 'image');
}

/** The true table: there is one, and its words are to be looked at here, too. */
export const SUPPORT = editions as SupportEdition[];

/** What found no place, on one handle. */
export function undelivered(handle: number | null, now: number): UndeliveredView[] {
  if (handle !== 1) return [];
  return [
    { id: 1, handle, at: now - 40 * 60_000, why: 'unreadable', field: 'message_context' },
    { id: 2, handle, at: now - 5 * 3_600_000, why: 'no_person', field: 'messages' },
    { id: 3, handle, at: now - 26 * 3_600_000, why: 'not_found', field: 'message_edit' },
    { id: 4, handle, at: now - 80 * 3_600_000, why: 'thread_unreadable', field: null },
  ];
}

/** The settings of somebody who has set nothing. */
export const SETTINGS: Settings = {
  undo_ms: 5_000,
  stale_after_min: 30,
  theme: 'system',
  density: 'comfortable',
  single_keys: true,
  notifications: {
    messages: true,
    mentions: true,
    reactions: false,
    woken: true,
    closing: true,
    stopped: true,
    failed: true,
    sound: true,
    preview: 'full',
    quiet_until: null,
    quiet_hours: [],
    quiet_hours_off_until: null,
    stopped_in_quiet: false,
    failed_in_quiet: false,
    quiet_handles: [],
    no_mentions_of: [],
    badge: 'needs_reply',
  },
  keys: {},
  panes: {},
  remembered: {},
  language: null,
  check_news: false,
  agent_name: '',
  when_closed: 'ask',
};
