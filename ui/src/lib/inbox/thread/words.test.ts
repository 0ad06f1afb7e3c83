import { describe, expect, it } from 'vitest';
import type { AttachmentView, MessageView } from '$lib/contract/generated';
import { attachment, message } from '$lib/platform/mock/world';
import { appointmentWords } from './appointment';
import { detailsOf } from './details';
import { clockTime, nextSpeed } from './playing';
import { messageInWords } from './words';

const at = new Date('2026-11-23T14:02').getTime();
const say = (part: Partial<MessageView>) => messageInWords(message({ at, ...part }), 'Maria').replace(/\d+:\d+( [AP]M)?/, '14:02');
const with_ = (part: Partial<AttachmentView> & { kind: AttachmentView['kind'] }) => [attachment(part)];

describe('the accessible name of a message', () => {
  it.each<[string, Partial<MessageView>]>([
    ['Maria, 14:02, hello', { text: 'hello' }],
    ['You, 14:02, hello, sent here, Seen', { text: 'hello', direction: 'out', origin: 'this_app', seen: true }],
    ['You, 14:02, hello, sent in the Instagram app', { text: 'hello', direction: 'out', origin: 'instagram_app' }],
    ['You, 14:02, hello, human agent, sent in another tool', { text: 'hello', direction: 'out', origin: 'other_app', human_agent: true }],
    ['Maria, 14:02, Image, two, 2 attachments', { kind: 'image', text: 'two', attachments: [...with_({ kind: 'image' }), ...with_({ kind: 'image' })] }],
    ['Maria, 14:02, File, invoice.pdf', { kind: 'file', attachments: with_({ kind: 'file', title: 'invoice.pdf' }) }],
    ['Maria, 14:02, Shared reel, Winter, www.instagram.com', { kind: 'reel', attachments: with_({ kind: 'reel', title: 'Winter', link_host: 'www.instagram.com' }) }],
    ['Maria, 14:02, Unsupported message, shared_profile', { kind: 'unsupported', attachments: with_({ kind: 'other', named: 'shared_profile' }) }],
    ['Maria, 14:02, Button pressed, Sizes', { kind: 'postback', postback: { title: 'Sizes', payload: 'SIZES' } }],
    ['Maria, 14:02, Button pressed, A button without words', { kind: 'postback', postback: { title: null, payload: 'SIZES' } }],
    ['Maria, 14:02, Chose a quick reply, Very dry', { quick_reply: true, text: 'Very dry' }],
    ['Maria, 14:02, hi, Came through the ad “Winter”', { text: 'hi', referral: { source: 'ad', title: 'Winter', id: '1', reference: null } }],
    ['Maria, 14:02, hi, edited, arrived while paused', { text: 'hi', edited: true, while_paused: true }],
    ['Maria, 14:02, hi, ❤️ from you, 👍 from Maria', { text: 'hi', reactions: [{ by: 'out', emoji: '❤️' }, { by: 'in', emoji: '👍' }] }],
    ['Maria, 14:02, Message unsent', { kind: 'unsent', text: 'never to be seen' }],
    ['Maria, 14:02, View-once media', { kind: 'ephemeral' }],
  ])('%s', (words, part) => {
    expect(say(part)).toBe(words);
  });

  it('tells the cards of a template with their buttons', () => {
    const cards = [{ title: 'Serum', subtitle: '34 €', has_media: false, buttons: ['See it'] }];
    expect(say({ kind: 'template', attachments: with_({ kind: 'template', cards }) })).toBe('Maria, 14:02, Card, Serum, 34 €, See it');
  });
});

describe('the details of a message', () => {
  it('leave out what is not known, and hide no mark', () => {
    expect(detailsOf(message({ at, text: 'hi' }), 'Maria', '@luma').map((one) => one.label)).toEqual(['From', 'Kind', 'Written in']);
    const all = detailsOf(
      message({
        at,
        kind: 'postback',
        postback: { title: 'Sizes', payload: 'SIZES' },
        found_by_poll: true,
        story_id: '17',
        edited: true,
        to_self: true,
        referral: { source: 'link', reference: 'winter', id: '4', title: null },
        reactions: [{ by: 'in', emoji: '👍' }],
      }),
      'Maria',
      '@luma',
    );
    const words = all.map((one) => one.words).join(' | ');
    for (const part of ['SIZES', 'checking Instagram', '17', 'edited', '@luma wrote to itself', 'winter', '4', '👍 from Maria']) {
      expect(words).toContain(part);
    }
  });
});

describe('an appointment', () => {
  const begins_at = Date.UTC(2026, 10, 21, 20, 0);
  const words = (part: object, own = 'Europe/Berlin') =>
    appointmentWords({ status: null, begins_at, ends_at: begins_at + 1_800_000, time_zone: 'America/New_York', ...part }, 'en-GB', own);

  it('is told by its own zone and, where that differs, by this computer’s', () => {
    const { when, zone, here } = words({});
    expect(when).toContain('15:00–15:30');
    expect(zone).toBe('Time zone America/New York');
    expect(here).toContain('21:00–21:30');
    expect(words({}, 'America/New_York').here).toBe(null);
  });

  it('is told as far as it is known', () => {
    expect(words({ begins_at: null }).when).toBe(null);
    expect(words({ ends_at: null }).when).toContain('15:00');
    expect(words({ time_zone: null }).when).toContain('21:00–21:30');
    expect(words({ time_zone: 'Pacific Somewhere' })).toMatchObject({ zone: 'Time zone Pacific Somewhere', here: null });
  });
});

describe('a player', () => {
  it('goes round its speeds', () => {
    expect([1, 1.5, 2].map(nextSpeed)).toEqual([1.5, 2, 1]);
  });

  it('says where it stands', () => {
    expect([0, 14.2, 725, 3_723, NaN, Infinity].map(clockTime)).toEqual(['0:00', '0:14', '12:05', '1:02:03', '–:––', '–:––']);
  });
});
