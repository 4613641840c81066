import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/policy.ts';
import type { ReportEvent } from './history.ts';
import { acknowledge, every, outcomes, report, retire, tell } from './script.ts';

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

describe('the three clocks of silence', () => {
  const names = Array.from({ length: 40 }, (_, i) => `token-${i + 1}`);
  const good = (tokenId: string, from: number, to: number) =>
    every(5, from, to, (at) => report(at, 'completed', { tokenId }));
  const quiet = { remindCriticalEvery: 2_000 * HOUR };

  it('tells of forty tokens whose reporter stops and comes back once each, of one that stays away 50 h later', () => {
    const before = names.flatMap((name) => good(name, 0, 20));
    const after = names.slice(1).flatMap((name) => good(name, 75, 130));
    expect(tell({ events: [...before, ...after], until: 130 })).toEqual([
      '70 _reporter opened reporterSilent warning',
      '75 _reporter resolved reporterSilent warning reported',
      '125 token-1 opened reporterSilent warning',
    ]);
  });

  it('tells of a token that is silent by itself, even by a stale report that it is back', () => {
    const back = report(62, 'completed', { tokenId: 'b', seen: 3 });
    expect(tell({ events: [...good('a', 0, 60), ...good('b', 0, 10), back], until: 63 })).toEqual([
      '60 b opened reporterSilent warning',
      '62 b resolved reporterSilent warning reported',
    ]);
  });

  it('takes the tenant for alive when heard 25 h after the token', () => {
    expect(tell({ events: [...good('a', 0, 35), ...good('b', 0, 10)], until: 61 })).toEqual([
      '60 b opened reporterSilent warning',
    ]);
  });

  it('looks again every 6 h 15 min where it was not, and decides then only', () => {
    expect(tell({ events: [...good('a', 0, 30), ...good('a', 61, 71), ...good('b', 0, 10)], until: 68 })).toEqual([
      '66.25 b opened reporterSilent warning',
    ]);
  });

  it('keeps a silence of its own through that of the tenant and an outage of ours', () => {
    const events = [...good('a', 0, 100), ...good('b', 0, 10), ...good('a', 160, 250)];
    expect(tell({ events, until: 250, outage: [180, 240], policy: quiet })).toEqual([
      '60 b opened reporterSilent warning',
      '81 b updated reporterSilent critical worse',
      '150 _reporter opened reporterSilent warning',
      '160 _reporter resolved reporterSilent warning reported',
    ]);
  });

  it('makes the silence of a tenant critical at the first morning from 60 h on', () => {
    expect(tell({ events: good('a', 0, 20), until: 82, policy: quiet })).toEqual([
      '70 _reporter opened reporterSilent warning',
      '81 _reporter updated reporterSilent critical worse',
    ]);
  });

  it('takes an outage of its own for no silence and no standstill', () => {
    const events = [...good('a', 0, 20), ...good('a', 82, 112), report(18, 'inProgress', { tokenId: 'b' })];
    expect(tell({ events, until: 112, outage: [20, 80] })).toEqual(['86 b opened syncStuck warning']);
  });

  it('keeps a standstill it found through an outage and beside the silence of the tenant', () => {
    expect(tell({ events: [report(1, 'inProgress')], until: 52 })).toEqual([
      '7 token opened syncStuck warning',
      '51 _reporter opened reporterSilent warning',
    ]);
    expect(tell({ events: [report(1, 'inProgress')], until: 62, outage: [20, 60] })).toEqual([
      '7 token opened syncStuck warning',
    ]);
  });
});

describe('retirement', () => {
  it('ends an incident, until a report that was observed after it', () => {
    const late = report(3, 'failed', { seen: 1.5 });
    expect(tell({ events: [report(1, 'failed'), retire(2), late, report(4, 'failed')], until: 5 })).toEqual([
      opened,
      '2 token resolved syncFailed warning failing retired',
      '4 token opened syncFailed warning failing',
    ]);
  });

  it('of the last token ends the silence of its tenant', () => {
    expect(tell({ events: [report(0, 'completed'), retire(51)], until: 60 })).toEqual([
      '50 _reporter opened reporterSilent warning',
      '51 _reporter resolved reporterSilent warning retired',
    ]);
  });
});

