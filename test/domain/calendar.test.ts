import { describe, expect, test } from 'vitest';
import { ageReachedAt, atLocalTime, nextReminder } from '../../src/domain/calendar.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/policy.ts';

const NINE = 9 * 60;
const iso = (ms: number) => new Date(ms).toISOString();

describe('reminders of whole days fall at nine local time', () => {
  test.each([
    ['UTC', 1, '2026-03-10T12:00:00Z', '2026-03-11T09:00:00Z'],
    ['UTC', 7, '2026-03-10T12:00:00Z', '2026-03-17T09:00:00Z'],
    ['UTC', 1, '2026-03-10T00:00:00Z', '2026-03-11T09:00:00Z'],
    ['UTC', 1, '2026-03-10T23:59:59.999Z', '2026-03-11T09:00:00Z'],
    ['UTC', 1, '2026-03-10T09:00:00Z', '2026-03-11T09:00:00Z'],
    ['UTC', 1, '2024-02-28T12:00:00Z', '2024-02-29T09:00:00Z'],
    ['UTC', 1, '2024-02-29T12:00:00Z', '2024-03-01T09:00:00Z'],
    ['UTC', 1, '2026-02-28T12:00:00Z', '2026-03-01T09:00:00Z'],
    ['UTC', 7, '2024-02-25T12:00:00Z', '2024-03-03T09:00:00Z'],
    ['UTC', 1, '2026-12-31T12:00:00Z', '2027-01-01T09:00:00Z'],
    // The clocks of Berlin go forward on 29 March 2026 at 02:00 and back on 25 October at 03:00.
    ['Europe/Berlin', 1, '2026-03-27T12:00:00Z', '2026-03-28T08:00:00Z'],
    ['Europe/Berlin', 1, '2026-03-28T12:00:00Z', '2026-03-29T07:00:00Z'],
    ['Europe/Berlin', 1, '2026-03-28T23:30:00Z', '2026-03-30T07:00:00Z'],
    ['Europe/Berlin', 7, '2026-03-28T12:00:00Z', '2026-04-04T07:00:00Z'],
    ['Europe/Berlin', 1, '2026-10-24T12:00:00Z', '2026-10-25T08:00:00Z'],
    ['Europe/Berlin', 1, '2026-10-23T22:30:00Z', '2026-10-25T08:00:00Z'],
    // New York: forward on 8 March 2026 at 02:00, back on 1 November at 02:00.
    ['America/New_York', 1, '2026-03-07T17:00:00Z', '2026-03-08T13:00:00Z'],
    ['America/New_York', 1, '2026-03-06T17:00:00Z', '2026-03-07T14:00:00Z'],
    ['America/New_York', 1, '2026-10-31T17:00:00Z', '2026-11-01T14:00:00Z'],
    ['America/New_York', 1, '2026-03-10T03:59:59Z', '2026-03-10T13:00:00Z'],
    ['America/New_York', 1, '2026-03-10T04:00:00Z', '2026-03-11T13:00:00Z'],
    ['Asia/Tokyo', 1, '2026-03-10T12:00:00Z', '2026-03-11T00:00:00Z'],
    ['Asia/Tokyo', 1, '2026-03-10T14:59:59Z', '2026-03-11T00:00:00Z'],
    ['Asia/Tokyo', 1, '2026-03-10T15:00:00Z', '2026-03-12T00:00:00Z'],
    // Lord Howe moves by half an hour: back on 5 April 2026 at 02:00 (+11 to +10:30), forward on 4 October.
    ['Australia/Lord_Howe', 1, '2026-04-04T01:00:00Z', '2026-04-04T22:30:00Z'],
    ['Australia/Lord_Howe', 1, '2026-04-03T01:00:00Z', '2026-04-03T22:00:00Z'],
    ['Australia/Lord_Howe', 1, '2026-10-03T01:00:00Z', '2026-10-03T22:00:00Z'],
    ['Australia/Lord_Howe', 1, '2026-10-02T01:00:00Z', '2026-10-02T22:30:00Z'],
    ['Pacific/Kiritimati', 1, '2026-03-10T12:00:00Z', '2026-03-11T19:00:00Z'],
    ['Pacific/Pago_Pago', 1, '2026-03-10T12:00:00Z', '2026-03-11T20:00:00Z'],
  ])('%s, %d days after %s: %s', (timeZone, days, told, due) => {
    const at = nextReminder(Date.parse(told), days * DAY, { timeZone, remindAt: NINE });

    expect(iso(at)).toBe(iso(Date.parse(due)));
  });
});

