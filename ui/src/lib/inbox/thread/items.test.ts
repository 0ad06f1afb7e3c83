import { describe, expect, it } from 'vitest';
import type { MessageView, ReplyView, ThreadLine } from '$lib/contract/generated';
import { itemsOf, type Parts } from './items';

const at = (text: string) => new Date(text).getTime();
const message = (id: number, when: string, direction: 'in' | 'out' = 'in'): MessageView => ({
  id,
  addressable: true,
  position: id,
  direction,
  origin: direction === 'in' ? 'person' : 'elsewhere',
  kind: 'text',
  at: at(when),
  text: 'x',
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
});

const reply = (created_at: number): ReplyView => ({
  id: 'r',
  text: 'x',
  files: [],
  heart: false,
  quote: null,
  human_agent: false,
  state: 'queued',
  reason: null,
  detail: null,
  created_at,
  not_before: null,
  scheduled_for: null,
  attempts: 0,
});

/** The items of a thread. */
const thread = (part: Partial<Parts>) =>
  itemsOf({ messages: [], lines: [], replies: [], above: { older: false, atInstagram: false }, ...part });

describe('a thread', () => {
  it('is cut into days', () => {
    const items = thread({ messages: [message(1, '2026-11-22T23:59'), message(2, '2026-11-23T00:01')] });
    expect(items.map((item) => item.type)).toEqual(['day', 'message', 'day', 'message']);
  });

  it('groups what one side says in a row', () => {
    const items = thread({
      messages: [
        message(1, '2026-11-23T10:00'),
        message(2, '2026-11-23T10:02'),
        message(3, '2026-11-23T10:03', 'out'),
        message(4, '2026-11-23T10:30', 'out'),
      ],
    });
    expect(groups(items)).toEqual([
      [true, false],
      [false, true],
      [true, true],
      [true, true],
    ]);
  });

  it('does not group what was written in different places, nor over a hole', () => {
    const here = { ...message(1, '2026-11-23T10:00', 'out'), origin: 'this_app' as const };
    const there = { ...message(2, '2026-11-23T10:01', 'out'), origin: 'instagram_app' as const };
    expect(groups(thread({ messages: [here, there] }))).toEqual([
      [true, true],
      [true, true],
    ]);
    const after = { ...message(2, '2026-11-23T10:01'), gap_before: true };
    expect(groups(thread({ messages: [message(1, '2026-11-23T10:00'), after] }))).toEqual([
      [true, true],
      [true, true],
    ]);
  });

  it('puts a reply of today under its own day', () => {
    const types = (when: string) =>
      thread({ messages: [message(1, when)], replies: [reply(at('2026-11-23T10:00'))] }).map((item) => item.type);
    expect(types('2026-11-22T10:00')).toEqual(['day', 'message', 'day', 'reply']);
    expect(types('2026-11-23T09:00')).toEqual(['day', 'message', 'reply']);
  });

  it('marks what is missing above, and between', () => {
    expect(thread({ above: { older: false, atInstagram: true } })[0]?.type).toBe('gap');
    expect(thread({ above: { older: true, atInstagram: true } })[0]?.type).toBe('older');
    const messages = [message(1, '2026-11-23T10:00'), { ...message(2, '2026-11-23T10:01'), gap_before: true }];
    expect(thread({ messages }).map((item) => item.type)).toEqual(['day', 'message', 'hole', 'message']);
  });

  it('puts lines where they happened, also where there is no message yet', () => {
    const line = (position: number, when: string): ThreadLine => ({
      position,
      at: at(when),
      what: { line: 'owner_is_this_app' },
    });
    const lines = [line(2, '2026-11-23T10:01'), line(4, '2026-11-24T10:00')];
    const messages = [message(1, '2026-11-23T10:00'), message(3, '2026-11-23T10:02')];
    const types = thread({ messages, lines }).map((item) => item.type);
    expect(types).toEqual(['day', 'message', 'line', 'message', 'day', 'line']);
    expect(thread({ lines: [line(1, '2026-11-23T10:00')] }).map((item) => item.type)).toEqual(['day', 'line']);
  });

  it('puts a note where it was written, and leaves out what is older than the messages', () => {
    const note = (id: number, when: string) => ({ id, at: at(when), edited_at: null, author: 'Ada', text: 'x' });
    const messages = [message(1, '2026-11-23T10:00'), message(2, '2026-11-23T10:02'), message(3, '2026-11-23T10:04')];
    const notes = [note(1, '2026-11-20T10:00'), note(2, '2026-11-23T10:03'), note(3, '2026-11-24T10:00')];
    const items = thread({ messages, notes });
    expect(items.map((item) => item.type)).toEqual(['day', 'message', 'message', 'note', 'message', 'day', 'note']);
    expect(groups(items)).toEqual([[true, false], [false, true], [true, true]]);
  });

  it('keeps one key for each thing', () => {
    const line: ThreadLine = { position: 2, at: at('2026-11-23T10:01'), what: { line: 'owner_is_this_app' } };
    const asked: ThreadLine = { ...line, what: { line: 'owner_requested', app_id: null } };
    const messages = [message(1, '2026-11-23T10:00'), { ...message(2, '2026-11-23T10:01'), gap_before: true }];
    const items = thread({ messages, lines: [line, asked] });
    expect(new Set(items.map((item) => item.key)).size).toBe(items.length);
  });
});

/** Which messages begin and end a group. */
function groups(items: ReturnType<typeof itemsOf>): boolean[][] {
  return items.flatMap((item) => (item.type === 'message' ? [[item.first, item.last]] : []));
}
