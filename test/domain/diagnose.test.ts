import { describe, expect, test } from 'vitest';
import type { Cause, Severity } from '../../src/domain/cause.ts';
import { noReportSince } from '../../src/domain/diagnose.ts';
import { DEFAULT_POLICY, HOUR, MINUTE } from '../../src/domain/policy.ts';
import type { Report, VppTokenState } from '../../src/domain/report.ts';
import { AROUND, diagnosed, fromNoon, inWords, NOON, policy, recordOf, report, ts } from './build.ts';

/** What is found so many milliseconds after noon, as `cause severity`, or `well`. */
function found(reports: readonly Report[], ms: number, rules = DEFAULT_POLICY): string {
  return inWords(diagnosed(reports, ms, rules));
}

interface Boundary {
  readonly name: string;
  readonly reports: readonly Report[];
  /** Milliseconds after noon. */
  readonly at: number;
  readonly before: string;
  readonly from: string;
}

const failedAtNoon = report({ status: 'failed', lastSyncAt: fromNoon(0), observedAt: fromNoon(0) });
const wellAtNoon = report({ lastSyncAt: fromNoon(0) });

describe.each<Boundary>([
  {
    name: 'a token expires',
    reports: [report({ expiresAt: fromNoon(3 * HOUR) })],
    at: 3 * HOUR,
    before: 'well',
    from: 'tokenExpired critical',
  },
  {
    name: 'a failing token becomes critical, the next morning',
    reports: [failedAtNoon],
    at: 21 * HOUR,
    before: 'syncFailed warning',
    from: 'syncFailed critical',
  },
  {
    name: 'a sync is stuck',
    reports: [report({ status: 'inProgress', lastSyncAt: fromNoon(-HOUR) })],
    at: 6 * HOUR,
    before: 'well',
    from: 'syncStuck warning',
  },
  {
    name: 'an overdue sync becomes critical in the morning',
    reports: [wellAtNoon, report({ lastSyncAt: fromNoon(0), observedAt: fromNoon(51 * HOUR) })],
    at: 69 * HOUR,
    before: 'syncOverdue warning',
    from: 'syncOverdue critical',
  },
])('$name', ({ reports, at, before, from }) => {
  test.each(AROUND)('$when', ({ by, reached }) => {
    expect(found(reports, at + by)).toBe(reached ? from : before);
  });

  test('and the diagnosis before says when it will change', () => {
    const { changesAt } = diagnosed(reports, at - 1);

    expect(changesAt).toBe(NOON + at);
  });

  test('and the diagnosis of that moment looks further', () => {
    const { changesAt } = diagnosed(reports, at);

    expect(changesAt === undefined || changesAt > NOON + at).toBe(true);
  });
});

describe('an overdue sync is judged by what reports showed', () => {
  test.each(AROUND)('$when OVERDUE_AFTER after the last sync', ({ by, reached }) => {
    const later = report({ lastSyncAt: fromNoon(0), observedAt: fromNoon(50 * HOUR + by) });

    expect(found([wellAtNoon, later], 50 * HOUR + by)).toBe(reached ? 'syncOverdue warning' : 'well');
  });

  test.each(AROUND)('$when OVERDUE_AFTER after it was first seen, where it never synced', ({ by, reached }) => {
    const first = report({ status: 'none' });
    const later = report({ status: 'none', observedAt: fromNoon(50 * HOUR + by) });

    expect(found([first, later], 50 * HOUR + by)).toBe(reached ? 'syncOverdue warning' : 'well');
  });

  test('the clock alone makes no sync overdue', () => {
    const rules = policy({ silentAfter: 1_000 * HOUR });

    expect(found([wellAtNoon], 100 * HOUR, rules)).toBe('well');
  });

  test('the greatest sync ever seen counts, not that of the latest report', () => {
    const older = report({ lastSyncAt: fromNoon(-60 * HOUR), observedAt: fromNoon(HOUR) });

    expect(found([wellAtNoon, older], HOUR)).toBe('well');
  });

  test('a completed report that names no sync is itself the sign of one', () => {
    const first = report({ status: 'none' });
    const later = report({ status: 'completed', observedAt: fromNoon(60 * HOUR) });

    expect(found([first, later], 60 * HOUR)).toBe('well');
  });

  test('a completed report that names no sync does not hide a later one that does', () => {
    const undated = report({ observedAt: fromNoon(-60 * HOUR) });

    expect(found([undated, wellAtNoon], 0)).toBe('well');
  });
});

