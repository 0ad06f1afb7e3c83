import { describe, expect, it } from 'vitest';
import type { HandleView, Health, View } from '$lib/contract/generated';
import { emptiness } from './empty';

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
  trouble: null,
  since: null,
  token_ends_at: null,
  last_synced_at: null,
  paused_at: null,
  needs_reply: 0,
});

const VIEWS: View[] = ['needs_reply', 'waiting', 'mentions', 'done', 'all'];

describe('an empty list', () => {
  it('is never "caught up" while a handle in scope is silent', () => {
    for (const health of ['not_receiving', 'blocked', 'paused'] as const) {
      for (const view of VIEWS) {
        for (const known of [0, 12, undefined]) {
          expect(emptiness(view, [handle('receiving'), handle(health)], known)).toBe('silent');
        }
      }
    }
  });

  it('says caught up when everything receives', () => {
    expect(emptiness('needs_reply', [handle('receiving'), handle('warning')], 12)).toBe('caught_up');
    expect(emptiness('mentions', [handle('receiving')], 12)).toBe('nothing');
  });

  it('tells a fresh handle and none apart', () => {
    expect(emptiness('needs_reply', [handle('receiving')], 0)).toBe('fresh');
    expect(emptiness('needs_reply', [handle('catching_up')], 0)).toBe('catching_up');
    expect(emptiness('needs_reply', [], 0)).toBe('no_handles');
  });
});
