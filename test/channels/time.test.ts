import { describe, expect, it } from 'vitest';
import { timeWords } from '../../src/channels/content/time.ts';
import { AT } from './moments.ts';

const HOUR = 3_600_000;
const LATE = Date.parse('2026-12-31T20:05:00Z');

describe('timeWords', () => {
  it.each([
    ['en', 'UTC', '2026-03-14 09:30 UTC'],
    ['en', 'Asia/Tokyo', '2026-03-14 18:30 JST'],
    ['en', 'America/New_York', '2026-03-14 05:30 EDT'],
    ['en', 'Europe/Berlin', '2026-03-14 10:30 CET'],
    ['en', 'Australia/Sydney', '2026-03-14 20:30 AEDT'],
    ['en', 'Asia/Kolkata', '2026-03-14 15:00 UTC+5:30'],
    ['ja', 'Asia/Tokyo', '2026/03/14 18:30 JST'],
  ] as const)('says a moment of a table in %s, %s', (locale, zone, expected) => {
    expect(timeWords(locale, zone, AT).stamp(AT)).toBe(expected);
  });

  it('leaves the year out of a Japanese sentence unless it is another one', () => {
    const { moment, day } = timeWords('ja', 'Asia/Tokyo', AT);
    expect(moment(AT)).toBe('3 月 14 日 18:30');
    expect(day(LATE)).toBe('2027 年 1 月 1 日');
  });

  it('says a day as it is in the time zone', () => {
    expect(timeWords('en', 'Asia/Tokyo', AT).day(LATE)).toBe('2027-01-01');
    expect(timeWords('ja', 'Asia/Tokyo', AT).date(LATE)).toBe('2027/01/01');
  });

  it.each([
    [5_000, '1 minute', '1 分'],
    [45 * 60_000, '45 minutes', '45 分'],
    [HOUR + 60_000, '1 hour 1 minute', '1 時間 1 分'],
    [24 * HOUR - 1, '23 hours 59 minutes', '23 時間 59 分'],
    [24 * HOUR, '24 hours', '24 時間'],
    [47.9 * HOUR, '47 hours', '47 時間'],
    [48 * HOUR, '2 days', '2 日'],
    [51.9 * HOUR, '2 days 3 hours', '2 日 3 時間'],
  ])('says a duration of %i ms in its two largest units, rounded down', (ms, en, ja) => {
    expect(timeWords('en', 'UTC', AT).duration(ms)).toBe(en);
    expect(timeWords('ja', 'UTC', AT).duration(ms)).toBe(ja);
  });
});
