import { expect, test } from 'vitest';
import { endsRetirement } from '../../src/domain/retirement.ts';
import { fromNoon, NOON, report, ts } from './build.ts';

test.each([
  ['before', fromNoon(-1), false],
  ['at that moment', fromNoon(0), false],
  ['after', fromNoon(1), true],
  ['after, by less than a millisecond', ts('2026-03-10T12:00:00.0000001Z'), true],
])('only a report observed after a retirement ends it: %s', (_, observedAt, ends) => {
  expect(endsRetirement(report({ observedAt, receivedAt: fromNoon(60_000) }), NOON)).toBe(ends);
});
