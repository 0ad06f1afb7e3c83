import { describe, expect, it } from 'vitest';
import type { GapView, HealthCode } from '$lib/contract/generated';
import { health } from '$lib/platform/mock/health';
import { handles } from '$lib/platform/mock/people';
import { accessWords, auditWords, checkWords, stateWords } from '$lib/words/health';
import { accessAnswer } from './answer';
import type { Look } from './asking.svelte';
import { besideCheck } from './checks';
import { gapOutcome, gapSpan } from './gaps';
import { isTyped } from './typed';

const NOW = 1_790_000_000_000;
const [first] = handles(NOW);
if (!first) throw new Error('the mock has handles');
const inState = (code: HealthCode) => health({ ...first, code, since: NOW - 3_600_000 }, NOW);

const CODES: HealthCode[] = [
  'receiving', 'catching_up', 'offline', 'paused_by_you', 'disconnected', 'not_professional', 'ga_not_started', 'followers_below',
  'followers_above', 'followers_unknown', 'not_eligible', 'token_missing', 'token_expired', 'token_revoked', 'checkpoint',
  'keychain_locked', 'token_ends_soon', 'permission_missing', 'access_off', 'access_off_suspected', 'app_not_approved', 'relay_down',
  'not_subscribed', 'thread_owned_by_other_app', 'rate_limited', 'send_restricted', 'instagram_down', 'disk_full', 'stale', 'unknown',
];

describe('a handle’s page', () => {
  it('has a headline of at most 60 letters and a meaning for every state, no two alike', () => {
    const headlines = CODES.map((code) => stateWords(code, '@luma.skin', 3).headline);
    expect(new Set(headlines).size).toBe(CODES.length);
    for (const headline of headlines) expect(headline.length, headline).toBeLessThanOrEqual(60);
    for (const code of CODES) expect(stateWords(code, '@luma.skin').meaning.length, code).toBeGreaterThan(20);
  });

  it('leads to the browser where one signs in there, and to a token elsewhere', () => {
    const renewed: HealthCode[] = ['disconnected', 'token_missing', 'token_expired', 'token_revoked', 'checkpoint', 'token_ends_soon', 'permission_missing'];
    for (const code of CODES) {
      const said = (browser: boolean) => [stateWords(code, '@luma.skin', 3, browser)].flatMap(({ meaning, steps }) => [meaning, ...steps]).join(' ');
      expect(/App Dashboard.*Paste/.test(said(false)), code).toBe(renewed.includes(code));
      expect(said(true), code).not.toMatch(/new token|Paste/);
      expect(/In the browser, sign in to Instagram as @luma\.skin/.test(said(true)), code).toBe(renewed.includes(code));
    }
  });

  it.each<[HealthCode, Look, 'on' | 'off' | 'unknown']>([
    ['receiving', 'well', 'on'],
    ['send_restricted', 'well', 'on'],
    ['access_off', 'badly', 'off'],
    ['access_off', 'not_ended', 'unknown'],
    ['access_off_suspected', 'well', 'unknown'],
    ['token_expired', 'badly', 'unknown'],
    ['offline', 'badly', 'unknown'],
    ['app_not_approved', 'badly', 'unknown'],
    ['rate_limited', 'badly', 'unknown'],
    ['instagram_down', 'badly', 'unknown'],
    ['disk_full', 'badly', 'unknown'],
    ['stale', 'not_ended', 'unknown'],
    ['receiving', 'badly', 'unknown'],
    ['receiving', 'not_ended', 'unknown'],
  ])('answers “Check now” in state %s, after a look that went %s, with %s', (code, look, is) => {
    const answer = accessAnswer(look, inState(code).checks, '@luma.skin');
    expect(answer.is).toBe(is);
    if (is === 'unknown') expect(answer.words).toContain('Cannot tell');
  });

  it('says beside each check what is the matter, or the fact that it looked at', () => {
    const off = inState('access_off');
    const beside = Object.fromEntries(off.checks.map((one) => [one.check, besideCheck(one, off, NOW)]));
    expect(beside.account_type).toBe('Business account');
    expect(beside.access).toContain('2021');
    expect(beside.message_access).toContain('since');
    expect(beside.freshness).toBe('Not checked yet');
    for (const one of off.checks) expect(checkWords(one.check).length).toBeGreaterThan(3);
  });

  it('says what became of each gap', () => {
    const gap: GapView = { from: NOW - 7_200_000, to: NOW - 3_600_000, cause: 'trouble', trouble: 'offline', fetched_later: 0, not_fetchable: 0 };
    expect(gapOutcome(gap)).toBe('nothing was missed');
    expect(gapOutcome({ ...gap, fetched_later: 7, not_fetchable: 2 })).toBe('7 fetched later, 2 conversations are complete only in Instagram');
    expect(gapOutcome({ ...gap, cause: 'paused_and_left' })).toBe('not fetched');
    expect(gapOutcome({ ...gap, to: null })).toBe('open');
    expect(gapSpan({ ...gap, to: null }, NOW)).toContain('to now');
    // A day is said once.
    const noon = new Date(NOW - 9 * 86_400_000).setHours(12, 0, 0, 0);
    const years = (to: number) => gapSpan({ ...gap, from: noon, to }, NOW).match(/2026/g)?.length;
    expect([years(noon + 3_600_000), years(noon + 86_400_000)]).toEqual([1, 2]);
  });

  it('shows a line of the trail that it does not know by its key', () => {
    expect(auditWords('switch_off')).toBe('Paused here');
    expect(auditWords('toString')).toBe('toString');
    expect(accessWords('grandfathered_early_access')).toContain('Early Access');
  });

  it('takes a typed name with or without @, in any case, and nothing else', () => {
    for (const text of ['luma.skin', '@luma.skin', ' @LUMA.Skin ']) expect(isTyped(text, 'luma.skin')).toBe(true);
    for (const text of ['', '@', 'luma', 'luma.skin2', '@@luma.skin']) expect(isTyped(text, 'luma.skin')).toBe(false);
  });
});
