import { describe, expect, test } from 'vitest';
import type { Cause, Severity } from '../../src/domain/cause.ts';
import { diagnose } from '../../src/domain/diagnose.ts';
import { DEFAULT_POLICY, HOUR, MINUTE } from '../../src/domain/policy.ts';
import type { Report, TokenState } from '../../src/domain/report.ts';
import { AROUND, fromNoon, NOON, policy, recordOf, report, ts } from './build.ts';

/** What is found so many milliseconds after noon, as `cause severity`, or `well`. */
function found(reports: readonly Report[], ms: number, rules = DEFAULT_POLICY): string {
  const { fault } = diagnose(recordOf(...reports), NOON + ms, rules);
  return fault ? `${fault.cause} ${fault.severity}` : 'well';
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
    name: 'a failing token becomes critical',
    reports: [failedAtNoon],
    at: 24 * HOUR,
    before: 'syncFailed warning',
    from: 'syncFailed critical',
  },
  {
    name: 'a reporter falls silent',
    reports: [wellAtNoon],
    at: 50 * HOUR,
    before: 'well',
    from: 'reporterSilent warning',
  },
  {
    name: 'a silence becomes critical',
    reports: [wellAtNoon],
    at: 72 * HOUR,
    before: 'reporterSilent warning',
    from: 'reporterSilent critical',
  },
  {
    name: 'a sync is stuck',
    reports: [report({ status: 'inProgress', lastSyncAt: fromNoon(-HOUR) })],
    at: 6 * HOUR,
    before: 'well',
    from: 'syncStuck warning',
  },
])('$name', ({ reports, at, before, from }) => {
  test.each(AROUND)('$when', ({ by, reached }) => {
    expect(found(reports, at + by)).toBe(reached ? from : before);
  });

  test('and the diagnosis before says when it will change', () => {
    const { changesAt } = diagnose(recordOf(...reports), NOON + at - 1, DEFAULT_POLICY);

    expect(changesAt).toBe(NOON + at);
  });

  test('and the diagnosis of that moment looks further', () => {
    const { changesAt } = diagnose(recordOf(...reports), NOON + at, DEFAULT_POLICY);

    expect(changesAt === undefined || changesAt > NOON + at).toBe(true);
  });
});

