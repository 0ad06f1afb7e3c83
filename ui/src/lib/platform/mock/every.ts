import type { MessageView, ReplyView, ThreadLine } from '$lib/contract/generated';
import { NO_MARKS, standsAt } from './marks';
import { person } from './people';
import { attachment, message, newestMention, type Talk } from './world';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const picture = { has_media: true, width: 640, height: 480 };
const image = attachment({ kind: 'image', ...picture });

/** One conversation with every kind of message, line and reply, at fixed distances from now: for looking at, and for the reference pictures. */
export function everyKind(now: number, number: number): Talk {
  const at = (hours: number) => now - hours * HOUR;
  const messages = [...plain(at), ...media(at), ...shares(at), ...pressed(at), ...unreadable(at), ...stories(now, at), ...ours(at)];
  const last = messages.at(-1);
  const window = { ends_at: at(20.8) + DAY, human_agent_ends_at: at(20.8) + 7 * DAY };
  return {
    row: {
      ...NO_MARKS,
      id: number,
      handle: 1,
      person: person(1),
      ...standsAt('needs_reply'),
      unread: true,
      kind: 'story_mention',
      direction: 'in',
      snippet: '',
      at: last?.at ?? now,
      window,
      has_draft: false,
      reply_trouble: null,
      closed: false,
      likely_request: false,
      waiting_mention: newestMention(messages),
    },
    messages,
    lines: lines(at, messages),
    replies: location.hash.includes('replies') ? replies(now) : [],
    draft: null,
    uploads: location.hash.includes('uploads')
      ? [
          { id: 'u1', name: 'before-and-after.jpg', kind: 'image', bytes: 2_140_000 },
          { id: 'u2', name: 'night-serum-on-damp-skin-in-winter.png', kind: 'image', bytes: 840_000 },
          { id: 'u3', name: 'wave.gif', kind: 'image', bytes: 96_000 },
        ]
      : [],
    blocker: null,
  };
}

type At = (hours: number) => number;

function plain(at: At): MessageView[] {
  const url = 'https://xn--lum-lza.example/photo';
  return [
    message({
      at: at(140),
      text: 'Hi! Does the night serum work for very dry skin?',
      referral: { source: 'ad', reference: null, id: '6004411', title: 'Winter skin, calmed' },
    }),
    message({ at: at(140) + 30_000, text: 'My skin is peeling since I moved to Oslo 🥶', reactions: [{ by: 'out', emoji: '❤️' }] }),
    message({ at: at(139.9), direction: 'out', origin: 'this_app', text: 'Hi Mira! Yes: two drops on damp skin, then the balm on top.', seen: true, reactions: [{ by: 'in', emoji: '👍' }] }),
    message({ at: at(139.8), kind: 'unsent' }),
    message({ at: at(139.7), text: `look ${url} please`, links: [{ range: { start: 5, end: 5 + url.length }, host: 'xn--lum-lza.example' }], edited: true }),
    message({ at: at(139.6), text: 'שלום, יש לכם משלוח לתל אביב? תודה!' }),
    message({ at: at(139.5), text: '🥰🥰' }),
  ];
}

function media(at: At): MessageView[] {
  return [
    message({ at: at(120), kind: 'image', attachments: [image, image, image, image, image, image], text: 'before and after' }),
    message({ at: at(119), kind: 'image', attachments: [image] }),
    message({ at: at(118), kind: 'video', attachments: [attachment({ kind: 'video', ...picture })] }),
    message({ at: at(117), kind: 'audio', attachments: [attachment({ kind: 'audio', has_media: true })], found_by_poll: true }),
    message({ at: at(116), kind: 'file', attachments: [attachment({ kind: 'file', has_media: true, title: 'invoice-4471-with-a-very-long-name-that-goes-on-and-on.pdf' })] }),
    message({ at: at(115), kind: 'sticker', attachments: [attachment({ kind: 'sticker', has_media: true })] }),
    message({ at: at(114), kind: 'image', attachments: [attachment({ kind: 'image', title: 'gif', has_media: true, width: 240, height: 180 })] }),
    message({ at: at(113), kind: 'image', attachments: [attachment({ kind: 'image', title: 'gone', has_media: true })] }),
    message({ at: at(112), kind: 'media', attachments: [attachment({ kind: 'media', ...picture })] }),
  ];
}

function shares(at: At): MessageView[] {
  return [
    message({ at: at(98), kind: 'post', attachments: [attachment({ kind: 'post', has_media: true, title: 'Five ways to wear the balm in winter', link_host: 'www.instagram.com' })] }),
    message({ at: at(97), kind: 'reel', attachments: [attachment({ kind: 'reel', title: 'My evening routine in 30 seconds', link_host: 'www.instagram.com' })], text: 'is this the same one?' }),
    message({ at: at(96), kind: 'link', attachments: [attachment({ kind: 'fallback', title: 'Dry skin in winter: what helps', link_host: 'skin-magazine.example' })] }),
    message({
      at: at(95),
      direction: 'out',
      origin: 'other_app',
      kind: 'template',
      attachments: [
        attachment({
          kind: 'template',
          cards: [
            { title: 'Night serum', subtitle: '30 ml, for very dry skin · 34 €', has_media: true, buttons: ['See it', 'Ask a question'] },
            { title: 'Winter balm', subtitle: '50 ml · 28 €', has_media: true, buttons: ['See it'] },
            { title: 'Set of both', subtitle: null, has_media: true, buttons: ['See it'] },
          ],
        }),
      ],
    }),
    message({ at: at(94), kind: 'template', attachments: [attachment({ kind: 'template', cards: [{ title: 'Refill pack', subtitle: '24 €', has_media: true, buttons: [] }] })], text: 'Is this one in stock?' }),
    message({
      at: at(93),
      kind: 'appointment',
      attachments: [
        attachment({
          kind: 'appointment',
          title: 'Skin consultation',
          appointment: { status: 'CONFIRMED', begins_at: at(93) + 50 * HOUR, ends_at: at(93) + 50.5 * HOUR, time_zone: 'America/New_York' },
        }),
      ],
    }),
  ];
}

