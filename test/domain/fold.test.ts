import { describe, expect, test } from 'vitest';
import { fold } from '../../src/domain/fold.ts';
import { HOUR, MINUTE } from '../../src/domain/policy.ts';
import {
  failingSince,
  failureCount,
  fieldOf,
  inProgressSince,
  lastCompletedAt,
  latestObservation,
} from '../../src/domain/record.ts';
import type { Report } from '../../src/domain/report.ts';
import { spell } from './arbitraries.ts';
import { foldAll, fromNoon, NOON, recordOf, report, ts } from './build.ts';

const failed = (minute: number, synced?: number): Report => seen('failed', minute, synced);
const completed = (minute: number, synced?: number): Report => seen('completed', minute, synced);
const inProgress = (minute: number, synced?: number): Report => seen('inProgress', minute, synced);

function seen(status: Report['status'], minute: number, synced?: number): Report {
  const lastSyncAt = synced === undefined ? {} : { lastSyncAt: fromNoon(synced * MINUTE) };
  return report({ status, observedAt: fromNoon(minute * MINUTE), ...lastSyncAt });
}

describe('failures that are not over', () => {
  test.each<[string, Report[], number]>([
    ['one failed sync', [failed(10, 1)], 1],
    ['the same failed sync seen again', [failed(10, 1), failed(20, 1)], 1],
    ['two failed syncs', [failed(10, 1), failed(20, 2)], 2],
    ['a late earlier observation does not make it end', [failed(30, 1), failed(10, 1), completed(20)], 1],
    ['undated failures count as one', [failed(10), failed(20), failed(30)], 1],
    ['an undated failure beside a dated one', [failed(10, 1), failed(20)], 2],
    ['failed, then a newer completed', [failed(10, 1), completed(20, 2)], 0],
    ['failed, then the same sync completed after all', [failed(10, 1), completed(20, 1)], 0],
    ['a late failed behind a newer completed', [completed(20, 2), failed(10, 1)], 0],
    ['a late failed behind a newer completed, though seen later', [completed(20, 2), failed(30, 1)], 0],
    ['a late failed behind a newer inProgress', [inProgress(20, 2), failed(10, 1)], 1],
    ['failed, then inProgress', [failed(10, 1), inProgress(20, 2)], 1],
    ['failed, then none', [failed(10, 1), seen('none', 20, 2)], 1],
    ['failed, then undated completed', [failed(10, 1), completed(20)], 0],
    ['undated failed, then dated completed', [failed(10), completed(20, 1)], 0],
    ['undated failed, then completed observed before it', [failed(10), completed(9, 1)], 1],
    ['undated failed at the moment of a completed: the greater status is later', [failed(10), completed(10)], 1],
    ['a completed of an older sync ends nothing', [failed(10, 2), completed(20, 1)], 1],
    ['only the older of two failures is over', [failed(10, 1), failed(30, 3), completed(40, 2)], 1],
    // The newest completed sync was observed early; an older one, observed late, still ends what is undated.
    ['an older sync, completed and observed late', [completed(5, 4), failed(10), completed(20, 1)], 0],
    ['an undated completed between two observations of one failure', [failed(10, 1), completed(20), failed(30, 1)], 1],
  ])('%s', (_, reports, count) => {
    const record = recordOf(...reports);

    expect(failureCount(record)).toBe(count);
  });

  test('beyond fifty the oldest is kept, and the newest fifty', () => {
    const failures = Array.from({ length: 60 }, (_, i) => failed(i, i));

    const record = recordOf(...failures);

    expect(record.failures.map(({ lastSyncAt }) => (Date.parse(lastSyncAt) - NOON) / MINUTE)).toEqual([
      0,
      ...Array.from({ length: 50 }, (_, i) => i + 10),
    ]);
    expect(failingSince(record)).toBe(fromNoon(0));
  });

  test('of undated failures beyond fifty the oldest moment stays, and the newest', () => {
    const failures = Array.from({ length: 60 }, (_, i) => failed(i));

    const record = recordOf(...failures);

    expect(record.undatedFailures).toHaveLength(50);
    expect(record.undatedFailures[0]).toBe(fromNoon(0));
    expect(record.undatedFailures[1]).toBe(fromNoon(11 * MINUTE));
  });

  test('an undated failure reported twice is one moment', () => {
    const record = recordOf(failed(10), failed(20), failed(10));

    expect(record.undatedFailures).toEqual([fromNoon(10 * MINUTE), fromNoon(20 * MINUTE)]);
  });

  test('fifty undated failures are all kept', () => {
    const record = recordOf(...Array.from({ length: 50 }, (_, i) => failed(i)));

    expect(record.undatedFailures).toHaveLength(50);
  });
});

