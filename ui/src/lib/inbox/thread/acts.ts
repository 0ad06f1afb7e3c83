import type { MessageView } from '$lib/contract/generated';

/** What can be done with the messages of a thread at the moment. */
export type MessageActs = {
  /** Replies and reactions can leave. */
  answer: boolean;
  /** Instagram takes the heart only, as a reaction. */
  onlyLove: boolean;
};

/** Reactions that Instagram knows, by their emoji (instagram-platform, section 6.6). The heart comes first. */
export const REACTIONS = ['❤️', '😂', '😮', '😢', '😡', '👍'] as const;

/** The handle's own reaction on a message. */
export function ownReaction(message: MessageView): string | null {
  return message.reactions.find((one) => one.by === 'out')?.emoji ?? null;
}

/** Whether an emoji is the same reaction: Instagram sends the heart with and without its variation sign. */
export function sameReaction(one: string | null, two: string | null): boolean {
  const bare = (emoji: string | null) => emoji?.replaceAll('\ufe0f', '') ?? null;
  return bare(one) === bare(two);
}

/** Whether a message is there to be replied or reacted to. */
export function isAnswerable(message: MessageView): boolean {
  return message.kind !== 'unsent' && message.addressable;
}