function pressed(at: At): MessageView[] {
  return [
    message({ at: at(72), text: 'Very dry', quick_reply: true }),
    message({ at: at(71.9), kind: 'postback', postback: { title: 'What is my skin type?', payload: 'ICE_BREAKER_SKIN_TYPE' } }),
    message({ at: at(71.8), text: 'Hello from the shop', referral: { source: 'product', reference: null, id: '7712', title: null } }),
  ];
}

function unreadable(at: At): MessageView[] {
  return [
    message({ at: at(66), kind: 'unsupported', attachments: [attachment({ kind: 'other', named: 'shared_profile' })] }),
    message({ at: at(65.9), kind: 'ephemeral', attachments: [attachment({ kind: 'ephemeral' })] }),
    message({ at: at(65.8), kind: 'unavailable' }),
    message({ at: at(50), text: 'I wrote while you were away', while_paused: true, gap_before: true }),
  ];
}

function stories(now: number, at: At): MessageView[] {
  const mention = attachment({ kind: 'story_mention', has_media: true });
  return [
    message({ at: at(46), kind: 'story_mention', attachments: [mention], story_ends_at: at(22) }),
    message({ at: at(45), kind: 'story', attachments: [attachment({ kind: 'story', link_host: 'www.instagram.com' })], story_id: '17900011122233344', story_ends_at: at(21) }),
    message({ at: at(21.4), kind: 'story_reply', text: 'this is so pretty!', story_has_media: true, story_ends_at: now + 3 * HOUR }),
    message({ at: at(21.3), kind: 'story_reply', text: 'and which shade is it?', story_id: '17900055566677788', story_ends_at: now + 3 * HOUR }),
    message({ at: at(20.9), kind: 'story_mention', attachments: [mention], story_ends_at: now + 4.1 * HOUR }),
  ];
}

function ours(at: At): MessageView[] {
  const quote = { position: null, direction: 'in' as const, kind: 'text' as const, snippet: 'this is so pretty!' };
  return [
    message({ at: at(20.8), direction: 'out', origin: 'instagram_app', text: 'Thank you so much!', seen: true, quote }),
    message({ at: at(20.7), direction: 'out', origin: 'elsewhere', text: 'It is number 12.' }),
    message({ at: at(20.6), direction: 'out', origin: 'this_app', human_agent: true, text: 'And sorry for the wait.' }),
    message({ at: at(20.5), direction: 'out', origin: 'this_app', to_self: true, text: 'Remember: send her the sample.' }),
    message({ at: at(20.4), text: 'I made a before and after, hope that is ok!', reactions: [{ by: 'out', emoji: '❤️' }, { by: 'in', emoji: '😂' }] }),
  ];
}

function lines(at: At, messages: MessageView[]): ThreadLine[] {
  const before = (hours: number) => (messages.find((one) => one.at > at(hours))?.position ?? 0) - 0.5;
  return [
    { position: before(73), at: at(73), what: { line: 'referral', referral: { source: 'link', reference: 'winter-letter', id: null, title: null } } },
    { position: before(64), at: at(64), what: { line: 'owner_requested', app_id: '263902037430900' } },
    { position: before(63), at: at(63), what: { line: 'owner_is_another', app_id: '4471000111' } },
    { position: before(60), at: at(60), what: { line: 'owner_is_this_app' } },
  ];
}

/** A reply in each state. */
export function replies(now: number): ReplyView[] {
  const reply = (part: Partial<ReplyView> & { id: string }): ReplyView => ({
    text: 'Thank you Mira, this made our day!',
    files: [],
    heart: false,
    quote: null,
    human_agent: false,
    state: 'queued',
    reason: null,
    detail: null,
    created_at: now,
    not_before: null,
    scheduled_for: null,
    attempts: 1,
    ...part,
  });
  return [
    reply({ id: 'a', state: 'failed', reason: 'refused', detail: 'The user has blocked this account.' }),
    reply({ id: 'b', state: 'ask' }),
    reply({ id: 'c', state: 'held', reason: 'throttled', not_before: now + 42 * MINUTE, text: '', files: [{ id: 'u1', name: 'before-and-after.jpg', kind: 'image', bytes: 2_140_000 }] }),
    reply({ id: 'd', state: 'held', reason: 'needs_human_agent' }),
    reply({ id: 'e', state: 'queued', not_before: now + 600_000, human_agent: true, quote: { position: null, direction: 'in', kind: 'text', snippet: 'this is so pretty!' } }),
    reply({ id: 'f', state: 'sending', text: '', heart: true }),
  ];
}
