import { describe, expect, test } from 'vitest';
import {
  compareTimestamps,
  earliestOf,
  isNever,
  latestOf,
  msOf,
  orderTimestamps,
  parseTimestamp,
  ticksOf,
  timestampOf,
} from '../../src/domain/timestamp.ts';
import { ts } from './build.ts';

describe('parseTimestamp', () => {
  test.each([
    '2026-03-10T12:00:00Z',
    '2026-03-10t12:00:00z',
    '2026-03-10T12:00:00.1Z',
    '2026-03-10T12:00:00.1234567Z',
    '2026-03-10T12:00:00.123456789012Z',
    '2026-03-10T12:00:00+0000',
    '2026-03-10T12:00:00.5-0830',
    '2026-03-10T12:00:00+00:00',
    '2026-03-10T12:00:00-00:00',
    '2026-03-10T12:00:00-08:00',
    '2026-03-10T23:59:59+23:59',
    '2026-03-10T20:00:00+14:00',
    '2024-02-29T00:00:00Z',
    '2000-02-29T00:00:00Z',
    '2026-12-31T23:59:59.9999999Z',
    '0001-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
  ])('%s is kept as it was written', (text) => {
    expect(parseTimestamp(text)).toBe(text);
  });

  test.each([
    '',
    '2026-03-10',
    '2026-03-10T12:00:00',
    '2026-03-10 12:00:00Z',
    '2026-03-10T12:00Z',
    '2026-03-10T12:00:00.Z',
    '2026-03-10T12:00:00.1234567890123Z',
    '2026-03-10T12:00:00,5Z',
    '2026-03-10T24:00:00Z',
    '2026-03-10T12:60:00Z',
    '2026-12-31T23:59:60Z',
    '2026-03-10T12:00:00+24:00',
    '2026-03-10T12:00:00+01:60',
    '2026-03-10T12:00:00+00',
    '2026-03-10T12:00:00+0060',
    '2026-03-10T12:00:00+2400',
    '2026-03-10T12:00:00+1:00',
    '2026-03-10T12:00:00 Z',
    ' 2026-03-10T12:00:00Z',
    '2026-03-10T12:00:00Z ',
    '2026-03-10T12:00:00Z\n',
    '2026-3-10T12:00:00Z',
    '26-03-10T12:00:00Z',
    '+002026-03-10T12:00:00Z',
    '2026-00-10T12:00:00Z',
    '2026-13-10T12:00:00Z',
    '2026-01-00T12:00:00Z',
    '2026-01-32T12:00:00Z',
    '2026-04-31T12:00:00Z',
    '2026-02-29T12:00:00Z',
    '2026-02-30T12:00:00Z',
    '1900-02-29T12:00:00Z',
    '２０２６-03-10T12:00:00Z',
    'Tue, 10 Mar 2026 12:00:00 GMT',
  ])('%j is refused', (text) => {
    expect(parseTimestamp(text)).toBeUndefined();
  });
});

describe('ticksOf', () => {
  test.each([
    ['1970-01-01T00:00:00Z', 0n],
    ['1970-01-01T00:00:00.000000000001Z', 1n],
    ['1970-01-01T00:00:00.0000001Z', 100_000n],
    ['1970-01-01T00:00:00.1Z', 100_000_000_000n],
    ['1970-01-01T00:00:01.234567Z', 1_234_567_000_000n],
    ['1970-01-01t01:00:00+01:00', 0n],
    ['1970-01-01T00:00:00+0000', 0n],
    ['1969-12-31T15:30:00-0830', 0n],
    ['1970-01-01T00:00:00z', 0n],
    ['1969-12-31T23:59:59.9999999Z', -100_000n],
    ['1969-12-31T23:59:59.999999999999Z', -1n],
  ])('%s is %d ticks after the epoch', (text, ticks) => {
    expect(ticksOf(ts(text))).toBe(ticks);
  });

  test('what is no timestamp is a bug of the caller, and says so', () => {
    const ticks = () => ticksOf('yesterday' as never);

    expect(ticks).toThrow(new RangeError('not a parsed timestamp'));
  });
});

