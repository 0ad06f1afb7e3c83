import { describe, expect, it } from 'vitest';
import type { ReplyReason, ReplyView } from '$lib/contract/generated';
import { canBeSentAgain, canBeSettled } from './reply';

const reply = (part: Partial<ReplyView>): ReplyView => ({
  id: '',
  text: 'hi',
  files: [],
  heart: false,
  quote: null,
  human_agent: false,
  state: 'unknown',
  reason: null,
  detail: null,
  created_at: 0,
  not_before: null,
  scheduled_for: null,
  attempts: 1,
  ...part,
});

describe('a reply that failed', () => {
  it.each<[ReplyReason | null, boolean]>([
    ['person_unavailable', false],
    ['refused', false],
    ['window_closed', false],
    ['too_long', false],
    ['owned_by_other_app', true],
    ['not_approved', false],
    ['file_refused', false],
    ['needs_human_agent', false],
    [null, false],
    ['offline', true],
    ['throttled', true],
    ['needs_reconnect', true],
    ['send_restricted', true],
  ])('for %s may be sent again: %s', (reason, may) => {
    expect(canBeSentAgain(reason)).toBe(may);
  });
});

describe('a reply that may have arrived', () => {
  it('is left to the person after half a minute of looking, not before', () => {
    expect(canBeSettled(reply({}), 30_000)).toBe(false);
    expect(canBeSettled(reply({}), 30_001)).toBe(true);
    expect(canBeSettled(reply({ not_before: 5_000 }), 31_000)).toBe(false);
    expect(canBeSettled(reply({ state: 'sending' }), 90_000)).toBe(false);
  });
});