describe('states', () => {
  test.each<[VppTokenState, string]>([
    ['expired', 'tokenExpired critical'],
    ['assignedToExternalMDM', 'assignedToExternalMdm critical'],
    ['duplicateLocationId', 'duplicateLocation warning'],
    // States that this release does not know mean nothing.
    ['revoked' as VppTokenState, 'well'],
    ['invalid', 'tokenInvalid critical'],
    ['valid', 'well'],
    ['unknown', 'well'],
  ])('%s: %s', (tokenState, finding) => {
    expect(found([report({ tokenState, lastSyncAt: fromNoon(0) })], 0)).toBe(finding);
  });

  test.each<VppTokenState>(['expired', 'assignedToExternalMDM', 'duplicateLocationId', 'invalid'])(
    'a later completed without a state clears %s',
    (tokenState) => {
      const bad = report({ tokenState, lastSyncAt: fromNoon(0) });
      const later = report({ lastSyncAt: fromNoon(HOUR), observedAt: fromNoon(HOUR) });

      expect(found([bad, later], HOUR)).toBe('well');
    },
  );
});

describe('an expiry that is past', () => {
  const expiresAt = fromNoon(0);

  test.each([
    ['with no completed at all', [report({ status: 'none', expiresAt })], 'tokenExpired critical'],
    ['with a completed before it', [report({ expiresAt, lastSyncAt: fromNoon(-1) })], 'tokenExpired critical'],
    ['with a completed of that very moment', [report({ expiresAt, lastSyncAt: fromNoon(0) })], 'tokenExpired critical'],
    ['with a completed after it', [report({ expiresAt, lastSyncAt: fromNoon(1), observedAt: fromNoon(1) })], 'well'],
    ['with an undated completed seen after it', [report({ expiresAt, observedAt: fromNoon(1) })], 'well'],
    [
      'with an inProgress after it',
      [report({ status: 'inProgress', expiresAt, lastSyncAt: fromNoon(1), observedAt: fromNoon(1) })],
      'tokenExpired critical',
    ],
  ])('%s', (_, reports, finding) => {
    expect(found(reports, MINUTE)).toBe(finding);
  });

  test('counts from the first millisecond that has reached it', () => {
    const reports = [report({ expiresAt: ts('2026-03-10T13:00:00.0000001Z') })];

    expect([found(reports, HOUR), found(reports, HOUR + 1)]).toEqual(['well', 'tokenExpired critical']);
  });
});

