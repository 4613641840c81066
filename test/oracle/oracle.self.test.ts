import { describe, expect, it } from 'vitest';
import { HOUR } from '../../src/domain/policy.ts';
import type { ReportEvent } from './history.ts';
import { every, outcomes, report, tell } from './script.ts';

/** Each example was worked out by hand from a sentence of the design. Hour 0 is a Monday's midnight, UTC. */
const opened = '1 token opened syncFailed warning failing';

describe('fold', () => {
  const table: [string, ReportEvent[], number, string[]][] = [
    [
      'a late failed behind a newer inProgress still counts',
      [report(3, 'inProgress', { sync: 2 }), report(4, 'failed', { sync: 1, seen: 2 })],
      5,
      ['4 token opened syncFailed warning failing'],
    ],
    [
      'a late failed behind a newer completed does not',
      [report(3, 'completed', { sync: 2 }), report(4, 'failed', { sync: 1, seen: 2 })],
      5,
      [],
    ],
    [
      'failed, inProgress, failed is one stretch',
      [report(1, 'failed', { sync: 1 }), report(3, 'inProgress', { sync: 3 }), report(4, 'failed', { sync: 3 })],
      5,
      [opened],
    ],
    [
      'none and inProgress never end a failure',
      [report(1, 'failed'), report(2, 'none'), report(3, 'inProgress')],
      5,
      [opened],
    ],
    [
      'any completed that comes after ends it',
      [report(1, 'failed', { sync: 1 }), report(4, 'inProgress', { sync: 4 }), report(5, 'completed', { sync: 2 })],
      5,
      [opened, '5 token resolved syncFailed warning failing completed'],
    ],
    [
      'where one lacks a date, the observation orders',
      [report(1, 'failed', { sync: 1 }), report(3, 'completed', { seen: 0.5 }), report(4, 'completed', { seen: 2 })],
      5,
      [opened, '4 token resolved syncFailed warning failing completed'],
    ],
    [
      'seen completed first, failing begins when that was seen',
      [report(39, 'completed', { sync: 1 }), report(40, 'failed', { sync: 1 })],
      58,
      ['40 token opened syncFailed warning failing', '57 token updated syncFailed critical failing worse'],
    ],
    [
      'a later completed without state clears a bad one',
      [report(1, 'inProgress', { tokenState: 'invalid' }), report(2, 'inProgress'), report(3, 'completed')],
      4,
      ['1 token opened tokenInvalid critical', '3 token resolved tokenInvalid critical corrected'],
    ],
    ['an undated completed counts as a sync', every(10, 0, 110, (at) => report(at, 'completed')), 110, []],
    [
      'an undated run ends at any later completed',
      [report(1, 'inProgress'), report(2, 'completed', { sync: 2 }), report(3, 'inProgress')],
      10,
      ['9 token opened syncStuck warning'],
    ],
  ];
  it.each(table)('%s', (_, events, until, told) => {
    expect(tell({ events, until })).toEqual(told);
  });

  it('does not flap where a dated and an undated sender see the same', () => {
    const seen = (at: number) => (at >= 24 && at < 48 ? 'failed' : 'completed');
    const dated = every(3, 1, 70, (at) => report(at, seen(at), { sync: Math.floor(at / 24) * 24 }));
    const undated = every(7, 2.5, 70, (at) => report(at, seen(at)));
    expect(tell({ events: [...dated, ...undated], until: 72 })).toEqual([
      '25 token opened syncFailed warning failing',
      '49 token resolved syncFailed warning failing completed',
    ]);
  });

  it('says what a report brought', () => {
    expect(
      outcomes(
        report(1, 'completed', { sync: 1 }),
        report(2, 'completed', { sync: 1 }),
        report(3, 'completed', { sync: 0, seen: 0.5 }),
        report(4, 'failed', { sync: 3 }),
        report(5, 'failed', { sync: 2, seen: 2 }),
        report(6, 'none', { sync: 2, seen: 2 }),
      ),
    ).toEqual(['applied', 'unchanged', 'stale', 'applied', 'applied', 'stale']);
    expect(outcomes(report(1, 'completed'), report(2, 'completed'))).toEqual(['applied', 'unchanged']);
  });
});

