import { describe, expect, it } from 'vitest';
import type { Changes } from '$lib/contract/generated';
import { touches, withGaps } from './changes';

const batch = (part: Partial<Changes>): Changes => ({
  revision: 1,
  resync: false,
  topics: [],
  conversations: [],
  ...part,
});

describe('what a batch of changes touches', () => {
  it('refreshes a query by its topics alone', () => {
    expect(touches('handles', {}, batch({ topics: ['handles'] }))).toBe(true);
    expect(touches('app', {}, batch({ topics: ['handles'] }))).toBe(false);
    expect(touches('counts', { handle: null }, batch({ topics: ['lists'] }))).toBe(true);
  });

  it('refreshes a thread only when its own conversation changed', () => {
    const request = { conversation: 7, before: null, around: null, limit: 50 };
    expect(touches('messages', request, batch({ conversations: [7] }))).toBe(true);
    expect(touches('messages', request, batch({ conversations: [8], topics: ['lists'] }))).toBe(false);
  });

  it('refreshes everything on a resync', () => {
    for (const name of ['app', 'handles', 'conversation', 'messages', 'search']) {
      expect(touches(name, { conversation: 1 }, batch({ resync: true }))).toBe(true);
    }
  });
});

describe('revisions', () => {
  it('takes the next one as it is', () => {
    expect(withGaps(4, batch({ revision: 5 })).resync).toBe(false);
    expect(withGaps(null, batch({ revision: 9 })).resync).toBe(false);
  });

  it('turns a gap into a resync', () => {
    expect(withGaps(4, batch({ revision: 6 })).resync).toBe(true);
  });
});
