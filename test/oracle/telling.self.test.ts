import { describe, expect, it } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../src/domain/policy.ts';
import { acknowledge, every, report, retire, tell } from './script.ts';

/** As in `oracle.self.test.ts`: each example was worked out by hand. */
const opened = '1 token opened syncFailed warning failing';

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
