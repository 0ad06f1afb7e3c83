import type { MessageView, Origin } from '$lib/contract/generated';
import { list, m } from '$lib/words/say';
import { kindWord, referralWords } from '$lib/words/message';
import { plain } from '$lib/words/text';
import { namedOf } from './words';

type Detail = { label: string; words: string };

/** What is known of a message beside its time, in the order in which it is asked for. What is not known is left out. */
export function detailsOf(message: MessageView, person: string, handle: string): Detail[] {
  const { referral, postback } = message;
  const rows: [label: string, words: string | null][] = [
    [m.detail_who(), message.direction === 'in' ? person : handle],
    [m.detail_kind(), kindWord(message.kind)],
    [m.detail_named(), namedOf(message)],
    [m.detail_where(), whereWords(message.origin)],
    [m.detail_poll(), howItCame(message)],
    [m.payload(), postback?.payload ?? null],
    [m.detail_referral(), referral ? referralWords(referral) : null],
    [m.detail_reference(), referral?.reference ?? null],
    [m.detail_number(), referral?.id ?? null],
    [m.detail_story(), message.story_id],
    [m.detail_marks(), marksOf(message, handle)],
    [m.detail_reactions(), reactionsOf(message, person)],
  ];
  return rows.flatMap(([label, words]) => (words ? [{ label, words: plain(words) }] : []));
}

function whereWords(origin: Origin): string {
  switch (origin) {
    case 'person':
      return m.where_person();
    case 'this_app':
      return m.where_here();
    case 'instagram_app':
      return m.where_app();
    case 'other_app':
      return m.where_other();
    case 'elsewhere':
      return m.where_elsewhere();
  }
}

function howItCame(message: MessageView): string | null {
  if (message.while_paused) return m.detail_paused_words();
  return message.found_by_poll ? m.detail_poll_words() : null;
}

function marksOf(message: MessageView, handle: string): string | null {
  const marks = [
    message.edited ? m.edited() : null,
    message.quick_reply ? m.quick_reply() : null,
    message.human_agent ? m.human_agent() : null,
    message.to_self ? m.to_self_words({ handle }) : null,
    message.seen ? m.seen() : null,
  ].filter((mark) => mark !== null);
  return marks.length > 0 ? list(marks) : null;
}

function reactionsOf(message: MessageView, person: string): string | null {
  const words = message.reactions.map(
    ({ emoji, by }) => `${emoji} ${by === 'in' ? m.reaction_from({ name: person }) : m.reaction_from_us()}`,
  );
  return words.length > 0 ? list(words) : null;
}
