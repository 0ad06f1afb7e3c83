import { describe, expect, it } from 'vitest';
import type { ConversationRow, LineView, Origin, ReferralView, ReplyReason } from '$lib/contract/generated';
import { kindOf, lineWords, originWords, reasonWords, referralWords, snippetOf } from './message';

describe('a line of a thread', () => {
  it.each<[LineView, string]>([
    [{ line: 'owner_is_this_app' }, 'This app has the chat again'],
    [{ line: 'owner_is_another', app_id: null }, 'Another tool took over this chat'],
    [{ line: 'owner_is_another', app_id: '263902037430900' }, 'Meta’s inbox took over this chat'],
    [{ line: 'owner_is_another', app_id: '1217981644879628' }, 'The Instagram app took over this chat'],
    [{ line: 'owner_requested', app_id: '42' }, 'Another tool (app 42) asks to take over this chat'],
  ])('%o', (what, words) => {
    expect(lineWords(what)).toBe(words);
  });
});

describe('where a person came from', () => {
  const from = (part: Partial<ReferralView>) =>
    referralWords({ source: 'other', reference: null, id: null, title: null, ...part });

  it.each<[Partial<ReferralView>, string]>([
    [{ source: 'ad', title: 'Winter', id: '1' }, 'Came through the ad “Winter”'],
    [{ source: 'ad', id: '1' }, 'Came through an ad'],
    [{ source: 'product', id: '4471' }, 'Came from a product in the shop'],
    [{ source: 'link', reference: 'letter' }, 'Came through the link “letter”'],
    [{ source: 'link' }, 'Came through a link'],
    [{}, 'Came from elsewhere in Instagram'],
  ])('%o', (part, words) => {
    expect(from(part)).toBe(words);
  });
});

describe('words for everything', () => {
  it('has a place for each origin but the person’s own', () => {
    const origins: Origin[] = ['elsewhere', 'instagram_app', 'other_app', 'this_app'];
    expect(new Set(origins.map(originWords)).size).toBe(4);
    expect(originWords('person')).toBe(null);
  });

  it('has a reason of its own for each reply that waits or failed', () => {
    const reasons: ReplyReason[] = [
      'uncertain', 'earlier_failed', 'offline', 'throttled', 'needs_reconnect', 'handle_off', 'access_off', 'send_restricted', 'stale',
      'needs_human_agent', 'window_closed', 'too_long', 'person_unavailable', 'owned_by_other_app', 'not_approved',
      'file_refused', 'human_agent_refused', 'quote_refused', 'refused',
    ];
    expect(new Set(reasons.map((reason) => reasonWords(reason, '@luma'))).size).toBe(reasons.length);
  });

  it('takes what Instagram does not name for unsupported, and a fallback for a link', () => {
    expect([kindOf('other'), kindOf('fallback'), kindOf('reel')]).toEqual(['unsupported', 'link', 'reel']);
  });

  it('never leaves a row of the list blank', () => {
    const row = { snippet: '', kind: null, closed: false, direction: null, reaction: null } as ConversationRow;
    expect(snippetOf(row)).toBe('No messages yet');
    expect(snippetOf({ ...row, closed: true })).toBe('Group chat');
    expect(snippetOf({ ...row, kind: 'media', direction: 'out' })).toBe('You: Photo or video');
    const reacted = { ...row, snippet: 'See you at noon', kind: 'text', direction: 'out' } as ConversationRow;
    expect(snippetOf({ ...reacted, reaction: { emoji: '❤️', kind: 'text', snippet: 'See you at noon' } })).toBe('Reacted ❤️ to: See you at noon');
    expect(snippetOf({ ...reacted, reaction: { emoji: '❤️', kind: 'image', snippet: '' } })).toBe('Reacted ❤️ to: Image');
  });
});
