import { describe, expect, it } from 'vitest';
import type { HandleView, Health, View } from '$lib/contract/generated';
import { emptiness, nothingIn } from './empty';

const handle = (health: Health): HandleView => ({
  id: 1,
  username: 'luma',
  name: null,
  has_picture: false,
  flavour: 'instagram_login',
  account_type: 'business',
  followers: null,
  on: health !== 'paused',
  health,
  code: 'receiving',
  trouble: null,
  empty_suspected: false,
  throttled_until: null,
  since: null,
  token_ends_at: null,
  last_synced_at: null,
  paused_at: null,
  disconnected_at: null,
  needs_reply: 0,
  brand: null,
  mentions_need_reply: false,
  disposition_required: false,
});

const VIEWS: View[] = ['needs_reply', 'waiting', 'mentions', 'done', 'all'];

describe('an empty list', () => {
  it('is never "caught up" while a handle in scope is silent', () => {
    for (const health of ['not_receiving', 'blocked', 'paused'] as const) {
      for (const known of [0, 12, undefined]) {
        for (const view of VIEWS) {
          expect(emptiness(view, [handle(health)], known, true)).toBe('silent');
          const among = emptiness(view, [handle('receiving'), handle(health)], known, false);
          expect(among).toBe(view === 'needs_reply' || view === 'all' ? 'silent' : 'nothing');
        }
      }
    }
  });

  it('speaks of its own view where no message that is missing could be', () => {
    const all = [handle('receiving'), handle('blocked'), handle('catching_up')];
    expect(emptiness('done', all, 12, false)).toBe('nothing');
    expect(nothingIn('done')).toEqual({ headline: 'Nothing is done yet', note: 'Press E on a conversation to move it here.' });
    for (const view of VIEWS) expect(nothingIn(view).headline).not.toMatch(/all answered|caught up/i);
  });

  it('says caught up when everything receives', () => {
    expect(emptiness('needs_reply', [handle('receiving'), handle('warning')], 12, false)).toBe('caught_up');
    expect(emptiness('mentions', [handle('receiving')], 12, false)).toBe('nothing');
  });

  it('tells a fresh handle and none apart', () => {
    expect(emptiness('needs_reply', [handle('receiving')], 0, false)).toBe('fresh');
    expect(emptiness('needs_reply', [handle('catching_up')], 0, false)).toBe('catching_up');
    expect(emptiness('needs_reply', [], 0, false)).toBe('no_handles');
  });
});