describe('where the clocks change at the very hour of the reminder', () => {
  test.each([
    [
      'skipped in Berlin: as far behind the skip',
      'Europe/Berlin',
      2 * 60 + 30,
      '2026-03-28T12:00:00Z',
      '2026-03-29T01:30:00Z',
    ],
    ['the end of the skip in Berlin', 'Europe/Berlin', 3 * 60, '2026-03-28T12:00:00Z', '2026-03-29T01:00:00Z'],
    ['twice in Berlin: the first', 'Europe/Berlin', 2 * 60 + 30, '2026-10-24T12:00:00Z', '2026-10-25T00:30:00Z'],
    ['skipped in New York', 'America/New_York', 2 * 60 + 30, '2026-03-07T17:00:00Z', '2026-03-08T07:30:00Z'],
    ['twice in New York: the first', 'America/New_York', 60 + 30, '2026-10-31T17:00:00Z', '2026-11-01T05:30:00Z'],
    ['skipped on Lord Howe', 'Australia/Lord_Howe', 2 * 60 + 15, '2026-10-03T01:00:00Z', '2026-10-03T15:45:00Z'],
    ['twice on Lord Howe: the first', 'Australia/Lord_Howe', 60 + 45, '2026-04-04T01:00:00Z', '2026-04-04T14:45:00Z'],
    ['midnight in Tokyo', 'Asia/Tokyo', 0, '2026-03-10T12:00:00Z', '2026-03-10T15:00:00Z'],
    ['the last minute of the day', 'UTC', 23 * 60 + 59, '2026-03-10T12:00:00Z', '2026-03-11T23:59:00Z'],
  ])('%s', (_, timeZone, remindAt, told, due) => {
    expect(iso(atLocalTime(Date.parse(told), 1, { timeZone, remindAt }))).toBe(iso(Date.parse(due)));
  });
});

describe('reminders of other durations simply pass', () => {
  test.each([[90 * MINUTE], [12 * HOUR], [25 * HOUR], [DAY - 1], [DAY + 1]])('%d ms', (every) => {
    const told = Date.parse('2026-03-28T12:00:00Z');

    expect(nextReminder(told, every, { timeZone: 'Europe/Berlin', remindAt: NINE })).toBe(told + every);
  });
});

describe('an age of whole days is reached at the first nine local time not earlier than twelve hours before', () => {
  test.each([
    ['UTC', '2026-03-10T12:00:00Z', '2026-03-11T09:00:00Z'],
    ['UTC', '2026-03-10T09:00:00Z', '2026-03-11T09:00:00Z'],
    ['UTC', '2026-03-10T21:00:00Z', '2026-03-11T09:00:00Z'],
    ['UTC', '2026-03-10T21:00:00.001Z', '2026-03-12T09:00:00Z'],
    ['UTC', '2026-03-10T03:10:00Z', '2026-03-11T09:00:00Z'],
    ['UTC', '2026-03-10T20:59:59.999Z', '2026-03-11T09:00:00Z'],
    ['Asia/Tokyo', '2026-03-10T12:00:00Z', '2026-03-11T00:00:00Z'],
    ['Asia/Tokyo', '2026-03-10T12:00:00.001Z', '2026-03-12T00:00:00Z'],
    // The clocks of Berlin go forward on 29 March 2026 at 02:00: that nine comes an hour sooner.
    ['Europe/Berlin', '2026-03-28T12:00:00Z', '2026-03-29T07:00:00Z'],
    ['Europe/Berlin', '2026-03-28T19:00:00.001Z', '2026-03-30T07:00:00Z'],
  ])('%s, a day from %s', (timeZone, since, reached) => {
    expect(iso(ageReachedAt(Date.parse(since), DAY, { timeZone, remindAt: NINE }))).toBe(
      new Date(reached).toISOString(),
    );
  });

  test('so are three days', () => {
    const since = Date.parse('2026-03-10T12:00:00Z');

    expect(iso(ageReachedAt(since, 3 * DAY, { timeZone: 'UTC', remindAt: NINE }))).toBe('2026-03-13T09:00:00.000Z');
  });

  test.each([0, HOUR, 30 * HOUR, DAY + 1])('other ages simply pass: %d', (age) => {
    expect(ageReachedAt(1_000, age, { timeZone: 'UTC', remindAt: NINE })).toBe(1_000 + age);
  });
});