describe('failing since', () => {
  test.each<[string, Report[], number | undefined]>([
    ['failed, inProgress, failed is one stretch', [failed(10, 1), inProgress(20, 2), failed(30, 3)], 1],
    ['the sync, not the moment it was seen', [failed(10, 1)], 1],
    ['the moment where no sync is named', [failed(10)], 10],
    ['the least of dated and undated: dated', [failed(10), failed(20, 1)], 1],
    ['the least of dated and undated: undated', [failed(10), failed(20, 15)], 10],
    ['the least, in whatever order they come', [failed(30, 3), failed(10, 1)], 1],
    ['a new stretch after a completed', [failed(10, 1), completed(20, 2), failed(30, 3)], 3],
    ['a late completed cuts the stretch', [failed(10, 1), failed(30, 3), completed(20, 2)], 3],
    ['a sync seen completed, later failed under the same date', [completed(10, 1), failed(30, 1)], 10],
    ['the same, in whatever order they come', [failed(30, 1), completed(20, 1), completed(10, 1)], 20],
    ['the same, beside a sync that failed before that was seen', [completed(30, 1), failed(40, 1), failed(35, 20)], 20],
    ['a sync seen completed before it took place, by a clock that is behind', [completed(0, 1), failed(30, 1)], 1],
    ['none', [completed(10, 1)], undefined],
  ])('%s', (_, reports, minute) => {
    const record = recordOf(...reports);

    expect(failingSince(record)).toBe(minute === undefined ? undefined : fromNoon(minute * MINUTE));
  });
});

describe('the latest report', () => {
  test.each<[string, Report[], Report['status']]>([
    ['of two dated, the newer sync, though observed earlier', [failed(10, 2), completed(20, 1)], 'failed'],
    ['of one sync, the later observed', [inProgress(10, 1), completed(20, 1)], 'completed'],
    ['where one is undated, the later observed', [failed(10, 5), completed(20)], 'completed'],
    ['where one is undated, the later observed, the other way', [failed(30, 5), completed(20)], 'failed'],
    ['of one moment, the greater status', [failed(10), completed(10)], 'failed'],
    ['of one moment, dated and undated, the greater status', [inProgress(10, 1), completed(10)], 'completed'],
    [
      'an undated one does not displace a dated one for good',
      [completed(10, 5), inProgress(20), failed(30, 4)],
      'inProgress',
    ],
  ])('%s', (_, reports, status) => {
    expect(latestObservation(recordOf(...reports)).status).toBe(status);
  });

  test('syncs that differ by 100 ns are ordered', () => {
    const earlier = report({ status: 'failed', lastSyncAt: ts('2026-03-10T11:00:00.0000001Z') });
    const later = report({ status: 'completed', lastSyncAt: ts('2026-03-10T11:00:00.0000002Z') });

    expect(failureCount(recordOf(later, earlier))).toBe(0);
  });
});

describe('in progress since', () => {
  test.each<[string, Report[], number | undefined]>([
    ['the earliest observation under this sync', [inProgress(10, 1), inProgress(20, 1)], 10],
    ['a late earlier observation counts', [inProgress(20, 1), inProgress(10, 1)], 10],
    ['a newer sync starts anew', [inProgress(10, 1), inProgress(20, 2)], 20],
    ['another status under this sync starts anew', [inProgress(10, 1), completed(20, 1), inProgress(30, 1)], 30],
    ['another status that arrives late cuts too', [inProgress(10, 1), inProgress(30, 1), failed(20, 1)], 30],
    ['none of the same moment comes before it', [inProgress(10, 1), seen('none', 10, 1)], 10],
    ['an older sync that arrives late has no part in it', [inProgress(20, 2), inProgress(10, 1)], 20],
    [
      'an observation before another status that is known',
      [completed(20, 1), inProgress(10, 1), inProgress(30, 1)],
      30,
    ],
    ['the last of other statuses cuts', [failed(20, 1), seen('none', 5, 1), inProgress(10, 1), inProgress(30, 1)], 30],
    ['without a sync, from the earliest', [inProgress(10), inProgress(20)], 10],
    ['an older sync seen in progress later is not the latest', [inProgress(10, 2), inProgress(20, 1)], 10],
    ['no longer', [inProgress(10, 1), completed(20, 1)], undefined],
    ['without a sync, after a completed one that is named', [inProgress(10), completed(20, 1), inProgress(30)], 30],
    ['without a sync, that completed one arriving late', [inProgress(10), inProgress(30), completed(20, 1)], 30],
    ['without a sync, a failed one that is named ends nothing', [inProgress(10), failed(20, 1), inProgress(30)], 10],
  ])('%s', (_, reports, minute) => {
    const record = recordOf(...reports);

    expect(inProgressSince(record)).toBe(minute === undefined ? undefined : fromNoon(minute * MINUTE));
  });

  test('of more than fifty observations the oldest still says since when', () => {
    const observations = Array.from({ length: 80 }, (_, i) => inProgress(i, 0));

    expect(inProgressSince(recordOf(...observations))).toBe(fromNoon(0));
  });
});

