import type {
  AttachmentKind,
  AttachmentView,
  Blocker,
  ConversationRow,
  HandleView,
  MessageKind,
  MessageView,
  ReplyView,
  ThreadLine,
  UploadView,
} from '$lib/contract/generated';
import { handles, person } from './people';
import { everyKind } from './every';
import { marksOf, NO_MARKS, standsAt } from './marks';
import { special } from './special';
import { longTalk, storyTalks } from './stories';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export type Talk = {
  row: ConversationRow;
  messages: MessageView[];
  lines: ThreadLine[];
  replies: ReplyView[];
  draft: string | null;
  uploads: UploadView[];
  blocker: Blocker | null;
};

/** Everything of the mock, in memory. */
export type World = { now: number; handles: HandleView[]; talks: Map<number, Talk> };

const LINES = [
  'Is the refill pack in the Berlin shop yet?', 'My order arrived with the pump broken 😕', 'יש לכם משלוח לתל אביב?',
  'Merci ! Et pour la taille 3 ?', 'Love the new scent!! ❤️', 'Can you do wholesale for salons?', 'هل المنتج مناسب للبشرة الحساسة؟',
  '新しい香りはいつ発売ですか？', 'Hallo, wann kommt mein Paket an? Ich warte seit zwei Wochen und niemand antwortet mir per E-Mail.',
  '🥰', 'see https://example.com/orders/4471 for the photo', 'Thanks a lot, that was quick!',
];
const KINDS: MessageKind[] = ['text', 'story_mention', 'text', 'text', 'audio', 'text', 'text', 'unsupported', 'text', 'image', 'text', 'reel'];

let nextId = 1_000;
export const id = () => (nextId += 1);

/** A message with nothing special about it. */
export function message(part: Partial<MessageView> & { at: number }): MessageView {
  const number = id();
  return {
    id: number,
    addressable: true,
    position: number,
    direction: 'in',
    origin: part.direction === 'out' ? 'elsewhere' : 'person',
    kind: 'text',
    text: null,
    links: [],
    attachments: [],
    story_has_media: false,
    story_ends_at: null,
    quote: null,
    postback: null,
    reactions: [],
    edited: false,
    seen: false,
    while_paused: false,
    quick_reply: false,
    referral: null,
    to_self: false,
    gap_before: false,
    story_id: null,
    human_agent: false,
    found_by_poll: false,
    ...part,
  };
}

/** An attachment with nothing special about it. */
export function attachment(part: Partial<AttachmentView> & { kind: AttachmentKind }): AttachmentView {
  return {
    named: null,
    title: null,
    has_media: false,
    link_host: null,
    cards: [],
    appointment: null,
    width: null,
    height: null,
    ...part,
  };
}

const AGES = [23.2, 20.8, 9.4, 7.1, 2.2, 62, 22.5, 4.1, 5.3, 6.2, 0.4, 12, 15, 200, 1.1, 19, 26, 3.3];

/** Makes the world: some conversations by hand, the rest by count. */
export function world(now: number, count: number): World {
  const talks = new Map<number, Talk>();
  for (let number = 1; number <= count; number += 1) {
    const talk = number === 2 ? everyKind(now, number) : (special(now, number) ?? ordinary(now, number));
    talks.set(number, talk);
  }
  if (location.hash.includes('stories')) for (const talk of storyTalks(now, 500)) talks.set(talk.row.id, talk);
  if (location.hash.includes('long')) talks.set(900, longTalk(now, 900, 10_000));
  const second = talks.get(2);
  if (location.hash.includes('twice') && second) {
    const again = ordinary(now, 2);
    talks.set(700, { ...again, row: { ...again.row, id: 700, handle: 2, person: { ...second.row.person, id: 700 } } });
  }
  const all = handles(now);
  for (const handle of all) {
    handle.needs_reply = [...talks.values()].filter(
      (talk) => talk.row.handle === handle.id && talk.row.standing === 'needs_reply',
    ).length;
  }
  return { now, handles: all, talks };
}

/** The place of the newest story mention among these. */
export function newestMention(messages: readonly MessageView[]): number | null {
  return messages.findLast((one) => one.kind === 'story_mention' && one.direction === 'in')?.position ?? null;
}

function ordinary(now: number, number: number): Talk {
  const kind = KINDS[(number - 1) % KINDS.length] ?? 'text';
  const text = kind === 'text' || kind === 'image' ? (LINES[(number - 1) % LINES.length] ?? '') : null;
  const hours = (AGES[(number - 1) % AGES.length] ?? 1) + Math.floor((number - 1) / AGES.length) * 1.7;
  const at = now - hours * HOUR;
  const messages: MessageView[] = [];
  for (let back = 40 + (number % 7) * 30; back > 0; back -= 1) {
    const out = back % 3 === 0;
    messages.push(
      message({ at: at - back * 3 * HOUR, direction: out ? 'out' : 'in', text: LINES[back % LINES.length] ?? '', seen: out }),
    );
  }
  messages.push(
    message({
      at,
      kind,
      text,
      attachments:
        kind === 'text' || kind === 'unsupported'
          ? []
          : [attachment({ kind: kind as 'image', has_media: true, width: 640, height: 480 })],
      story_ends_at: kind === 'story_mention' ? at + DAY : null,
    }),
  );
  const answered = number % 5 === 4;
  const done = number % 11 === 10;
  if (answered) messages.push(message({ at: at + 10 * MINUTE, direction: 'out', origin: 'this_app', text: 'On its way, here is the tracking link', seen: true }));
  const last = messages.at(-1);
  return {
    row: {
      ...NO_MARKS,
      id: number,
      handle: 1 + ([0, 0, 1, 0, 2, 0, 1, 3, 0, 0, 4, 0][number % 12] ?? 0),
      person: person(number - 1),
      ...standsAt(answered ? 'waiting' : 'needs_reply'),
      ...(done ? { standing: 'done' as const, beneath: 'done' as const } : {}),
      unread: !answered && number % 4 !== 2,
      kind: last?.kind ?? null,
      direction: last?.direction ?? null,
      snippet: last?.text ?? '',
      at: last?.at ?? null,
      window: { ends_at: at + DAY, human_agent_ends_at: at + 7 * DAY },
      has_draft: number === 5,
      closed: false,
      likely_request: number % 13 === 6,
      reply_trouble: number === 7 ? 'failed' : number === 15 ? 'held' : null,
      waiting_mention: done || answered ? null : newestMention(messages),
      ...(done || answered ? {} : marksOf(number, at, now)),
      ...(answered && location.hash.includes('reacted') ? { reaction: { emoji: '❤️', kind: 'text' as const, snippet: last?.text ?? '' } } : {}),
    },
    messages,
    lines: [],
    replies: [],
    draft: number === 5 ? 'Hi! The sound was hard to understand, could you' : null,
    uploads: [],
    blocker: null,
  };
}