describe('reconcile', () => {
  const invalid = (at: number) => report(at, 'inProgress', { tokenState: 'invalid' });

  it('holds a failure younger than FAILED_GRACE, and never tells one that ended meanwhile', () => {
    const policy = { failedGrace: 30 * MINUTE };
    const events = [report(1, 'failed'), report(1.25, 'completed'), report(2, 'failed')];
    expect(tell({ events, until: 3, policy })).toEqual(['2.5 token opened syncFailed warning failing']);
  });

  it.each([20, 23.75, 0.25])('reminds of what is critical on the next morning, whatever the hour (%d)', (at) => {
    expect(tell({ events: every(10, at, 60, invalid), until: 58 })).toEqual([
      `${at} token opened tokenInvalid critical`,
      '33 token reminder tokenInvalid critical',
      '57 token reminder tokenInvalid critical',
    ]);
  });

  it('reminds of a warning every 7 days', () => {
    expect(tell({ events: every(10, 1, 181, (at) => report(at, 'inProgress')), until: 178 })).toEqual([
      '7 token opened syncStuck warning',
      '177 token reminder syncStuck warning',
    ]);
  });

  it('reminds weekly at most after 30 days', () => {
    const mornings = [...Array.from({ length: 30 }, (_, i) => i + 1), 37].map((day) => day * 24 + 9);
    expect(tell({ events: every(20, 20, 1000, invalid), until: 1000 })).toEqual([
      '20 token opened tokenInvalid critical',
      ...mornings.map((h) => `${h} token reminder tokenInvalid critical`),
    ]);
  });

  it('is not reminded for 7 days of what is acknowledged', () => {
    expect(tell({ events: [...every(10, 20, 200, invalid), acknowledge(21)], until: 202 })).toEqual([
      '20 token opened tokenInvalid critical',
      '189 token reminder tokenInvalid critical',
      '201 token reminder tokenInvalid critical',
    ]);
  });

  it('forgets an acknowledgement with what gets worse', () => {
    expect(tell({ events: [report(1, 'failed'), acknowledge(2), report(50, 'failed')], until: 58 })).toEqual([
      opened,
      '33 token updated syncFailed critical failing worse',
      '57 token reminder syncFailed critical failing',
    ]);
  });

  it('does not tell as worse what fails under an expired token', () => {
    const renewed = report(21, 'failed', { sync: 21, expires: 500 });
    const events = [report(1, 'completed', { sync: 1, expires: 10 }), report(20, 'failed', { sync: 20 }), renewed];
    expect(tell({ events, until: 22 })).toEqual([
      '10 token opened tokenExpired critical',
      '21 token updated syncFailed warning failing better',
    ]);
  });

  it('tells the beginning of failing at once under any other cause', () => {
    const events = [report(1, 'completed', { tokenState: 'assignedToExternalMDM' }), report(2, 'failed')];
    expect(tell({ events, until: 3 })).toEqual([
      '1 token opened assignedToExternalMdm critical',
      '2 token updated assignedToExternalMdm critical failing worse',
    ]);
  });

  const flaps = [1, 3, 5, 7].flatMap((at) => [report(at, 'failed'), report(at + 1, 'completed')]);
  const flapped = [1, 3, 5].flatMap((at) => [
    `${at} token opened syncFailed warning failing`,
    `${at + 1} token resolved syncFailed warning failing completed`,
  ]);
  const third = '7 token opened syncFailed warning failing';

  it('holds the end from the third reopening on until well for FLAP_WINDOW', () => {
    const goes = every(10, 20, 80, (at) => report(at, 'completed'));
    expect(tell({ events: [...flaps, ...goes], until: 81 })).toEqual([
      ...flapped,
      third,
      '80 token resolved syncFailed warning failing completed',
    ]);
  });

  it('never holds what gets worse, nor a retirement', () => {
    const worse = [report(20, 'failed', { tokenState: 'invalid' }), retire(21)];
    expect(tell({ events: [...flaps, ...worse], until: 22 })).toEqual([
      ...flapped,
      third,
      '20 token updated tokenInvalid critical failing worse',
      '21 token resolved tokenInvalid critical failing retired',
    ]);
  });

  it('does not take for a reopening what comes back after FLAP_WINDOW', () => {
    const events = [1, 80, 160, 240, 320].flatMap((at) => [report(at, 'failed'), report(at + 1, 'completed')]);
    const goes = every(DAY / HOUR, 10, 330, (at) => report(at, 'completed'));
    const told = tell({ events: [...events, ...goes], until: 325 });
    expect(told.at(-1)).toBe('321 token resolved syncFailed warning failing completed');
  });
});