describe('optional fields', () => {
  test('absent means no information', () => {
    const record = recordOf(report({ displayName: 'Lab' }), completed(10));

    expect(fieldOf(record, 'displayName')).toBe('Lab');
  });

  test('each keeps the value of the greatest report that carried it', () => {
    const newer = { ...completed(20, 2), displayName: 'Library' };
    const older = { ...completed(30, 1), displayName: 'Lab', organizationName: 'Contoso' };

    const record = recordOf(newer, older);

    expect([fieldOf(record, 'displayName'), fieldOf(record, 'organizationName')]).toEqual(['Library', 'Contoso']);
  });

  test('of reports alike but for the value, one value wins whichever comes first', () => {
    const [lab, library] = [report({ displayName: 'Lab' }), report({ displayName: 'Library' })];

    expect([recordOf(lab, library), recordOf(library, lab)].map((record) => fieldOf(record, 'displayName'))).toEqual([
      'Library',
      'Library',
    ]);
  });

  test('an undated report and a completed of that moment: the greater status is later, and clears', () => {
    const record = recordOf({ ...inProgress(10), tokenState: 'invalid' }, completed(10, 1));

    expect(fieldOf(record, 'tokenState')).toBeUndefined();
  });

  test('two completed reports of one moment: neither is later, and the state stays', () => {
    const record = recordOf({ ...completed(10), tokenState: 'invalid' }, completed(10, 1));

    expect(fieldOf(record, 'tokenState')).toBe('invalid');
  });

  test.each(['expired', 'invalid', 'assignedToExternalMDM', 'duplicateLocationId'] as const)(
    'a later completed without a state clears %s',
    (tokenState) => {
      const record = recordOf({ ...failed(10, 1), tokenState }, completed(20, 2));

      expect(fieldOf(record, 'tokenState')).toBeUndefined();
    },
  );

  test.each(['valid', 'unknown'] as const)('a later completed without a state leaves %s', (tokenState) => {
    const record = recordOf({ ...failed(10, 1), tokenState }, completed(20, 2));

    expect(fieldOf(record, 'tokenState')).toBe(tokenState);
  });

  test.each<[string, Report, Report]>([
    ['dated, the other sender undated', { ...completed(10, 1), tokenState: 'invalid' }, completed(20)],
    ['undated, the other sender dated', { ...completed(10), tokenState: 'invalid' }, completed(20, 1)],
  ])('of two senders that both see good syncs, one is not contradicted by the other: %s', (_, bad, other) => {
    expect(fieldOf(recordOf(bad, other), 'tokenState')).toBe('invalid');
  });

  test.each<[string, Report, Report]>([
    ['dated', { ...completed(10, 1), tokenState: 'invalid' }, completed(20, 2)],
    ['undated', { ...completed(10), tokenState: 'invalid' }, completed(20)],
  ])('a sender that sees a good sync later without the state clears it: %s', (_, bad, later) => {
    expect(fieldOf(recordOf(bad, later), 'tokenState')).toBeUndefined();
  });

  test('a completed report that carries a bad state does not clear it', () => {
    const record = recordOf({ ...completed(10, 1), tokenState: 'invalid' });

    expect(fieldOf(record, 'tokenState')).toBe('invalid');
  });
});

describe('the last completed sync took place', () => {
  test.each<[string, Report[], number | undefined]>([
    ['when it says', [completed(10, 1)], 1],
    ['when it was seen, where it does not say', [completed(10)], 10],
    ['at the later of both: undated', [completed(10), completed(20, 1)], 10],
    ['at the later of both: dated', [completed(10), completed(20, 15)], 15],
    ['never', [failed(10, 1)], undefined],
  ])('%s', (_, reports, minute) => {
    const at = lastCompletedAt(recordOf(...reports));

    expect(at).toBe(minute === undefined ? undefined : fromNoon(minute * MINUTE));
  });
});

