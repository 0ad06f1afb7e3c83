import { describe, expect, it } from 'vitest';
import type { Filter, HandleView, Health, View } from '$lib/contract/generated';
import { MORE_VIEWS, VIEWS } from '../state.svelte';
import { NO_FILTER } from '../triage/filter';
import { emptiness, inScope, nothingIn } from './empty';

const handle = (health: Health): HandleView => ({
  id: 1,
  username: 'luma',
  name: null,
  has_picture: false,
  flavour: 'instagram_login',
  account_type: 'business',
  followers: null,
  eligible_from: null,
  on: health !== 'paused',
  health,
  code: 'receiving',
  trouble: null,
  empty_suspected: false,
  throttled_until: null,
  since: null,
  token_ends_at: null,
  last_synced_at: null,
  looks: 0,
  looked_well: false,
  paused_at: null,
  disconnected_at: null,
  needs_reply: 0,
  brand: null,
  mentions_need_reply: false,
  disposition_required: false,
  time_zone: null,
  sla: null,
  tint: null,
});

/** What stands in an empty list, without a filter unless one is given. */
const empty = (view: View, handles: HandleView[], known: number | undefined, chosen: boolean, filter: Filter = NO_FILTER) =>
  emptiness({ view, filter, handles, known, chosen });

const EVERY = [...VIEWS, ...MORE_VIEWS];
const NEWS: View[] = ['needs_reply', 'mentions', 'requests', 'all'];

describe('an empty list', () => {
  it('is never "caught up" while a handle in scope is silent', () => {
    for (const health of ['not_receiving', 'blocked', 'paused'] as const) {
      for (const known of [0, 12, undefined]) {
        for (const view of EVERY) {
          expect(empty(view, [handle(health)], known, true)).toBe('silent');
          const among = empty(view, [handle('receiving'), handle(health)], known, false);
          expect(among).toBe(NEWS.includes(view) ? 'silent' : 'nothing');
        }
      }
    }
  });

  it('speaks of its own view where no message that is missing could be', () => {
    const all = [handle('receiving'), handle('blocked'), handle('catching_up')];
    expect(empty('done', all, 12, false)).toBe('nothing');
    expect(nothingIn('done')).toEqual({ headline: 'Nothing is done yet', note: 'Conversations that you mark as done appear here.' });
    for (const view of EVERY) expect(nothingIn(view).headline).not.toMatch(/all answered|caught up/i);
  });

  it('says caught up when everything receives', () => {
    expect(empty('needs_reply', [handle('receiving'), handle('warning')], 12, false)).toBe('caught_up');
    expect(empty('mentions', [handle('receiving')], 12, false)).toBe('nothing');
  });

  it('tells a fresh handle and none apart', () => {
    expect(empty('needs_reply', [handle('receiving')], 0, false)).toBe('fresh');
    expect(empty('needs_reply', [handle('catching_up')], 0, false)).toBe('catching_up');
    expect(empty('needs_reply', [], 0, false)).toBe('no_handles');
  });

  it('that a filter made empty says so, in every view and health', () => {
    const filter = { ...NO_FILTER, labels: [3] };
    for (const view of EVERY) {
      for (const health of ['receiving', 'not_receiving', 'catching_up'] as const) {
        for (const known of [0, 12]) expect(empty(view, [handle(health)], known, false, filter)).toBe('filtered');
      }
    }
    expect(empty('all', [], 0, false, filter)).toBe('no_handles');
  });

  it('is about the handles that the filter names', () => {
    const other = { ...handle('blocked'), id: 2 };
    expect(inScope([handle('receiving'), other], { ...NO_FILTER, handles: [1] })).toEqual([handle('receiving')]);
    expect(inScope([handle('receiving'), other], NO_FILTER)).toHaveLength(2);
  });
});
