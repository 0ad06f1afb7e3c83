import type { ConversationRow, LabelView, NoteView, SavedView, Standing } from '$lib/contract/generated';
import { NO_FILTER } from '$lib/inbox/triage/filter';

const HOUR = 3_600_000;

/** What a person said about a conversation: nothing yet. */
export const NO_MARKS = {
  reaction: null,
  labels: [],
  intent: null,
  disposition: null,
  muted: false,
  snoozed_until: null,
  woke_at: null,
  noted: false,
  waiting_mention: null,
  deleted_at: null,
  reply_due: null,
} satisfies Partial<ConversationRow>;

/** Where a row stands that nothing puts away. */
export function standsAt(standing: Standing): Pick<ConversationRow, 'standing' | 'beneath' | 'reopened'> {
  return { standing, beneath: standing, reopened: standing };
}

type Label = Omit<LabelView, 'conversations'>;

export const LABELS: Label[] = [
  { id: 1, name: 'creator', hue: 9 },
  { id: 2, name: 'dry skin', hue: 6 },
  { id: 3, name: 'refund', hue: 0 },
  { id: 4, name: 'wholesale', hue: 3 },
  { id: 5, name: 'Rückfrage an das Lager in Hamburg', hue: 7 },
];

/** What somebody has said about some of the conversations already. */
export function marksOf(number: number, at: number, now: number): Partial<ConversationRow> {
  switch (number) {
    case 1:
      return { labels: [3], intent: 'issue' };
    case 7:
      return { labels: [1, 2, 3, 5], noted: true };
    case 9:
      return { labels: [4], woke_at: now - 2 * HOUR };
    case 10:
      return { disposition: 'thanked' };
    case 11:
      return { standing: 'snoozed', snoozed_until: now + 17 * HOUR, labels: [2] };
    case 12:
      return { muted: true, standing: 'quiet' };
    default:
      // The later ones are many: a few of each, so that every view has some.
      return number % 29 === 17 ? { standing: 'snoozed', snoozed_until: at + 60 * HOUR } : number % 31 === 18 ? { standing: 'spam' } : {};
  }
}

export function notesOf(now: number): Map<number, NoteView[]> {
  const note = { id: 1, at: now - 46 * HOUR, edited_at: null, author: 'Ada', text: 'Asked for a PR box in May. Wants unscented only.' };
  return new Map([[7, [note, { ...note, id: 2, at: now - 3 * HOUR, text: 'Refund agreed with Ola.' }]]]);
}

export const SAVED: Omit<SavedView, 'count'>[] = [
  { id: 1, name: 'Refunds', view: 'needs_reply', sort: 'closing_soonest', filter: { ...NO_FILTER, labels: [3] } },
  { id: 2, name: 'Unread questions, closing soon', view: 'needs_reply', sort: 'closing_soonest', filter: { ...NO_FILTER, unread: true, closes_within_ms: 4 * HOUR } },
];