describe('msOf is the first whole millisecond at or after', () => {
  test.each([
    ['1970-01-01T00:00:00.0010000Z', 1],
    ['1970-01-01T00:00:00.0010001Z', 2],
    ['1970-01-01T00:00:00.0019999Z', 2],
    ['1970-01-01T00:00:00.001000000001Z', 2],
    ['1969-12-31T23:59:59.9990000Z', -1],
    ['1969-12-31T23:59:59.9985000Z', -1],
    ['1969-12-31T23:59:59.9999999Z', 0],
  ])('%s: %d', (text, ms) => {
    expect(msOf(ts(text)) + 0).toBe(ms);
  });
});

describe('order', () => {
  test.each([
    ['2026-03-10T12:00:00.0000001Z', '2026-03-10T12:00:00.0000002Z'],
    ['2026-03-10T12:00:00Z', '2026-03-10T12:00:00.0000001Z'],
    ['2026-03-10T12:00:00.123456789011Z', '2026-03-10T12:00:00.123456789012Z'],
    ['2026-03-10T12:00:00.999999999999+0000', '2026-03-10T12:00:01Z'],
    ['2026-03-10T13:00:00+02:00', '2026-03-10T12:00:00Z'],
    ['2026-03-10T12:00:00Z', '2026-03-10T04:30:00-08:00'],
    ['0001-01-01T00:00:00Z', '1969-12-31T23:59:59Z'],
    ['2024-02-28T23:59:59.9999999Z', '2024-02-29T00:00:00Z'],
  ])('%s is before %s', (earlier, later) => {
    const [a, b] = [ts(earlier), ts(later)];

    expect([compareTimestamps(a, b), compareTimestamps(b, a)]).toEqual([-1, 1]);
    expect([latestOf(a, b), latestOf(b, a), earliestOf(a, b), earliestOf(b, a)]).toEqual([b, b, a, a]);
  });

  test.each([
    ['2026-03-10T12:00:00Z', '2026-03-10T12:00:00.0000000Z'],
    ['2026-03-10T12:00:00.5Z', '2026-03-10T12:00:00.5000000Z'],
    ['2026-03-10T12:00:00+0000', '2026-03-10T12:00:00+00:00'],
    ['2026-03-10T04:00:00-08:00', '2026-03-10T12:00:00Z'],
    ['2026-03-10t12:00:00z', '2026-03-10T12:00:00Z'],
  ])('%s and %s are one instant, yet one spelling wins whichever comes first', (one, other) => {
    const [a, b] = [ts(one), ts(other)];

    expect(compareTimestamps(a, b)).toBe(0);
    expect(orderTimestamps(a, b)).toBe(-orderTimestamps(b, a));
    expect(latestOf(a, b)).toBe(latestOf(b, a));
    expect(earliestOf(a, b)).toBe(earliestOf(b, a));
    expect(latestOf(a, b)).not.toBe(earliestOf(a, b));
  });

  test('a timestamp is equal to itself', () => {
    expect(orderTimestamps(ts('2026-03-10T12:00:00Z'), ts('2026-03-10T12:00:00Z'))).toBe(0);
  });

  test('where one is absent the other is both the latest and the earliest', () => {
    const only = ts('2026-03-10T12:00:00Z');

    expect([latestOf(undefined, only), earliestOf(undefined, only)]).toEqual([only, only]);
  });
});

describe('isNever', () => {
  test.each([
    ['0001-01-01T00:00:00Z', true],
    ['0000-12-31T23:00:00-01:00', true],
    ['1601-01-01T00:00:00Z', true],
    ['1970-01-01T00:00:00Z', true],
    ['1999-12-31T23:59:59.999999999999Z', true],
    ['2000-01-01T00:59:59+01:00', true],
    ['2000-01-01T00:00:00Z', false],
    ['1999-12-31T23:00:00-01:00', false],
    ['2026-03-10T12:00:00Z', false],
  ])('%s: %s', (text, never) => {
    expect(isNever(ts(text))).toBe(never);
  });
});

test('milliseconds are written in UTC', () => {
  expect(timestampOf(Date.parse('2024-02-29T12:00:00.007Z'))).toBe('2024-02-29T12:00:00.007Z');
});