describe('outcome', () => {
  test.each<[string, Report[], Report, 'applied' | 'unchanged' | 'stale']>([
    ['the same again, seen later', [completed(10, 1)], completed(20, 1), 'unchanged'],
    ['the very same', [completed(10, 1)], completed(10, 1), 'unchanged'],
    ['a newer sync', [completed(10, 1)], completed(20, 2), 'applied'],
    [
      'a new expiry',
      [report({ expiresAt: fromNoon(0) })],
      report({ expiresAt: fromNoon(1), observedAt: fromNoon(1) }),
      'applied',
    ],
    ['another status', [inProgress(10, 1)], completed(20, 1), 'applied'],
    ['older', [completed(20, 2)], completed(10, 1), 'stale'],
    ['older, yet a failure that still counts', [inProgress(20, 2)], failed(10, 1), 'applied'],
    ['older, and over', [completed(20, 2)], failed(10, 1), 'stale'],
    ['older, yet the first to say a name', [completed(20, 2)], { ...completed(10, 1), displayName: 'Lab' }, 'applied'],
    ['an undated failure beside a dated one', [failed(10, 1)], failed(20), 'applied'],
    [
      'a completed that refutes an expiry',
      [{ ...completed(10), expiresAt: fromNoon(15 * MINUTE) }],
      completed(20),
      'applied',
    ],
    ['a completed after that', [{ ...completed(10), expiresAt: fromNoon(5 * MINUTE) }], completed(20), 'unchanged'],
    ['the undated failure again', [failed(10, 1), failed(20)], failed(30), 'unchanged'],
  ])('%s', (_, before, next, outcome) => {
    expect(fold(recordOf(...before), next).outcome).toBe(outcome);
  });

  test.each(['expiresAt', 'lastSyncAt'] as const)('the same %s spelled differently is the same again', (name) => {
    const first = report({ [name]: spell(NOON - HOUR, 0, 0) });
    const respelled = report({ [name]: spell(NOON - HOUR, 0, 1) });

    expect(foldAll([first, respelled, first]).outcomes).toEqual(['applied', 'unchanged', 'unchanged']);
  });

  test('what is unchanged still says when the token was seen and heard of last', () => {
    const again = { ...completed(20, 1), receivedAt: fromNoon(25 * MINUTE) };

    const { record } = fold(recordOf(completed(10, 1)), again);

    expect([record.lastObservedAt, record.lastReportAt]).toEqual([fromNoon(20 * MINUTE), fromNoon(25 * MINUTE)]);
  });

  test('what is stale still says when the token was first seen and last heard of', () => {
    const late = { ...completed(10, 1), receivedAt: fromNoon(25 * MINUTE) };

    const { record } = fold(recordOf(completed(20, 2)), late);

    expect([record.firstSeenAt, record.lastReportAt]).toEqual([fromNoon(10 * MINUTE), fromNoon(25 * MINUTE)]);
    expect(latestObservation(record).observedAt).toBe(fromNoon(20 * MINUTE));
  });
});

describe('of two spellings of one instant one wins, whichever report comes first', () => {
  const statuses = ['none', 'inProgress', 'completed', 'failed'] as const;

  test.each(statuses)('%s: when it was seen', (status) => {
    const [a, b] = [0, 1].map((spelling) => report({ status, observedAt: spell(NOON, 0, spelling) })) as [
      Report,
      Report,
    ];

    expect(recordOf(a, b)).toEqual(recordOf(b, a));
  });

  test.each(statuses)('%s: when the sync was seen', (status) => {
    const lastSyncAt = fromNoon(-HOUR);
    const [a, b] = [0, 1].map((spelling) => report({ status, lastSyncAt, observedAt: spell(NOON, 0, spelling) })) as [
      Report,
      Report,
    ];

    expect(recordOf(a, b)).toEqual(recordOf(b, a));
  });

  test.each(statuses)('%s: when the sync took place', (status) => {
    const [a, b] = [0, 1].map((spelling) => report({ status, lastSyncAt: spell(NOON - HOUR, 0, spelling) })) as [
      Report,
      Report,
    ];

    expect(recordOf(a, b)).toEqual(recordOf(b, a));
  });

  test('a failed sync seen twice', () => {
    const once = report({ status: 'failed', lastSyncAt: spell(NOON - HOUR, 0, 1), observedAt: fromNoon(MINUTE) });
    const again = report({ status: 'failed', lastSyncAt: spell(NOON - HOUR, 0, 0), observedAt: fromNoon(2 * MINUTE) });

    expect(recordOf(once, again)).toEqual(recordOf(again, once));
  });
});

test('how a sync is spelled that a completed one ended leaves no trace', () => {
  const once = report({ status: 'failed', lastSyncAt: spell(NOON - HOUR, 0, 2), observedAt: fromNoon(MINUTE) });
  const again = report({ status: 'failed', lastSyncAt: spell(NOON - HOUR, 0, 0), observedAt: fromNoon(3 * MINUTE) });
  const between = completed(2);

  expect(recordOf(once, again, between)).toEqual(recordOf(once, between, again));
});

test('a token keeps its names', () => {
  const { tenantId, tokenId } = recordOf(report({ tenantId: 'fabrikam', tokenId: 'token-7' }));

  expect([tenantId, tokenId]).toEqual(['fabrikam', 'token-7']);
});
