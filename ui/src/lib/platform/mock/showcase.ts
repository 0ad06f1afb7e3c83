import type { MessageView } from '$lib/contract/generated';
import { person } from './people';
import { id, message, type Talk } from './world';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const picture = { kind: 'image' as const, named: null, title: null, has_media: true, width: 640, height: 480 };

/** One conversation with every kind of message and every state of a reply. */
export function showcase(now: number, number: number): Talk {
  const at = (hours: number) => now - hours * HOUR;
  const url = 'https://xn--lum-lza.example/photo';
  const link = `look ${url} please`;
  const messages: MessageView[] = [
    message({ at: at(120), text: 'Hi! Does the night serum work for very dry skin?' }),
    message({ at: at(120) + 30_000, text: 'My skin is peeling since I moved to Oslo 🥶', reactions: [{ by: 'out', emoji: '❤️' }] }),
    message({ at: at(119.8), direction: 'out', text: 'Hi Mira! Yes: two drops on damp skin, then the balm on top.', seen: true }),
    message({ at: at(119.7), kind: 'unsent' }),
    message({ at: at(70), kind: 'image', attachments: [picture, picture, picture, picture, picture], text: 'before and after' }),
    message({ at: at(69), kind: 'audio', attachments: [{ ...picture, kind: 'audio' }] }),
    message({ at: at(68), kind: 'image', attachments: [{ ...picture, title: 'broken' }] }),
    message({ at: at(67), kind: 'post', attachments: [{ ...picture, kind: 'post', title: 'Five ways to wear the balm in winter' }] }),
    message({ at: at(66), kind: 'unsupported', attachments: [{ ...picture, kind: 'other', named: 'shared_profile', has_media: false }] }),
    message({ at: at(65), kind: 'ephemeral', attachments: [{ ...picture, kind: 'ephemeral', has_media: false }] }),
    message({ at: at(64), kind: 'file', attachments: [{ ...picture, kind: 'file', title: 'invoice-4471-with-a-very-long-name-that-goes-on.pdf' }] }),
    message({ at: at(63), text: link, links: [{ range: { start: 5, end: 5 + url.length }, host: 'xn--lum-lza.example' }], edited: true }),
    message({ at: at(62.9), text: 'שלום, יש לכם משלוח לתל אביב? תודה!' }),
    message({ at: at(62.8), text: 'a'.repeat(180) }),
    message({ at: at(62.7), text: '🥰🥰' }),
    message({ at: at(44), kind: 'story_mention', attachments: [{ ...picture, kind: 'story_mention' }], story_ends_at: at(20) }),
    message({ at: at(21.4), kind: 'story_reply', text: 'this is so pretty!', story_has_media: true, story_ends_at: now + 3 * HOUR }),
    message({
      at: at(21.2),
      direction: 'out',
      origin: 'this_app',
      text: 'Thank you so much!',
      seen: true,
      quote: { position: null, direction: 'in', kind: 'text', snippet: 'this is so pretty!' },
    }),
    message({ at: at(20.9), kind: 'story_mention', attachments: [{ ...picture, kind: 'story_mention' }], story_ends_at: now + 4.1 * HOUR }),
    message({ at: at(20.8), text: 'I made a before and after, hope that is ok!', reactions: [{ by: 'out', emoji: '❤️' }] }),
  ];
  const reply = { text: 'Thank you Mira, this made our day!', reason: null, detail: null, created_at: now, not_before: null, attempts: 1 };
  return {
    row: {
      id: number,
      handle: 1,
      person: person(1),
      standing: 'needs_reply',
      unread: true,
      kind: 'story_mention',
      direction: 'in',
      snippet: '',
      at: at(20.8),
      window: { ends_at: at(20.8) + DAY, human_agent_ends_at: at(20.8) + 7 * DAY },
      has_draft: false,
      reply_trouble: null,
    },
    messages,
    replies: location.hash.includes('replies')
      ? [
          { ...reply, id: `a${id()}`, state: 'failed', reason: 'refused', detail: 'The user has blocked this account.' },
          { ...reply, id: `b${id()}`, state: 'ask' },
          { ...reply, id: `c${id()}`, state: 'held', reason: 'offline' },
          { ...reply, id: `d${id()}`, state: 'queued', not_before: now + 600_000 },
        ]
      : [],
    draft: null,
  };
}
