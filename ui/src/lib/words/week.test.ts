import { describe, expect, it } from 'vitest';
import { dayWord } from './dates';
import { asMinutes, asTime, daysInWords, timeOfDay, weekDays } from './week';

describe('a week', () => {
  it.each([
    ['en-GB', [1, 2, 3, 4, 5, 6, 7]],
    ['en-US', [7, 1, 2, 3, 4, 5, 6]],
    ['he', [7, 1, 2, 3, 4, 5, 6]],
    ['ja', [7, 1, 2, 3, 4, 5, 6]],
    ['ar-EG', [6, 7, 1, 2, 3, 4, 5]],
  ])('begins in %s as it does there', (locale, days) => {
    expect(weekDays(locale)).toEqual(days);
  });

  it('has a word for each day', () => {
    expect(weekDays('en-GB').map((day) => dayWord(day, 'short', 'en-GB'))).toEqual(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']);
  });

  it.each([
    ['en-GB', [1, 2, 3, 4, 5, 6, 7], 'Every day'],
    ['en-GB', [5, 1, 2, 3, 4], 'Mon–Fri'],
    ['en-GB', [6, 7], 'Sat, Sun'],
    ['en-GB', [1, 2, 3, 6], 'Mon–Wed, Sat'],
    ['en-US', [7, 1, 2, 3, 4], 'Sun–Thu'],
    ['en-GB', [7, 1], 'Mon, Sun'],
  ])('names in %s the days %j: %s', (locale, days, words) => {
    expect(daysInWords(days, locale)).toBe(words);
  });

  it('has times of day as fields and people write them', () => {
    expect([asTime(0), asTime(1_439)]).toEqual(['00:00', '23:59']);
    expect([asMinutes('00:00'), asMinutes('23:59'), asMinutes('09:30:00'), asMinutes('')]).toEqual([0, 1_439, 570, null]);
    expect([timeOfDay(0, 'en-GB'), timeOfDay(1_320, 'en-GB')]).toEqual(['00:00', '22:00']);
  });
});
