import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold } from '../../src/domain/fold.ts';
import {
  failingSince,
  failureCount,
  fieldOf,
  inProgressSince,
  isAfter,
  lastCompletedAt,
  lastSyncAt,
  latestObservation,
  type TokenRecord,
} from '../../src/domain/record.ts';
import { OPTIONAL_FIELDS, type Report } from '../../src/domain/report.ts';
import { type Timestamp, ticksOf } from '../../src/domain/timestamp.ts';
import { aReport, runs, someReports } from './arbitraries.ts';
import { foldAll, fromNoon, report } from './build.ts';
import { type Expected, expected, latestOf, order } from './fold-model.ts';

const RUNS = runs(500);

const someShuffled = someReports.chain((reports) =>
  fc.tuple(
    fc.constant(reports),
    fc.shuffledSubarray(reports, { minLength: reports.length, maxLength: reports.length }),
  ),
);

test('the record is what the design says of all reports together', () => {
  fc.assert(
    fc.property(someReports, (reports) => {
      expect(seenIn(foldAll(reports).record)).toEqual(expected(reports));
    }),
    RUNS,
  );
});

test('any order of the same reports ends in the same record', () => {
  fc.assert(
    fc.property(someShuffled, ([reports, shuffled]) => {
      expect(foldAll(shuffled).record).toEqual(foldAll(reports).record);
    }),
    RUNS,
  );
});

test('any order of fifty failures and a late completed sync ends in the same record', () => {
  const failures = Array.from({ length: 50 }, (_, i) =>
    report({ status: 'failed', lastSyncAt: fromNoon(i * 60_000), observedAt: fromNoon(i * 60_000) }),
  );
  const late = report({ status: 'completed', lastSyncAt: fromNoon(20 * 60_000), observedAt: fromNoon(55 * 60_000) });
  const all = [...failures, late];

  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
      expect(foldAll(shuffled).record).toEqual(foldAll(all).record);
    }),
    runs(20),
  );
});

test('the same report a second time changes nothing and is never applied', () => {
  fc.assert(
    fc.property(someReports, fc.nat(), (reports, pick) => {
      const { record } = foldAll(reports);

      const again = fold(record, reports[pick % reports.length] as Report);

      expect(again.record).toEqual(record);
      expect(again.outcome).not.toBe('applied');
    }),
    RUNS,
  );
});

test('a report is applied where what is known changed, else unchanged where it is the latest, else stale', () => {
  fc.assert(
    fc.property(someReports, aReport, (before, next) => {
      const { outcome } = fold(foldAll(before).record, next);

      const isLatest = order(next, latestOf([...before, next], order)) === 0;
      expect(outcome).toBe(
        meaning(before) !== meaning([...before, next]) ? 'applied' : isLatest ? 'unchanged' : 'stale',
      );
    }),
    RUNS,
  );
});

test('the first report of a token is applied, whatever it says', () => {
  fc.assert(
    fc.property(aReport, (first) => {
      expect(fold(undefined, first).outcome).toBe('applied');
    }),
  );
});

test('none and inProgress never end a failure', () => {
  const aReportWithoutResult = aReport.map((one) => ({
    ...one,
    status: one.status === 'none' ? ('none' as const) : ('inProgress' as const),
  }));

  fc.assert(
    fc.property(someReports, aReportWithoutResult, (before, next) => {
      const { record } = foldAll(before);

      const joined = fold(record, next).record;

      expect(joined.failures).toEqual(record.failures);
      expect(joined.undatedFailures).toEqual(record.undatedFailures);
    }),
    RUNS,
  );
});

/** What the record shows through the functions that read it, in the terms of the model. */
function seenIn(record: TokenRecord): Expected {
  const known = OPTIONAL_FIELDS.map((name) => [name, fieldOf(record, name)] as const);
  return {
    status: latestObservation(record).status,
    firstSeenAt: ticksOf(record.firstSeenAt),
    lastReportAt: ticksOf(record.lastReportAt),
    lastObservedAt: ticksOf(record.lastObservedAt),
    lastSyncAt: ticks(lastSyncAt(record)),
    failures: record.failures.map((failure) => ({
      lastSyncAt: ticksOf(failure.lastSyncAt),
      observedAt: ticksOf(failure.observedAt),
    })),
    failureCount: failureCount(record),
    failingSince: ticks(failingSince(record)),
    inProgressSince: ticks(inProgressSince(record)),
    lastCompletedSync: ticks(record.completed.dated?.lastSyncAt),
    lastCompletedAt: ticks(lastCompletedAt(record)),
    isExpiryRefuted: isExpiryRefuted(record),
    fields: Object.fromEntries(
      known
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [name, name === 'expiresAt' ? ticksOf(value as Timestamp) : value]),
    ),
  };
}

function isExpiryRefuted(record: TokenRecord): boolean {
  const expiresAt = fieldOf(record, 'expiresAt');
  return expiresAt !== undefined && isAfter(lastCompletedAt(record), expiresAt);
}

/** What a person would call a change; when something was seen again is none. */
function meaning(reports: readonly Report[]): string {
  const { firstSeenAt: _, lastReportAt: __, lastObservedAt: ___, lastCompletedAt: ____, ...rest } = expected(reports);
  const failures = rest.failures.map((failure) => failure.lastSyncAt);
  return JSON.stringify({ ...rest, failures }, (_key, value) => (typeof value === 'bigint' ? String(value) : value));
}

function ticks(timestamp: Timestamp | undefined): bigint | undefined {
  return timestamp && ticksOf(timestamp);
}
