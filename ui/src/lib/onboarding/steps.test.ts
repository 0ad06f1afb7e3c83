import { describe, expect, it } from 'vitest';
import type { HandleView } from '$lib/contract/generated';
import { handles } from '$lib/platform/mock/people';
import { remembered } from './progress.svelte';
import { done, handleInTurn, hasAccess, KEYS_GOAL, SAVED_GOAL, type Facts } from './steps';

const base = handles(1_790_000_000_000)[0] as HandleView;
const all: Facts = { demoSeen: true, handles: [base], handle: base, conversations: 1, answered: 1, saved: SAVED_GOAL, cleared: KEYS_GOAL };

describe('the first steps', () => {
  it('are open with nothing connected', () => {
    const nothing: Facts = { demoSeen: false, handles: [], handle: undefined, conversations: 0, answered: 0, saved: 0, cleared: 0 };
    expect(Object.values(done(nothing))).toEqual(Array(8).fill(false));
  });

  it('are done when everything is true', () => {
    expect(Object.values(done(all))).toEqual(Array(8).fill(true));
  });

  it.each<[string, Partial<HandleView>, keyof ReturnType<typeof done>]>([
    ['message access is turned off', { code: 'access_off' }, 'access'],
    ['the list is suspiciously empty', { code: 'access_off_suspected' }, 'access'],
    ['it was never read', { last_synced_at: null }, 'access'],
    ['the account is personal', { account_type: 'personal' }, 'professional'],
    ['the handle was disconnected', { disconnected_at: 1 }, 'connect'],
  ])('open again when %s', (_, change, step) => {
    const handle = { ...base, ...change };
    expect(done({ ...all, handles: [handle], handle })[step]).toBe(false);
  });

  it('count saved replies to three, and open again when some are deleted', () => {
    expect(done({ ...all, saved: SAVED_GOAL - 1 }).saved).toBe(false);
    expect(done({ ...all, saved: SAVED_GOAL + 40 }).saved).toBe(true);
  });

  it.each([
    ['who had cleared ten before saved replies were a step', { cleared: KEYS_GOAL }, false],
    ['who had not', { cleared: KEYS_GOAL - 1 }, true],
    ['who does so now', { cleared: KEYS_GOAL, asksSaved: true }, true],
    ['who had, from then on', { cleared: KEYS_GOAL, asksSaved: false }, false],
  ])('ask for saved replies of somebody %s: %o', (_, kept, asks) => {
    expect(remembered(kept)).toMatchObject({ cleared: kept.cleared, asksSaved: asks });
  });

  it('count demo conversations to ten', () => {
    expect(done({ ...all, cleared: KEYS_GOAL - 1 }).keys).toBe(false);
  });

  it('turn to the newest handle whose own steps are open', () => {
    const old = { ...base, id: 1 };
    const open = { ...base, id: 2, code: 'access_off' as const };
    const newest = { ...base, id: 3 };
    expect(handleInTurn([old, open, newest])?.id).toBe(2);
    expect(handleInTurn([old, newest])?.id).toBe(3);
    expect(handleInTurn([])).toBe(undefined);
    expect(hasAccess(old)).toBe(true);
  });
});
