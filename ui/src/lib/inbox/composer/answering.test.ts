import { describe, expect, it } from 'vitest';
import type { Blocker, ConversationRow, ConversationView, HandleView, Trouble } from '$lib/contract/generated';
import type { WindowState } from '../window';
import { answering, canAnswer, makesWait, type Answering } from './answering';

const row = (closed = false) => ({ id: 1, closed }) as ConversationRow;
const NOW = 1_790_000_000_000;
const view = (blocker: Blocker | null, more: Partial<ConversationView> = {}) => ({ blocker, may_be_open_until: null, to_self: false, ...more }) as ConversationView;
const handle = (on: boolean, disconnected_at: number | null = null) => ({ id: 1, on, disconnected_at }) as HandleView;

describe('how a conversation can be answered', () => {
  it.each<[WindowState, Answering]>([
    ['open', 'open'],
    ['soon', 'open'],
    ['closing', 'open'],
    ['human_agent', 'human_agent'],
    ['closed', 'closed'],
  ])('follows its window: %s is %s', (window, how) => {
    expect(answering(row(), view(null), handle(true), window, NOW)).toBe(how);
    expect(canAnswer(how)).toBe(window !== 'closed');
  });

  it.each<[Blocker, Answering]>([
    ['handle_off', 'off'],
    ['disconnected', 'disconnected'],
    ['waiting_for_access', 'waiting'],
    ['owned_by_other_app', 'owned'],
    ['group', 'group'],
    ['nobody', 'nobody'],
  ])('is blocked by %s, however open the window', (blocker, how) => {
    expect(answering(row(), view(blocker), handle(true), 'open', NOW)).toBe(how);
    expect(canAnswer(how)).toBe(false);
  });

  it('knows before the view is here', () => {
    expect(answering(row(true), undefined, handle(true), 'open', NOW)).toBe('group');
    expect(answering(row(), undefined, handle(false), 'open', NOW)).toBe('off');
    expect(answering(row(), undefined, handle(true, 1), 'open', NOW)).toBe('disconnected');
    expect(answering(row(), undefined, handle(false, 1), 'open', NOW)).toBe('disconnected');
    expect(answering(row(true), view('nobody'), handle(true), 'open', NOW)).toBe('nobody');
  });
});

describe('a window that something else than a message may have opened', () => {
  it('may be open for as long as that counts, and stays a plain window where it is one', () => {
    const hinted = view(null, { may_be_open_until: NOW + 1 });
    const how = (window: WindowState, seen: ConversationView, now = NOW) => answering(row(), seen, handle(true), window, now);
    expect([how('closed', hinted), how('human_agent', hinted), how('open', hinted)]).toEqual(['maybe', 'human_agent', 'open']);
    const refused = { ...hinted, human_agent_refused: true };
    expect([how('human_agent', refused), how('human_agent', refused, NOW + 1)]).toEqual(['maybe', 'human_agent']);
    expect([how('closed', hinted, NOW + 1), how('human_agent', hinted, NOW + 1)]).toEqual(['closed', 'human_agent']);
    expect(how('closed', view('handle_off', { may_be_open_until: NOW + 1 }))).toBe('off');
    expect(how('closed', view(null, { to_self: true }))).toBe('open');
    expect(canAnswer('maybe')).toBe(true);
  });
});

describe('a reply that would wait for a person', () => {
  it.each<[Trouble | null, boolean]>([
    [null, false],
    ['token_expired', true],
    ['access_off', true],
    ['send_restricted', true],
    // These pass on their own, or a reply is worth a try.
    ['offline', false],
    ['rate_limited', false],
    ['instagram_down', false],
    ['not_approved', false],
  ])('is told by the trouble of its handle: %s', (trouble, waits) => {
    expect(makesWait({ on: true, trouble } as HandleView)).toBe(waits);
    expect(makesWait({ on: false, trouble } as HandleView)).toBe(false);
  });
});
