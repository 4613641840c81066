import { describe, expect, test } from 'vitest';
import type { PollProgress } from '../../../src/app/model/poll.ts';
import { faultOf } from '../../../src/app/poll/compare.ts';
import { areNeighboursDue, isPollDue, type PollEnd, progressAfter } from '../../../src/app/poll/progress.ts';
import { DAY, HOUR, MINUTE } from '../../../src/domain/policy.ts';
import { UNREACHABLE } from '../../support/fake-graph.ts';
import { NOON } from '../../support/world.ts';

const INTERVALS = { pollEvery: HOUR, urgentEvery: 15 * MINUTE };
const GOOD: PollEnd = { ok: true, listedAt: NOON, isUrgent: false };
const BAD: PollEnd = { ok: false, fault: UNREACHABLE };
const LISTED: PollProgress = { failures: 0, listedAt: NOON - HOUR };

function waitOf(before: PollProgress, end: PollEnd, random: number): number {
  return ((progressAfter(before, end, NOON, INTERVALS, random).nextPollAt ?? 0) - NOON) / MINUTE;
}

test.each([
  ['all is well', LISTED, GOOD, [57, 60, 63]],
  ['something needs attention', LISTED, { ...GOOD, isUrgent: true }, [14.25, 15, 15.75]],
  ['it failed', LISTED, BAD, [14.25, 15, 15.75]],
  ['Graph asks for more time', LISTED, { ok: false, fault: { ...UNREACHABLE, retryAfterMs: HOUR } }, [60, 60, 60]],
  [
    'Graph asks for a month',
    LISTED,
    { ok: false, fault: { ...UNREACHABLE, retryAfterMs: 30 * DAY } },
    [1440, 1440, 1440],
  ],
  ['it was the first complete one', { failures: 0 }, GOOD, [0, 30, 60]],
  ['a first one failed', { failures: 0 }, BAD, [14.25, 15, 15.75]],
] as const)('minutes from a poll to the next, where %s', (_, before, end, minutes) => {
  expect([0, 0.5, 1].map((random) => waitOf(before, end as PollEnd, random))).toEqual(minutes);
});

test('failures count, and a good poll forgets them', () => {
  const once = progressAfter(LISTED, BAD, NOON, INTERVALS, 0.5);
  const twice = progressAfter(once, BAD, NOON + HOUR, INTERVALS, 0.5);
  const mended = progressAfter(twice, GOOD, NOON + 2 * HOUR, INTERVALS, 0.5);

  expect(twice).toMatchObject({ failures: 2, failingSince: NOON, fault: UNREACHABLE, listedAt: LISTED.listedAt });
  expect(mended).toEqual({ failures: 0, polledAt: NOON + 2 * HOUR, listedAt: NOON, nextPollAt: NOON + 3 * HOUR });
});

test.each([
  [undefined, true],
  [NOON, true],
  [NOON + 5_000, true],
  [NOON + MINUTE, false],
])('a poll that is due at %s is due at noon, by a clock that may differ: %s', (nextPollAt, isDue) => {
  expect(isPollDue({ failures: 0, ...(nextPollAt !== undefined && { nextPollAt }) }, NOON)).toBe(isDue);
});

test('what stands beside the tokens is looked at every 6 hours', () => {
  expect(
    [undefined, NOON - 6 * HOUR, NOON - 5 * HOUR].map((at) =>
      areNeighboursDue({ failures: 0, ...(at && { neighboursAt: at }) }, NOON),
    ),
  ).toEqual([true, true, false]);
});

describe('a complete listing', () => {
  test.each([
    [0, 0, undefined],
    [1, 0, 'emptyListing'],
    [1, 5, undefined],
    [4, 2, undefined],
    [4, 1, 'shortListing'],
    [5, 2, 'shortListing'],
    [6, 3, undefined],
    [3_000, 1_500, undefined],
    [3_000, 1_499, 'shortListing'],
  ])('of %i known tokens and %i listed: %s', (known, seen, kind) => {
    expect(faultOf(known, seen)?.kind).toBe(kind);
  });
});
