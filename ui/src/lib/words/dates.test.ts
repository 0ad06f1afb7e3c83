import { afterEach, describe, expect, it, vi } from 'vitest';
import { clock } from '$lib/data/clock.svelte';
import { ago, agoInWords, day, left, leftInWords, moment, since, sinceShort, time } from './dates';

const at = (text: string) => new Date(text).getTime();
const now = at('2026-11-23T14:30:00');

describe('days in a thread', () => {
  it('names today and yesterday by the calendar, not by 24 hours', () => {
    expect(day(at('2026-11-23T00:01:00'), now)).toBe('Today');
    expect(day(at('2026-11-22T23:59:00'), now)).toBe('Yesterday');
  });

  it('says the year only when it is another', () => {
    expect(day(at('2026-11-18T10:00:00'), now, 'en-GB')).toBe('Wednesday 18 November');
    expect(day(at('2025-03-03T10:00:00'), now, 'en-GB')).toContain('2025');
  });
});

describe('times in the list', () => {
  it('is short', () => {
    expect(ago(now - 20_000, now)).toBe('now');
    expect(ago(now - 12 * 60_000, now)).toBe('12 m');
    expect(ago(now - 9 * 3_600_000, now)).toBe('9 h');
    expect(ago(at('2026-11-19T09:00:00'), now, 'en-GB')).toBe('Thu');
    expect(ago(at('2026-05-12T09:00:00'), now, 'en-GB')).toBe('12 May');
  });
});

describe('how long ago, within a sentence', () => {
  it('says that it is past, as each language does', () => {
    expect(agoInWords(now - 20_000, now, 'en-GB')).toBe('now');
    expect(agoInWords(now - 2.9 * 3_600_000, now, 'en-GB')).toBe('2 hr ago');
    expect(agoInWords(now - 30 * 3_600_000, now, 'en-GB')).toBe('yesterday');
    expect(agoInWords(now - 2 * 3_600_000, now, 'he')).toBe('לפני שעתיים');
    expect(agoInWords(now - 60_000, now, 'he')).toBe('לפני דקה');
    expect(agoInWords(now - 12 * 60_000, now, 'ja')).toBe('12 分前');
  });

  it('names yesterday by the calendar, not by 24 hours', () => {
    const early = at('2026-11-23T02:00:00');
    expect(agoInWords(at('2026-11-22T01:00:00'), early, 'en-GB')).toBe('yesterday');
    expect(agoInWords(at('2026-11-21T23:00:00'), early, 'en-GB')).toBe('2 days ago');
    expect(agoInWords(at('2026-11-22T23:00:00'), early, 'en-GB')).toBe('3 hr ago');
  });
});

describe('what is left', () => {
  it('is short on the chip', () => {
    expect(left(21 * 3_600_000)).toBe('21 h');
    expect(left(3 * 3_600_000 + 12 * 60_000)).toBe('3 h 12 m');
    expect(left(48 * 60_000)).toBe('48 m');
    expect(left(40_000)).toBe('40 s');
    expect(left(5 * 86_400_000 + 3 * 3_600_000)).toBe('5 d 3 h');
    expect(left(86_400_000)).toBe('24 h');
    expect(left(25 * 3_600_000)).toBe('1 d 1 h');
  });

  it('is whole words for those who listen', () => {
    expect(leftInWords(3 * 3_600_000 + 12 * 60_000, 'en')).toBe('3 hours 12 minutes');
    expect(leftInWords(3_600_000, 'en')).toBe('1 hour');
    expect(leftInWords(86_400_000, 'en')).toBe('24 hours');
    expect(leftInWords(25 * 3_600_000, 'en')).toBe('1 day 1 hour');
  });
});

describe('since when', () => {
  it('is near the reader', () => {
    expect(since(at('2026-11-23T09:14:00'), now, 'en-GB')).toBe('09:14 today');
    expect(since(at('2026-11-22T09:14:00'), now, 'en-GB')).toBe('yesterday 09:14');
    expect(sinceShort(at('2026-11-23T09:14:00'), now, 'en-GB')).toBe('09:14');
    expect(sinceShort(at('2026-11-22T09:14:00'), now, 'en-GB')).toBe('yesterday 09:14');
  });
});

describe('the time zone', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    clock.look();
  });

  it('is the one that the computer has now', () => {
    const noon = Date.parse('2026-11-23T12:00:00Z');
    const travelTo = (timeZone: string) => {
      vi.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions').mockReturnValue({ ...new Intl.DateTimeFormat('en').resolvedOptions(), timeZone });
      clock.look();
    };
    travelTo('Asia/Tokyo');
    expect(time(noon, 'en-GB')).toBe('21:00');
    travelTo('America/New_York');
    expect(time(noon, 'en-GB')).toBe('07:00');
    expect(moment(noon, 'en-GB')).toContain('07:00');
  });
});
