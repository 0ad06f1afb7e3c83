import { MAX_TEXT_BYTES, type HandleView, type MentionView, type SavedReplyView } from '$lib/contract/generated';
import { clock } from '$lib/data/clock.svelte';
import { call } from '$lib/data/core';
import { m } from '$lib/words';
import { plain } from '$lib/words/text';
import { found, isFor } from '../saved/find';
import { today } from '../saved/today';

/** Words of thanks, and the saved reply that they come from, if they do. */
export type Thanks = { text: string; reply: SavedReplyView | null };

/** Ways to say thank you for a mention: several, so that not everybody gets the same words. */
export function thanksFor(name: string): string[] {
  const first = plain(name).trim().split(/\s+/u)[0] ?? '';
  // Who is known by the end of an id only is thanked without it.
  const named = /^[\p{L}\p{M}'’-]+$/u.test(first) && first !== 'Instagram';
  if (!named) return [m.thanks_plain_1(), m.thanks_plain_2(), m.thanks_plain_3()];
  // What is sent holds no marks of direction, which only the window needs.
  return [m.thanks_1, m.thanks_2, m.thanks_3, m.thanks_4].map((thanks) => plain(thanks({ name: first })));
}

/** A handle's saved replies that thank: those with the tag, in English or in the language of the window. */
export function thanksAmong(replies: readonly SavedReplyView[], handle: Pick<HandleView, 'id' | 'brand'>): SavedReplyView[] {
  const tags = ['thanks', m.thanks_tag().toLowerCase()];
  return found(replies.filter((reply) => isFor(reply, handle) && reply.draft.tags.some((tag) => tags.includes(tag.toLowerCase()))), '');
}

/**
 * The words of a turn: of the saved replies that thank, one after the other, the first that can be sent as it is; without
 * one, words that come with the app.
 */
export async function thanksOf(mention: MentionView, replies: readonly SavedReplyView[], turn: number): Promise<Thanks> {
  for (let at = 0; at < replies.length; at += 1) {
    const reply = replies[(turn + at) % replies.length];
    if (!reply) continue;
    const filled = await call('fill_saved_reply', { saved_reply: reply.id, conversation: mention.row.id, language: null, today: today(reply, clock.minute) }).catch(() => null);
    if (filled && filled.blanks === 0 && filled.bytes > 0 && filled.bytes <= MAX_TEXT_BYTES) return { text: filled.text, reply };
  }
  return shippedThanks(mention, turn);
}

/** Words that come with the app. */
export function shippedThanks(mention: MentionView, turn: number): Thanks {
  const variants = thanksFor(mention.row.person.name);
  return { text: variants[turn % variants.length] ?? '', reply: null };
}
