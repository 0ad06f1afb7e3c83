import { describe, expect, it } from 'vitest';
import { mentions, search } from './find';
import { world } from './world';

describe('the mock finds what the core finds', () => {
  const now = Date.now();
  const asked = { handle: null, open_only: true, after: null, limit: 50 };

  it('lets nobody wait for thanks who is out of sight on purpose', () => {
    const all = world(now, 120);
    const of = (id: number | undefined) => mentions(all, now, asked).mentions.filter((one) => one.row.id === id).length;
    const waiting = [...new Set(mentions(all, now, asked).mentions.map((one) => one.row.id))];
    const [muted, snoozed, spam] = waiting;
    expect(waiting.length).toBeGreaterThan(3);
    const row = (id = 0) => all.talks.get(id)?.row;
    Object.assign(row(muted) ?? {}, { muted: true });
    Object.assign(row(snoozed) ?? {}, { standing: 'snoozed', snoozed_until: now + 1 });
    Object.assign(row(spam) ?? {}, { standing: 'spam' });
    expect([of(muted), of(snoozed), of(spam), of(waiting[3])]).toEqual([0, 0, 0, 1]);
    const shown = mentions(all, now, { ...asked, open_only: false }).mentions.map((one) => one.row.id);
    expect([muted, snoozed, spam].map((id) => shown.includes(id ?? 0))).toEqual([true, true, false]);
  });

  it('finds spam and the bin only where they are asked for', () => {
    const all = world(now, 120);
    const found = (query: string) => new Set(search(all, { query, handle: null, before: null, limit: 9_999 }).hits.map((hit) => all.talks.get(hit.conversation)?.row.standing));
    expect([...found('is:spam')]).toEqual(['spam']);
    expect([...found('is:snoozed')]).toEqual(['snoozed']);
    expect(found('a').size).toBeGreaterThan(1);
    expect(found('a').has('spam')).toBe(false);
  });
});
