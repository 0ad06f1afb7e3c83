import type { ConversationRow } from '$lib/contract/generated';
import { entryOf } from '$lib/data/query.svelte';
import { list, m } from '$lib/words';
import { agoInWords } from '$lib/words/dates';
import { plain } from '$lib/words/text';
import { dueNow } from '../sla';
import { windowNow } from '../window';
import { labelsOf } from '../triage/labels';
import { zones } from '../zones.svelte';

/** What a compact row has no room for, in words: its tooltip. */
export function restInWords(row: ConversationRow, handle: string | undefined, now: number): string {
  const labels = labelsOf(row.labels, entryOf('labels', {}).data ?? []).map((label) => label.name);
  const parts = [
    plain(row.person.name),
    row.person.username && row.person.username !== row.person.name ? `@${row.person.username}` : null,
    handle ? `${m.to_handle()} @${handle}` : null,
    row.window === null || row.reply_due === null ? null : windowNow(row.window, now, undefined, zones.of(row.handle)).words,
    row.reply_due === null ? null : dueNow(row.reply_due, now, zones.of(row.handle)).words,
    row.woke_at === null ? null : m.row_woke({ ago: agoInWords(row.woke_at, now) }),
    row.likely_request ? m.likely_request_short() : null,
    row.kind === 'story_mention' ? m.row_story() : null,
    labels.length > 0 ? m.labels_in_words({ labels: list(labels) }) : null,
  ];
  return parts.filter((part) => part !== null).join(' · ');
}
