import type { MessageView } from '$lib/contract/generated';
import { list, m } from '$lib/words/say';
import { moment } from '$lib/words/dates';
import { kindWord, originWords, referralWords } from '$lib/words/message';
import { plain } from '$lib/words/text';
import { bothTimes } from '$lib/words/zones';

/** A message as one sentence for a screen reader: "Maria, 14:02, image, 2 pictures, before and after". */
export function messageInWords(message: MessageView, person: string, zone: string | null = null): string {
  const parts = [whoseWords(message, person), bothTimes(message.at, zone)];
  if (message.kind !== 'text') parts.push(kindWord(message.kind));
  const named = namedOf(message);
  if (named) parts.push(named);
  if (message.postback) parts.push(message.postback.title ?? m.pressed_without_words());
  if (message.quick_reply) parts.push(m.quick_reply());
  if (message.kind !== 'unsent') parts.push(...carried(message));
  if (message.attachments.length > 1) parts.push(m.n_attachments({ count: message.attachments.length }));
  if (message.referral) parts.push(referralWords(message.referral));
  parts.push(...marks(message));
  if (message.seen) parts.push(m.seen());
  for (const reaction of message.reactions) {
    parts.push(`${reaction.emoji} ${reaction.by === 'in' ? m.reaction_from({ name: person }) : m.reaction_from_us()}`);
  }
  return list(parts.map(plain));
}

/** Whose a message is. */
function whoseWords(message: MessageView, person: string): string {
  return message.direction === 'in' ? person : m.you();
}

/** Instagram's name of what a message is, where it is a kind that we do not know. */
export function namedOf(message: MessageView): string | null {
  return message.attachments.find((one) => one.named)?.named ?? null;
}

/** What is remarkable about a message, beside its time. */
function marks(message: MessageView): string[] {
  if (message.kind === 'unsent') return [];
  return [
    message.edited ? m.edited() : null,
    message.while_paused ? m.while_paused() : null,
    message.human_agent ? m.human_agent() : null,
    message.to_self ? m.to_self() : null,
    message.direction === 'out' ? originWords(message.origin) : null,
  ].filter((part) => part !== null);
}

/** The words that a message carries: its text, titles of what it shares, its cards, its appointment. */
function carried(message: MessageView): string[] {
  const parts: (string | null)[] = [message.text];
  for (const one of message.attachments) {
    parts.push(one.title, one.link_host);
    for (const card of one.cards) parts.push(card.title, card.subtitle, ...card.buttons);
    if (one.appointment?.begins_at != null) parts.push(moment(one.appointment.begins_at));
  }
  return parts.filter((part) => part !== null && part.trim() !== '') as string[];
}
