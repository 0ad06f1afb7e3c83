import type { ConversationView, MentionView, MessageView } from '$lib/contract/generated';
import { entryOf } from '$lib/data/query.svelte';
import { inbox } from '../state.svelte';
import { ownReaction } from '../thread/acts';
import { threadFeed } from '../thread/feed.svelte';
import { desk } from './desk.svelte';

/** A mention as its thread knows it. What was done about it is known of the newest alone, which thanks are for. */
export function mentionOf(message: MessageView, { row, blocker }: ConversationView): MentionView {
  const media = message.attachments.findIndex((one) => one.has_media);
  return {
    message: message.id,
    position: message.position,
    at: message.at,
    ends_at: message.story_ends_at ?? message.at,
    media: media < 0 ? null : media,
    row,
    blocker,
    thanked: desk.doneAbout(message.id),
    reaction: ownReaction(message),
  };
}

/** Whether nobody answered a mention or called it done: the newest of its conversation. */
export function waits(mention: MentionView): boolean {
  return mention.thanked === null && mention.position === mention.row.waiting_mention;
}

/** The mention of the open thread that nobody thanked for yet, where that can be done now. */
export function mentionInThread(): MentionView | undefined {
  if (inbox.selected === null) return undefined;
  const view = entryOf('conversation', { conversation: inbox.selected }).data;
  const message = threadFeed(inbox.selected).messages.findLast((one) => one.kind === 'story_mention' && one.direction === 'in');
  if (!view || !message) return undefined;
  const mention = mentionOf(message, view);
  return waits(mention) && desk.canThank(mention) ? mention : undefined;
}
