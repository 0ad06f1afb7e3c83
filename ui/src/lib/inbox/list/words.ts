import type { ConversationRow } from '$lib/contract/generated';
import { m } from '$lib/paraglide/messages.js';
import { ago } from '$lib/words/dates';
import { snippetOf } from '$lib/words/message';
import { plain } from '$lib/words/text';
import { windowNow } from '../window';

/** A row of the list as one sentence for a screen reader: who, what is asked, the words, when, and until when. */
export function rowInWords(row: ConversationRow, handle: string | undefined, now: number): string {
  return [
    plain(row.person.name),
    row.standing === 'needs_reply' ? m.view_needs_reply() : null,
    row.unread ? m.unread() : null,
    handle ? `@${handle}` : null,
    snippetOf(row),
    row.at === null ? null : ago(row.at, now),
    row.window && row.standing !== 'done' ? windowNow(row.window, now).words : null,
    row.reply_trouble === 'failed' ? m.row_not_sent() : null,
    row.reply_trouble === 'unsure' ? m.row_unsure() : null,
    row.reply_trouble === 'held' ? m.row_held() : null,
    row.has_draft ? m.row_draft() : null,
  ]
    .filter((part) => part !== null)
    .join(', ');
}
