import type { ConversationRow } from '$lib/contract/generated';
import { entryOf } from '$lib/data/query.svelte';
import { inbox } from './state.svelte';

/** What the list or the open thread knows of a conversation. */
export function rowOf(id: number): ConversationRow | undefined {
  return inbox.feed.rows.find((row) => row.id === id) ?? entryOf('conversation', { conversation: id }).data?.row;
}