describe('diagnose', () => {
  const syncedAt0 = every(10, 0, 60, (at) => report(at, 'completed', { sync: 0 }));
  const table: [string, ReportEvent[], number, string[]][] = [
    [
      'an expiry passes, and a completed later than it ends that',
      [report(1, 'completed', { sync: 1, expires: 10 }), report(12, 'completed', { sync: 11 })],
      12,
      ['10 token opened tokenExpired critical', '12 token resolved tokenExpired critical completed'],
    ],
    [
      'or a renewal',
      [report(1, 'completed', { sync: 1, expires: 10 }), report(12, 'completed', { sync: 9, expires: 900 })],
      12,
      ['10 token opened tokenExpired critical', '12 token resolved tokenExpired critical renewed'],
    ],
    ['a stale expiry beside a good sync', [report(12, 'completed', { sync: 11, expires: 10 })], 13, []],
    [
      'a deeper cause hides its symptoms',
      [report(1, 'failed', { tokenState: 'assignedToExternalMDM' })],
      2,
      ['1 token opened assignedToExternalMdm critical failing'],
    ],
    [
      'duplicateLocation is a warning, or as severe as its failing',
      [
        report(1, 'completed', { sync: 1, tokenState: 'duplicateLocationId' }),
        report(2, 'failed', { sync: 2 }),
        report(8, 'failed', { sync: 8 }),
      ],
      9,
      [
        '1 token opened duplicateLocation warning',
        '2 token updated duplicateLocation warning failing worse',
        '8 token updated duplicateLocation critical failing worse',
      ],
    ],
    ['an unknown state means nothing', [report(1, 'completed', { tokenState: 'revoked' })], 2, []],
    [
      'a second failed sync 6 h after the first is critical',
      [report(1, 'failed', { sync: 1 }), report(7, 'failed', { sync: 7 })],
      8,
      [opened, '7 token updated syncFailed critical failing worse'],
    ],
    ['one earlier is not', [report(1, 'failed', { sync: 1 }), report(7, 'failed', { sync: 6.99 })], 8, [opened]],
    [
      "a day's age worsens at the first REMIND_AT not earlier than 12 h before",
      [report(21, 'failed')],
      34,
      ['21 token opened syncFailed warning failing', '33 token updated syncFailed critical failing worse'],
    ],
    [
      'not at an earlier one',
      [report(21.25, 'failed')],
      57,
      ['21.25 token opened syncFailed warning failing', '57 token updated syncFailed critical failing worse'],
    ],
    [
      'a report 50 h after the last sync shows it overdue; time makes it critical',
      syncedAt0,
      82,
      ['50 token opened syncOverdue warning', '81 token updated syncOverdue critical worse'],
    ],
    [
      'time alone shows nothing overdue',
      [report(0, 'completed', { sync: 0 }), report(49, 'completed', { sync: 0 })],
      60,
      [],
    ],
    [
      'never synced: after first seen',
      every(10, 0, 60, (at) => report(at, 'none')),
      60,
      ['50 token opened syncOverdue warning'],
    ],
    [
      'stuck counts from the earliest inProgress after the last other status',
      [
        report(1, 'inProgress', { sync: 1 }),
        report(2, 'failed', { sync: 1 }),
        report(3, 'completed', { sync: 1 }),
        report(4, 'inProgress', { sync: 1 }),
        report(5, 'inProgress', { sync: 1 }),
      ],
      11,
      [
        '2 token opened syncFailed warning failing',
        '3 token resolved syncFailed warning failing completed',
        '10 token opened syncStuck warning',
      ],
    ],
  ];
  it.each(table)('%s', (_, events, until, told) => {
    expect(tell({ events, until })).toEqual(told);
  });

  it('lets an age that is no whole number of days worsen at its time', () => {
    const told = tell({ events: [report(1, 'failed')], until: 7, policy: { criticalAfter: 5 * HOUR } });
    expect(told).toEqual([opened, '6 token updated syncFailed critical failing worse']);
  });
});