describe('failures', () => {
  test.each(AROUND)('$when six hours after the first, a second one is critical', ({ by, reached }) => {
    const again = report({ status: 'failed', lastSyncAt: fromNoon(6 * HOUR + by), observedAt: fromNoon(7 * HOUR) });

    const { fault, escalation, secondFailureAfter } = diagnosed([failedAtNoon, again], 7 * HOUR);

    expect([fault?.severity, escalation, secondFailureAfter]).toEqual(
      reached ? ['critical', 'secondFailure', 6 * HOUR + by] : ['warning', undefined, undefined],
    );
  });

  test('syncing once more, as people are advised, is no second failure', () => {
    const again = report({ status: 'failed', lastSyncAt: fromNoon(MINUTE), observedAt: fromNoon(MINUTE) });

    expect(found([failedAtNoon, again], MINUTE)).toBe('syncFailed warning');
  });

  test('of several the first that lies far enough is the second', () => {
    const later = [1, 7, 8].map((hour) =>
      report({ status: 'failed', lastSyncAt: fromNoon(hour * HOUR), observedAt: fromNoon(8 * HOUR) }),
    );

    expect(diagnosed([failedAtNoon, ...later], 8 * HOUR).secondFailureAfter).toBe(7 * HOUR);
  });

  test('an undated one beside a dated one is no second: another sender may speak of the same', () => {
    const again = report({ status: 'failed', observedAt: fromNoon(7 * HOUR) });

    expect(found([failedAtNoon, again], 7 * HOUR)).toBe('syncFailed warning');
  });

  test('undated ones are one failure, however often they are seen', () => {
    const undated = [0, 7].map((hour) => report({ status: 'failed', observedAt: fromNoon(hour * HOUR) }));

    expect(found(undated, 7 * HOUR)).toBe('syncFailed warning');
  });

  test('age is why it is critical where that came first', () => {
    const again = report({ status: 'failed', lastSyncAt: fromNoon(22 * HOUR), observedAt: fromNoon(22 * HOUR) });

    const [before, after] = [diagnosed([failedAtNoon], 21 * HOUR), diagnosed([failedAtNoon, again], 22 * HOUR)];

    expect([before.escalation, after.escalation, after.secondFailureAfter]).toEqual(['age', 'age', undefined]);
  });

  test('a second one before it has come of age stays the reason', () => {
    const again = report({ status: 'failed', lastSyncAt: fromNoon(20 * HOUR), observedAt: fromNoon(20 * HOUR) });

    expect(diagnosed([failedAtNoon, again], 30 * HOUR).escalation).toBe('secondFailure');
  });

  test('how many are not over is said', () => {
    const again = report({ status: 'failed', lastSyncAt: fromNoon(MINUTE), observedAt: fromNoon(MINUTE) });

    expect(diagnosed([failedAtNoon, again], MINUTE).failureCount).toBe(2);
  });

  test('a sync seen completed and a day later failed under the same date is not failing since yesterday', () => {
    const failed = report({ status: 'failed', lastSyncAt: fromNoon(-HOUR), observedAt: fromNoon(25 * HOUR) });
    const reports = [0, 24].map((hour) => report({ lastSyncAt: fromNoon(-HOUR), observedAt: fromNoon(hour * HOUR) }));

    const { fault, failingSince } = diagnosed([...reports, failed], 25 * HOUR);

    expect([fault?.severity, failingSince]).toEqual(['warning', fromNoon(24 * HOUR)]);
  });

  test('one that is seen again is no second', () => {
    const again = report({ status: 'failed', lastSyncAt: fromNoon(0), observedAt: fromNoon(MINUTE) });

    expect(found([failedAtNoon, again], MINUTE)).toBe('syncFailed warning');
  });

  test('a deeper cause says beside it that syncs fail, and since when', () => {
    const { fault, failingSince } = diagnosed([{ ...failedAtNoon, tokenState: 'invalid' }], 0);

    expect(fault).toEqual({ cause: 'tokenInvalid', severity: 'critical', failing: true });
    expect(failingSince).toBe(fromNoon(0));
  });

  test('without one nothing fails beside the cause', () => {
    const { fault, failingSince } = diagnosed([report({ tokenState: 'invalid' })], 0);

    expect([fault?.failing, failingSince]).toEqual([false, undefined]);
  });
});

describe('a deeper cause hides its symptoms', () => {
  const bad = (tokenState: VppTokenState): Report[] => [report({ status: 'none', tokenState })];
  const failing = [report({ status: 'failed', lastSyncAt: fromNoon(-HOUR) })];
  const stuck = [report({ status: 'inProgress', lastSyncAt: fromNoon(-100 * HOUR) })];
  const soon = policy({ stuckAfter: HOUR });

  test.each<[Cause, string, Report[], Severity]>([
    [
      'tokenExpired',
      'every state',
      [report({ tokenState: 'assignedToExternalMDM', status: 'none', expiresAt: fromNoon(0) })],
      'critical',
    ],
    ['assignedToExternalMdm', 'failures', [...bad('assignedToExternalMDM'), ...failing], 'critical'],
    ['duplicateLocation', 'young failures', [...bad('duplicateLocationId'), ...failing], 'warning'],
    ['tokenInvalid', 'failures', [...bad('invalid'), ...failing], 'critical'],
    ['syncFailed', 'a stuck sync', [...failing, report({ status: 'inProgress', lastSyncAt: fromNoon(0) })], 'warning'],
    ['syncStuck', 'an overdue sync', stuck, 'warning'],
  ])('%s hides %s', (cause, _, reports, severity) => {
    expect(found(reports, 2 * HOUR, soon)).toBe(`${cause} ${severity}`);
  });

  test('a duplicate location is as severe as the failing beside it', () => {
    const reports = [...bad('duplicateLocationId'), ...failing];

    const { fault, escalation } = diagnosed(reports, 24 * HOUR);

    expect([fault?.cause, fault?.severity, escalation]).toEqual(['duplicateLocation', 'critical', 'age']);
  });

  test('why a failing token would be critical is not said of a deeper cause', () => {
    expect(diagnosed([...bad('invalid'), ...failing], 24 * HOUR).escalation).toBeUndefined();
  });

  test('a hidden symptom is still waited for', () => {
    const running = report({ status: 'inProgress', lastSyncAt: fromNoon(0), tokenState: 'invalid' });

    expect(diagnosed([running], 0, soon).changesAt).toBe(NOON + HOUR);
  });
});