describe('an overdue sync is judged by what reports showed', () => {
  const overdue = [
    { name: 'OVERDUE_AFTER', at: 50 * HOUR, before: 'well', from: 'syncOverdue warning' },
    { name: '72 hours', at: 72 * HOUR, before: 'syncOverdue warning', from: 'syncOverdue critical' },
  ];
  const cases = overdue.flatMap((one) => AROUND.map((around) => ({ ...one, ...around })));

  test.each(cases)('$when $name after the last sync', ({ at, by, reached, before, from }) => {
    const later = report({ lastSyncAt: fromNoon(0), observedAt: fromNoon(at + by) });

    expect(found([wellAtNoon, later], at + by)).toBe(reached ? from : before);
  });

  test.each(cases)(
    '$when $name after it was first seen, where it never synced',
    ({ at, by, reached, before, from }) => {
      const first = report({ status: 'none' });
      const later = report({ status: 'none', observedAt: fromNoon(at + by) });

      expect(found([first, later], at + by)).toBe(reached ? from : before);
    },
  );

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
  test.each<[TokenState, string]>([
    ['expired', 'tokenExpired critical'],
    ['assignedToExternalMDM', 'assignedToExternalMdm critical'],
    ['duplicateLocationId', 'duplicateLocation critical'],
    ['invalid', 'tokenInvalid critical'],
    ['valid', 'well'],
    ['unknown', 'well'],
  ])('%s: %s', (tokenState, finding) => {
    expect(found([report({ tokenState, lastSyncAt: fromNoon(0) })], 0)).toBe(finding);
  });

  test.each<TokenState>(['expired', 'assignedToExternalMDM', 'duplicateLocationId', 'invalid'])(
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
  test('the second one is critical at once', () => {
    const again = report({ status: 'failed', lastSyncAt: fromNoon(MINUTE), observedAt: fromNoon(MINUTE) });

    expect(found([failedAtNoon, again], MINUTE)).toBe('syncFailed critical');
  });

  test('an undated one beside a dated one is the second', () => {
    const again = report({ status: 'failed', observedAt: fromNoon(MINUTE) });

    expect(found([failedAtNoon, again], MINUTE)).toBe('syncFailed critical');
  });

  test('one that is seen again is no second', () => {
    const again = report({ status: 'failed', lastSyncAt: fromNoon(0), observedAt: fromNoon(MINUTE) });

    expect(found([failedAtNoon, again], MINUTE)).toBe('syncFailed warning');
  });

  test('a deeper cause says beside it that syncs fail, and since when', () => {
    const record = recordOf({ ...failedAtNoon, tokenState: 'invalid' });

    const { fault, failingSince } = diagnose(record, NOON, DEFAULT_POLICY);

    expect(fault).toEqual({ cause: 'tokenInvalid', severity: 'critical', failing: true });
    expect(failingSince).toBe(fromNoon(0));
  });

  test('without one nothing fails beside the cause', () => {
    const { fault, failingSince } = diagnose(recordOf(report({ tokenState: 'invalid' })), NOON, DEFAULT_POLICY);

    expect([fault?.failing, failingSince]).toEqual([false, undefined]);
  });
});

describe('a deeper cause hides its symptoms', () => {
  const bad = (tokenState: TokenState): Report[] => [report({ status: 'none', tokenState })];
  const failing = [report({ status: 'failed', lastSyncAt: fromNoon(-HOUR) })];
  const stuck = [report({ status: 'inProgress', lastSyncAt: fromNoon(-100 * HOUR) })];
  const overdue = [report({ status: 'none', lastSyncAt: fromNoon(-100 * HOUR) })];
  const soon = policy({ silentAfter: HOUR, stuckAfter: HOUR });

  test.each<[Cause, string, Report[], Severity]>([
    [
      'tokenExpired',
      'every state',
      [report({ tokenState: 'assignedToExternalMDM', status: 'none', expiresAt: fromNoon(0) })],
      'critical',
    ],
    ['assignedToExternalMdm', 'failures', [...bad('assignedToExternalMDM'), ...failing], 'critical'],
    ['duplicateLocation', 'failures', [...bad('duplicateLocationId'), ...failing], 'critical'],
    ['tokenInvalid', 'failures', [...bad('invalid'), ...failing], 'critical'],
    ['syncFailed', 'a silence', failing, 'warning'],
    ['syncFailed', 'a stuck sync', [...failing, report({ status: 'inProgress', lastSyncAt: fromNoon(0) })], 'warning'],
    ['reporterSilent', 'a stuck sync', stuck, 'warning'],
    ['reporterSilent', 'an overdue sync', overdue, 'warning'],
  ])('%s hides %s', (cause, _, reports, severity) => {
    expect(found(reports, 2 * HOUR, soon)).toBe(`${cause} ${severity}`);
  });

  test('syncStuck hides an overdue sync', () => {
    expect(found(stuck, 2 * HOUR, policy({ stuckAfter: HOUR }))).toBe('syncStuck warning');
  });

  test('a hidden symptom is still waited for', () => {
    const { changesAt } = diagnose(recordOf(...bad('invalid')), NOON, soon);

    expect(changesAt).toBe(NOON + HOUR);
  });
});

describe('a policy of its own', () => {
  test.each([
    ['criticalAfter', { criticalAfter: HOUR }, [failedAtNoon], 'syncFailed critical'],
    ['silentAfter', { silentAfter: HOUR }, [wellAtNoon], 'reporterSilent warning'],
    ['silentAfter beyond 72 hours', { silentAfter: 100 * HOUR }, [wellAtNoon], 'well'],
    ['stuckAfter', { stuckAfter: HOUR }, [report({ status: 'inProgress' })], 'syncStuck warning'],
    ['overdueAfter', { overdueAfter: HOUR }, [report({ lastSyncAt: fromNoon(-HOUR) })], 'syncOverdue warning'],
  ])('%s', (_, fields, reports, finding) => {
    expect(found(reports, HOUR, policy(fields))).toBe(finding);
  });

  test('a silence that begins beyond 72 hours begins critical', () => {
    expect(found([wellAtNoon], 100 * HOUR, policy({ silentAfter: 100 * HOUR }))).toBe('reporterSilent critical');
  });
});

describe('after an outage of our own', () => {
  const record = recordOf(wellAtNoon);
  const holdUntil = NOON + 60 * HOUR;

  test.each(AROUND)('$when the end of the hold', ({ by, reached }) => {
    const { heldUntil } = diagnose(record, holdUntil + by, DEFAULT_POLICY, holdUntil);

    expect(heldUntil).toBe(reached ? undefined : holdUntil);
  });

  test('the end of the hold is a moment to look again', () => {
    const { changesAt } = diagnose(record, NOON + 55 * HOUR, DEFAULT_POLICY, holdUntil);

    expect(changesAt).toBe(holdUntil);
  });
});

test('a token that is well shows its status and its expiry', () => {
  const record = recordOf(report({ lastSyncAt: fromNoon(0), expiresAt: fromNoon(1_000 * HOUR) }));

  const diagnosis = diagnose(record, NOON, DEFAULT_POLICY);

  expect(diagnosis).toEqual({
    fault: null,
    status: 'completed',
    expiresAt: fromNoon(1_000 * HOUR),
    changesAt: NOON + 50 * HOUR,
  });
});
