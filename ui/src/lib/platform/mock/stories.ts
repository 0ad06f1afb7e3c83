import type { ConversationRow } from '$lib/contract/generated';
import { standsAt } from './marks';
import { person } from './people';
import { attachment, message, type Talk } from './world';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** A row of which nobody said anything. */
const NOTHING_SAID = {
  reaction: null,
  has_draft: false,
  reply_trouble: null,
  closed: false,
  likely_request: false,
  labels: [],
  intent: null,
  disposition: null,
  muted: false,
  snoozed_until: null,
  woke_at: null,
  noted: false,
  waiting_mention: null,
  deleted_at: null,
  reply_due: null,
} satisfies Partial<ConversationRow>;

/** How long ago each mention of `#stories` came, in hours. */
const AGES = [22.8, 20.5, 17, 11.2, 9, 6.4, 3.1, 0.6, 26, 51];

/** Conversations of people who mentioned a handle in their story and said nothing else. */
export function storyTalks(now: number, from: number): Talk[] {
  return AGES.map((hours, index) => {
    const at = now - hours * HOUR;
    // The fourth one's picture is gone before its time.
    const title = index === 3 ? 'gone' : null;
    const mention = message({
      at,
      kind: 'story_mention',
      attachments: [attachment({ kind: 'story_mention', has_media: true, title })],
      story_ends_at: at + DAY,
    });
    const thanked = index === 5;
    const thanks = message({ at: at + HOUR, direction: 'out', origin: 'this_app', text: 'Thank you so much for the mention!' });
    const last = thanked ? thanks : mention;
    return {
      row: {
        id: from + index,
        handle: 1 + (index % 3),
        person: person(from + index),
        ...standsAt(thanked ? 'waiting' : 'quiet'),
        unread: !thanked,
        kind: last.kind,
        direction: last.direction,
        snippet: last.text ?? '',
        at: last.at,
        window: { ends_at: at + DAY, human_agent_ends_at: at + 7 * DAY },
        ...NOTHING_SAID,
        waiting_mention: thanked ? null : mention.position,
      },
      messages: thanked ? [mention, thanks] : [mention],
      lines: [],
      replies: [],
      draft: null,
      uploads: [],
      blocker: null,
    };
  });
}

/** One conversation with very many messages, each with its number. */
export function longTalk(now: number, number: number, count: number): Talk {
  const messages = Array.from({ length: count }, (_, index) =>
    message({ at: now - (count - index) * 60_000, direction: index % 3 === 0 ? 'out' : 'in', text: `Number ${index} of a long conversation${index % 997 === 0 ? ', needle' : ''}` }),
  );
  const last = messages.at(-1);
  return {
    row: {
      id: number,
      handle: 1,
      person: person(number),
      ...standsAt('needs_reply'),
      unread: false,
      kind: 'text',
      direction: last?.direction ?? 'in',
      snippet: last?.text ?? '',
      at: last?.at ?? now,
      window: { ends_at: now + DAY, human_agent_ends_at: now + 7 * DAY },
      ...NOTHING_SAID,
    },
    messages,
    lines: [],
    replies: [],
    draft: null,
    uploads: [],
    blocker: null,
  };
}
