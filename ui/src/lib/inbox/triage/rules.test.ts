import { describe, expect, it } from 'vitest';
import type { Act, ConversationRow, Filter, View } from '$lib/contract/generated';
import { NO_FILTER } from './filter';
import { after, belongs } from './rules';

const NOW = 1_790_000_000_000;
const HOUR = 3_600_000;
const row = (part: Partial<ConversationRow> = {}) =>
  ({
    id: 1,
    handle: 1,
    standing: 'needs_reply',
    beneath: 'needs_reply',
    reopened: 'needs_reply',
    direction: 'in',
    kind: 'text',
    reaction: null,
    unread: false,
    labels: [],
    intent: null,
    disposition: null,
    muted: false,
    snoozed_until: null,
    woke_at: null,
    noted: false,
    waiting_mention: null,
    deleted_at: null,
    reply_due: NOW + HOUR,
    reply_trouble: null,
    likely_request: false,
    window: { ends_at: NOW + 3 * HOUR, human_agent_ends_at: NOW + 100 * HOUR },
    ...part,
  }) as ConversationRow;

const VIEWS: View[] = ['needs_reply', 'waiting', 'mentions', 'requests', 'snoozed', 'done', 'all', 'spam', 'bin'];
const lists = (one: ConversationRow) => VIEWS.filter((view) => belongs(one, view, NO_FILTER, NOW));

describe('an act', () => {
  it.each<[Act, Partial<ConversationRow>, View[]]>([
    [{ type: 'done', disposition: 'thanked' }, { standing: 'done', disposition: 'thanked', reply_due: null }, ['done', 'all']],
    [{ type: 'snooze', until: NOW + HOUR }, { standing: 'snoozed', snoozed_until: NOW + HOUR, reply_due: NOW + HOUR }, ['snoozed', 'all']],
    [{ type: 'spam', on: true }, { standing: 'spam', reply_due: null }, ['spam']],
    [{ type: 'bin', on: true }, { standing: 'binned', deleted_at: NOW + 720 * HOUR, reply_due: null }, ['bin']],
    [{ type: 'mute', on: true }, { muted: true, standing: 'quiet', reply_due: null }, ['all']],
    [{ type: 'unread' }, { unread: true }, ['needs_reply', 'all']],
    [{ type: 'label', label: 3, on: true }, { labels: [3] }, ['needs_reply', 'all']],
    [{ type: 'intent', intent: 'praise' }, { intent: 'praise' }, ['needs_reply', 'all']],
  ])('%o moves the row to where it is listed then', (act, change, where) => {
    const changed = after(row(), act, NOW);
    expect(changed).toMatchObject(change);
    expect(lists(changed)).toEqual(where);
  });

  it.each<[Partial<ConversationRow>, Act, ConversationRow['standing']]>([
    [{ standing: 'done', beneath: 'done' }, { type: 'reopen' }, 'needs_reply'],
    [{ standing: 'done', beneath: 'done', reopened: 'waiting', direction: 'out' }, { type: 'reopen' }, 'waiting'],
    [{ standing: 'snoozed', snoozed_until: NOW + HOUR }, { type: 'wake' }, 'needs_reply'],
    [{ standing: 'snoozed', snoozed_until: NOW + HOUR, beneath: 'done' }, { type: 'wake' }, 'done'],
    [{ standing: 'spam', kind: 'story_mention', beneath: 'quiet' }, { type: 'spam', on: false }, 'quiet'],
    // A mention that came after our reply asks for nothing, but where its handle says so.
    [{ standing: 'spam', kind: 'story_mention', beneath: 'waiting' }, { type: 'spam', on: false }, 'waiting'],
    [{ standing: 'spam', kind: 'story_mention' }, { type: 'spam', on: false }, 'needs_reply'],
    // Nor does what was unsent.
    [{ standing: 'binned', deleted_at: NOW, kind: 'text', beneath: 'quiet' }, { type: 'bin', on: false }, 'quiet'],
    [{ standing: 'binned', deleted_at: NOW, beneath: 'done' }, { type: 'bin', on: false }, 'done'],
    [{ standing: 'binned', deleted_at: NOW, muted: true }, { type: 'bin', on: false }, 'quiet'],
    [{ standing: 'quiet', muted: true }, { type: 'mute', on: false }, 'needs_reply'],
    [{ standing: 'quiet', muted: true, beneath: 'quiet' }, { type: 'mute', on: false }, 'quiet'],
    // Done before a mention came: only the question is open again.
    [{ standing: 'quiet', beneath: 'quiet' }, { type: 'reopen' }, 'needs_reply'],
  ])('of %o by %o brings it back', (before, act, standing) => {
    const changed = after(row(before), act, NOW);
    expect(changed.standing).toBe(standing);
    expect(changed.snoozed_until).toBe(null);
    expect(changed.deleted_at).toBe(null);
  });

  it.each<[ConversationRow['direction'], number | null, Act[], ConversationRow['standing']]>([
    // The last word is ours: only the end of its snooze asked for a reply.
    ['out', NOW, [{ type: 'done', disposition: null }, { type: 'reopen' }], 'waiting'],
    ['out', NOW, [{ type: 'snooze', until: NOW + HOUR }, { type: 'wake' }], 'waiting'],
    ['out', NOW, [{ type: 'snooze', until: NOW + HOUR }, { type: 'done', disposition: null }, { type: 'reopen' }], 'waiting'],
    ['in', NOW, [{ type: 'done', disposition: null }, { type: 'reopen' }], 'needs_reply'],
    ['in', NOW, [{ type: 'snooze', until: NOW + HOUR }, { type: 'wake' }], 'needs_reply'],
    ['in', null, [{ type: 'snooze', until: NOW + HOUR }, { type: 'wake' }], 'needs_reply'],
  ])('of what came back from a snooze (%s, %s), by %o, leads to where it stood before', (direction, woke_at, acts, standing) => {
    const changed = acts.reduce((one, act) => after(one, act, NOW), row({ direction, woke_at }));
    expect(changed).toMatchObject({ standing, woke_at: null });
  });

  it('leaves what is snoozed so when it comes out of the bin, and when "done" is taken back', () => {
    const snoozed = row({ standing: 'binned', snoozed_until: NOW + HOUR });
    expect(after(snoozed, { type: 'bin', on: false }, NOW).standing).toBe('snoozed');
    expect(after({ ...snoozed, standing: 'snoozed' }, { type: 'reopen' }, NOW).standing).toBe('snoozed');
  });

  it('leaves spam and the bin where they are', () => {
    for (const standing of ['spam', 'binned'] as const) {
      for (const act of [{ type: 'done', disposition: null }, { type: 'snooze', until: NOW + HOUR }, { type: 'reopen' }] as const) {
        expect(after(row({ standing }), act, NOW).standing).toBe(standing);
      }
    }
  });

  it('takes an answered mention off the mentions', () => {
    const mention = row({ kind: 'story_mention', standing: 'quiet', waiting_mention: 7, likely_request: true });
    expect(lists(mention)).toEqual(['mentions', 'all']);
    expect(lists(row({ likely_request: true }))).toEqual(['needs_reply', 'requests', 'all']);
    expect(lists(after(mention, { type: 'done', disposition: null }, NOW))).toEqual(['done', 'all']);
  });
});

