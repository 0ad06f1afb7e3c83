import type { MentionView } from '$lib/contract/generated';

/** Whether the story of a mention is still there, as far as is known. */
export function isLive(mention: MentionView, now: number): boolean {
  return mention.ends_at > now;
}

/** What is gone first comes first; what is gone already comes last, the latest first. */
export function inOrder(mentions: readonly MentionView[], now: number): MentionView[] {
  const live = mentions.filter((one) => isLive(one, now)).sort((one, two) => one.position - two.position);
  const gone = mentions.filter((one) => !isLive(one, now)).sort((one, two) => two.position - one.position);
  return [...live, ...gone];
}
