import type { MessageView, NoteView, ReplyView, ThreadLine } from '$lib/contract/generated';
import { daysBetween } from '$lib/words/dates';

/** What stands in a thread, from top to bottom. */
export type Item =
  | { type: 'older'; key: string }
  | { type: 'gap'; key: string }
  | { type: 'hole'; key: string }
  | { type: 'day'; key: string; at: number }
  | { type: 'line'; key: string; line: ThreadLine }
  | { type: 'note'; key: string; note: NoteView }
  | { type: 'message'; key: string; message: MessageView; first: boolean; last: boolean }
  | { type: 'reply'; key: string; reply: ReplyView };

/** What a thread is made of. */
export type Parts = {
  messages: readonly MessageView[];
  lines: readonly ThreadLine[];
  replies: readonly ReplyView[];
  /** Notes stand where they were written; those older than what is loaded are left out. */
  notes?: readonly NoteView[];
  /** What there is above the first message. */
  above: { older: boolean; atInstagram: boolean };
};

/** Bubbles of one direction within this time hang together. */
const GROUP_MS = 5 * 60_000;

/** A message, a line or a note, in its place. */
type Entry = { position: number; at: number } & ({ message: MessageView } | { line: ThreadLine } | { note: NoteView });

function together(one: Entry | undefined, two: Entry | undefined): boolean {
  if (!one || !two || !('message' in one) || !('message' in two)) return false;
  return (
    one.message.direction === two.message.direction &&
    one.message.origin === two.message.origin &&
    !two.message.gap_before &&
    two.at - one.at < GROUP_MS &&
    daysBetween(one.at, two.at) === 0
  );
}

/** The messages and the lines between them, in the order of their positions; a line stands before its equal. */
function ordered(messages: readonly MessageView[], lines: readonly ThreadLine[], notes: readonly NoteView[]): Entry[] {
  const entries: Entry[] = [
    ...lines.map((line) => ({ position: line.position, at: line.at, line })),
    ...messages.map((message) => ({ position: message.position, at: message.at, message })),
  ];
  entries.sort((one, two) => one.position - two.position);
  for (const note of notes) {
    // A note has a time and no position.
    const after = entries.findLastIndex((entry) => entry.at <= note.at);
    const entry = { position: entries[after]?.position ?? 0, at: note.at, note };
    if (after >= 0) entries.splice(after + 1, 0, entry);
  }
  return entries;
}

/** Builds the items of a thread: its days, its groups, its lines, what is missing, and replies on their way below. */
export function itemsOf({ messages, lines, replies, notes = [], above }: Parts): Item[] {
  const items: Item[] = [];
  if (above.older) items.push({ type: 'older', key: 'older' });
  else if (above.atInstagram) items.push({ type: 'gap', key: 'gap' });
  const entries = ordered(messages, lines, notes);
  entries.forEach((entry, index) => {
    const before = entries[index - 1];
    if ('message' in entry && entry.message.gap_before) items.push({ type: 'hole', key: `hole ${entry.message.id}` });
    if (!before || daysBetween(before.at, entry.at) !== 0) {
      items.push({ type: 'day', key: `day ${keyOf(entry)}`, at: entry.at });
    }
    if ('line' in entry) items.push({ type: 'line', key: keyOf(entry), line: entry.line });
    else if ('note' in entry) items.push({ type: 'note', key: keyOf(entry), note: entry.note });
    else {
      items.push({
        type: 'message',
        key: keyOf(entry),
        message: entry.message,
        first: !together(before, entry),
        last: !together(entry, entries[index + 1]),
      });
    }
  });
  let before = entries.at(-1)?.at;
  for (const reply of replies) {
    if (before === undefined || daysBetween(before, reply.created_at) > 0) {
      items.push({ type: 'day', key: `day ${reply.id}`, at: reply.created_at });
    }
    items.push({ type: 'reply', key: `reply ${reply.id}`, reply });
    before = Math.max(before ?? 0, reply.created_at);
  }
  return items;
}

function keyOf(entry: Entry): string {
  if ('note' in entry) return `note ${entry.note.id}`;
  return 'message' in entry ? `message ${entry.message.id}` : `line ${entry.position} ${JSON.stringify(entry.line.what)}`;
}
