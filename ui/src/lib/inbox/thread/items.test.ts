import { describe, expect, it } from 'vitest';
import type { MessageView } from '$lib/contract/generated';
import { itemsOf } from './items';

const at = (text: string) => new Date(text).getTime();
const message = (id: number, when: string, direction: 'in' | 'out' = 'in'): MessageView => ({
  id,
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
});

const nothing = { older: false, atInstagram: false };

describe('a thread', () => {
  it('is cut into days', () => {
    const items = itemsOf([message(1, '2026-11-22T23:59'), message(2, '2026-11-23T00:01')], [], nothing);
    expect(items.map((item) => item.type)).toEqual(['day', 'message', 'day', 'message']);
  });

  it('groups what one side says in a row', () => {
    const items = itemsOf(
      [
        message(1, '2026-11-23T10:00'),
        message(2, '2026-11-23T10:02'),
        message(3, '2026-11-23T10:03', 'out'),
        message(4, '2026-11-23T10:30', 'out'),
      ],
      [],
      nothing,
    );
    const flags = items.flatMap((item) => (item.type === 'message' ? [[item.first, item.last]] : []));
    expect(flags).toEqual([
      [true, false],
      [false, true],
      [true, true],
      [true, true],
    ]);
  });

  it('puts a reply of today under its own day', () => {
    const reply = {
      id: 'r',
      text: 'x',
      state: 'queued' as const,
      reason: null,
      detail: null,
      created_at: at('2026-11-23T10:00'),
      not_before: null,
      attempts: 0,
    };
    const types = (when: string) => itemsOf([message(1, when)], [reply], nothing).map((item) => item.type);
    expect(types('2026-11-22T10:00')).toEqual(['day', 'message', 'day', 'reply']);
    expect(types('2026-11-23T09:00')).toEqual(['day', 'message', 'reply']);
  });

  it('marks what is missing above', () => {
    expect(itemsOf([], [], { older: false, atInstagram: true })[0]?.type).toBe('gap');
    expect(itemsOf([], [], { older: true, atInstagram: true })[0]?.type).toBe('older');
  });

  it('keeps one key for each thing', () => {
    const items = itemsOf([message(1, '2026-11-23T10:00'), message(2, '2026-11-23T10:01')], [], nothing);
    expect(new Set(items.map((item) => item.key)).size).toBe(items.length);
  });
});