describe('a policy of its own', () => {
  test.each([
    ['criticalAfter', { criticalAfter: HOUR }, [failedAtNoon], 'syncFailed critical'],
    ['stuckAfter', { stuckAfter: HOUR }, [report({ status: 'inProgress' })], 'syncStuck warning'],
    ['overdueAfter', { overdueAfter: HOUR }, [report({ lastSyncAt: fromNoon(-HOUR) })], 'syncOverdue warning'],
  ])('%s', (_, fields, reports, finding) => {
    expect(found(reports, HOUR, policy(fields))).toBe(finding);
  });
});

describe('a standstill', () => {
  const running = report({ status: 'inProgress', lastSyncAt: fromNoon(0) });
  const standstill = { standstillSince: fromNoon(0) };

  test.each(AROUND)('is found STUCK_AFTER after an outage of our own: $when', ({ by, reached }) => {
    const diagnosis = diagnosed([running], 10 * HOUR + by, DEFAULT_POLICY, { wokeAt: NOON + 4 * HOUR });

    expect(inWords(diagnosis)).toBe(reached ? 'syncStuck warning' : 'well');
    expect(diagnosis.found).toEqual(reached ? standstill : {});
  });

  test('once found stands through an outage of our own', () => {
    const diagnosis = diagnosed([running], 21 * HOUR, DEFAULT_POLICY, { wokeAt: NOON + 20 * HOUR }, standstill);

    expect([inWords(diagnosis), diagnosis.found]).toEqual(['syncStuck warning', standstill]);
  });

  test.each<[string, Report, string]>([
    ['the same again', report({ ...running, observedAt: fromNoon(8 * HOUR) }), 'syncStuck warning'],
    [
      'another sender, that names no sync and saw it later',
      report({ status: 'inProgress', observedAt: fromNoon(8 * HOUR) }),
      'syncStuck warning',
    ],
    [
      'an earlier observation that comes late',
      report({ ...running, observedAt: fromNoon(-HOUR), receivedAt: fromNoon(8 * HOUR) }),
      'syncStuck warning',
    ],
    [
      'another sync',
      report({ status: 'inProgress', lastSyncAt: fromNoon(8 * HOUR), observedAt: fromNoon(8 * HOUR) }),
      'well',
    ],
    ['completed', report({ lastSyncAt: fromNoon(0), observedAt: fromNoon(8 * HOUR) }), 'well'],
  ])('after a report: %s', (_, next, words) => {
    const diagnosis = diagnosed([running, next], 9 * HOUR, DEFAULT_POLICY, { wokeAt: NOON + 7 * HOUR }, standstill);

    expect(inWords(diagnosis)).toBe(words);
  });

  test('is no standstill of an earlier sync that failed in between', () => {
    const [failed, again] = [
      report({ status: 'failed', observedAt: fromNoon(7 * HOUR) }),
      report({ status: 'inProgress', observedAt: fromNoon(8 * HOUR) }),
    ];
    const first = report({ status: 'inProgress' });

    expect(found([first, failed, again], 9 * HOUR)).toBe('syncFailed warning');
    expect(diagnosed([first, failed, again], 9 * HOUR, DEFAULT_POLICY, {}, standstill).found).toEqual({});
  });
});

test.each(AROUND)('a token is without news SILENT_AFTER after its last report: $when', ({ by, reached }) => {
  const since = noReportSince(recordOf(failedAtNoon), NOON + 50 * HOUR + by, DEFAULT_POLICY, {});

  expect(since).toBe(reached ? fromNoon(0) : undefined);
});

test('a token that is well shows its status and its expiry', () => {
  const diagnosis = diagnosed([report({ lastSyncAt: fromNoon(0), expiresAt: fromNoon(1_000 * HOUR) })], 0);

  expect(diagnosis).toEqual({
    fault: null,
    status: 'completed',
    expiresAt: fromNoon(1_000 * HOUR),
    changesAt: NOON + 50 * HOUR,
    found: { identity: { expiresAt: fromNoon(1_000 * HOUR) } },
  });
});
