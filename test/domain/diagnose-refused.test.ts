import { describe, expect, test } from 'vitest';
import { diagnoseRefused, noteRefusal, type RefusedRecord } from '../../src/domain/diagnose-refused.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/policy.ts';
import { AROUND, inWords, NOON } from './build.ts';

const refused = (first: number, last: number, accepted?: number): RefusedRecord => ({
  firstRefusedAt: NOON + first,
  lastRefusedAt: NOON + last,
  ...(accepted !== undefined && { lastAcceptedAt: NOON + accepted }),
});

describe('the reports of a tenant are refused', () => {
  test.each(AROUND)('from an hour between the first and the last refusal on: $when', ({ by, reached }) => {
    const diagnosis = diagnoseRefused(refused(0, HOUR + by), NOON + 2 * HOUR);

    expect(inWords(diagnosis)).toBe(reached ? 'reportsRefused warning' : 'well');
  });

  test.each(AROUND)('until 24 hours without a refusal: $when', ({ by, reached }) => {
    const diagnosis = diagnoseRefused(refused(0, HOUR), NOON + HOUR + DAY + by);

    expect([inWords(diagnosis), diagnosis.ending]).toEqual(
      reached ? ['well', 'corrected'] : ['reportsRefused warning', undefined],
    );
    expect(diagnosis.changesAt).toBe(reached ? undefined : NOON + HOUR + DAY);
  });

  test.each([
    ['after the last refusal', 2 * HOUR, 'well', 'reported'],
    ['at that moment', HOUR, 'well', 'reported'],
    ['before', HOUR - 1, 'reportsRefused warning', undefined],
  ])('until one is accepted: %s', (_, accepted, words, ending) => {
    const diagnosis = diagnoseRefused(refused(0, HOUR, accepted), NOON + 3 * HOUR);

    expect([inWords(diagnosis), diagnosis.ending]).toEqual([words, ending]);
  });

  test('a sender that comes once a day and is refused twice counts', () => {
    expect(inWords(diagnoseRefused(refused(0, DAY), NOON + DAY))).toBe('reportsRefused warning');
  });
});

describe('a refusal is noted', () => {
  test.each<[string, RefusedRecord | undefined, RefusedRecord]>([
    ['the first', undefined, refused(5 * MINUTE, 5 * MINUTE)],
    ['one more', refused(0, MINUTE), refused(0, 5 * MINUTE)],
    ['one more, after one was accepted long before', refused(0, MINUTE, -HOUR), refused(0, 5 * MINUTE, -HOUR)],
    ['the first since one was accepted', refused(0, MINUTE, 2 * MINUTE), refused(5 * MINUTE, 5 * MINUTE)],
    ['one that another instance noted sooner', refused(0, 9 * MINUTE), refused(0, 9 * MINUTE)],
  ])('%s', (_, known, after) => {
    expect(noteRefusal(known, NOON + 5 * MINUTE)).toEqual(after);
  });
});
