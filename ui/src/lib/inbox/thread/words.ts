import type { MessageView } from '$lib/contract/generated';
import { m } from '$lib/paraglide/messages.js';
import { time } from '$lib/words/dates';
import { kindWord } from '$lib/words/message';

/** A message as one sentence for a screen reader: "Maria, 14:02, image, 2 pictures". */
export function messageInWords(message: MessageView, person: string): string {
  const parts = [message.direction === 'in' ? person : m.you(), time(message.at)];
  if (message.kind !== 'text') parts.push(kindWord(message.kind));
  const body = message.text ?? message.postback;
  if (body && message.kind !== 'unsent') parts.push(body);
  if (message.attachments.length > 1) parts.push(m.n_attachments({ count: message.attachments.length }));
  if (message.origin === 'elsewhere') parts.push(m.sent_in_instagram());
  if (message.edited) parts.push(m.edited());
  if (message.seen) parts.push(m.seen());
  for (const reaction of message.reactions) {
    parts.push(`${reaction.emoji} ${reaction.by === 'in' ? m.reaction_from({ name: person }) : m.reaction_from_us()}`);
  }
  return parts.join(', ');
}