describe('a filter', () => {
  it.each<[Partial<Filter>, Partial<ConversationRow>, boolean]>([
    [{ labels: [1, 2] }, { labels: [1] }, false],
    [{ labels: [1, 2] }, { labels: [2, 1, 3] }, true],
    [{ handles: [2, 3] }, { handle: 1 }, false],
    [{ handles: [1] }, { handle: 1 }, true],
    [{ unread: false }, { unread: false }, true],
    [{ unread: true }, { unread: false }, false],
    [{ intent: 'issue' }, { intent: null }, false],
    [{ disposition: 'spam' }, { disposition: 'spam' }, true],
    [{ muted: false }, { muted: true }, false],
    [{ likely_request: true }, { likely_request: true }, true],
    [{ reply_trouble: true }, { reply_trouble: 'failed' }, true],
    [{ reply_trouble: true }, {}, false],
    [{ noted: true }, {}, false],
    [{ closes_within_ms: 4 * HOUR }, {}, true],
    [{ closes_within_ms: HOUR }, {}, false],
    [{ closes_within_ms: 24 * HOUR }, { window: { ends_at: NOW, human_agent_ends_at: NOW + HOUR } }, false],
    [{ closes_within_ms: 24 * HOUR }, { window: null }, false],
  ])('%o lets through %o: %s', (filter, part, passes) => {
    expect(belongs(row(part), 'needs_reply', { ...NO_FILTER, ...filter }, NOW)).toBe(passes);
  });
});
