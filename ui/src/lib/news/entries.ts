import type { HandleView } from '$lib/contract/generated';
import { m } from '$lib/words/say';

/** A dated change, kept with the app. */
export type NewsEntry = {
  /** Stable: what was seen is remembered by it. */
  id: string;
  /** The day, as `YYYY-MM-DD`. */
  date: string;
  about: 'instagram' | 'app';
  title: () => string;
  text: () => string;
  /** Whom of the handles it concerns. */
  affects: (handle: HandleView) => boolean;
  /** The article that goes on from here. */
  article?: string;
  /** Leads to what Instagram supports instead. */
  support?: true;
};

const all = () => true;
const facebook = (handle: HandleView) => handle.flavour === 'facebook_login';
const instagram = (handle: HandleView) => handle.flavour === 'instagram_login';
/** Who came in with a phase of 2021, judged by present followers; the last one let everybody in. */
const between = (min: number, max: number) => (handle: HandleView) =>
  handle.followers !== null && handle.followers >= min && handle.followers <= max;

/** Newest first (instagram-platform, sections 9 and 10). */
export const NEWS: readonly NewsEntry[] = [
  { id: 'start', date: '2026-11-25', about: 'app', title: m.news_start, text: m.news_start_note, affects: all, article: 'stop' },
  { id: 'sticker', date: '2026-08-30', about: 'instagram', title: m.news_sticker, text: m.news_sticker_note, affects: facebook, support: true },
  { id: 'restricted', date: '2026-06-25', about: 'instagram', title: m.news_restricted, text: m.news_restricted_note, affects: all, article: 'rules' },
  { id: 'images', date: '2026-05-06', about: 'instagram', title: m.news_images, text: m.news_images_note, affects: all, support: true },
  { id: 'tags', date: '2026-04-27', about: 'instagram', title: m.news_tags, text: m.news_tags_note, affects: all, article: 'human' },
  { id: 'pdf', date: '2025-12-19', about: 'instagram', title: m.news_pdf, text: m.news_pdf_note, affects: all, support: true },
  { id: 'edits', date: '2025-09-10', about: 'instagram', title: m.news_edits, text: m.news_edits_note, affects: all, support: true },
  { id: 'scopes', date: '2025-01-27', about: 'instagram', title: m.news_scopes, text: m.news_scopes_note, affects: instagram, article: 'token' },
  { id: 'login', date: '2024-07-23', about: 'instagram', title: m.news_login, text: m.news_login_note, affects: instagram, article: 'meta_app' },
  { id: 'phase3', date: '2021-08-16', about: 'instagram', title: m.news_phase3, text: m.news_phase3_note, affects: all, article: 'phases' },
  { id: 'phase2', date: '2021-07-07', about: 'instagram', title: m.news_phase2, text: m.news_phase2_note, affects: between(1_000, 100_000), article: 'phases' },
  { id: 'phase1', date: '2021-06-02', about: 'instagram', title: m.news_phase1, text: m.news_phase1_note, affects: between(10_000, 100_000), article: 'phases' },
];

/** The handles that an entry concerns. */
export function affected(entry: NewsEntry, handles: readonly HandleView[]): HandleView[] {
  return handles.filter(entry.affects);
}
