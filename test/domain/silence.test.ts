import { describe, expect, test } from 'vitest';
import type { Found, Surroundings } from '../../src/domain/diagnosis.ts';
import { DEFAULT_POLICY, HOUR, MINUTE, type Policy } from '../../src/domain/policy.ts';
import type { Report } from '../../src/domain/report.ts';
import { AROUND, diagnosed, fromNoon, inWords, NOON, policy, report } from './build.ts';

const S = 50 * HOUR;
const EIGHTH = S / 8;
const atNoon = report({ lastSyncAt: fromNoon(0) });
const silence = { since: NOON, last: fromNoon(0) };

/** The token of noon, so much later; the others of its tenant were heard when `around` says. */
function look(ms: number, around: Surroundings, before: Found = {}, rules: Policy = DEFAULT_POLICY) {
  return diagnosed([atNoon], ms, rules, around, before);
}

describe('a token is silent by itself', () => {
  const heard = { newest: fromNoon(S) };

  test.each(AROUND)('SILENT_AFTER after its last report: $when', ({ by, reached }) => {
    const diagnosis = look(S + by, heard);

    expect(inWords(diagnosis)).toBe(reached ? 'reporterSilent warning' : 'well');
    expect(diagnosis.found).toEqual(reached ? { silence } : {});
  });

  test.each(AROUND)('where its tenant was heard half of that after it: $when', ({ by, reached }) => {
    expect(inWords(look(S, { newest: fromNoon(S / 2 + by) }))).toBe(reached ? 'reporterSilent warning' : 'well');
  });

  test.each([
    ['its reporter was heard again after a silence', { spokeAgainAt: NOON + HOUR }],
    ['an outage of our own ended', { wokeAt: NOON + HOUR }],
    ['both', { wokeAt: NOON + MINUTE, spokeAgainAt: NOON + HOUR }],
  ])('counting from when %s', (_, clocks) => {
    const newest = fromNoon(S + HOUR);
    const [before, at] = [S + HOUR - 1, S + HOUR].map((ms) => look(ms, { newest, ...clocks }));

    expect([before, at].map((it) => it && inWords(it))).toEqual(['well', 'reporterSilent warning']);
    expect(before?.changesAt).toBe(NOON + S + HOUR);
  });

  test('and the half counts from that clock, too', () => {
    const clocks = { newest: fromNoon(S / 2), spokeAgainAt: NOON + HOUR };

    expect(inWords(look(S + HOUR, clocks))).toBe('well');
  });

  test('clocks that were reset before its last report excuse nothing', () => {
    expect(inWords(look(S, { ...heard, wokeAt: NOON - HOUR, spokeAgainAt: NOON - HOUR }))).toBe(
      'reporterSilent warning',
    );
  });

  test('a failing token without news stays a failing token', () => {
    const failed = report({ status: 'failed', lastSyncAt: fromNoon(0) });

    const diagnosis = diagnosed([failed], S, DEFAULT_POLICY, heard);

    expect(inWords(diagnosis)).toBe('syncFailed critical');
    expect(diagnosis.found).toEqual({ silence });
  });

  test.each<[string, Report]>([
    ['a stuck sync', report({ status: 'inProgress' })],
    ['an overdue sync', report({ lastSyncAt: fromNoon(-100 * HOUR) })],
  ])('which is deeper than %s', (_, one) => {
    expect(inWords(diagnosed([one], S, DEFAULT_POLICY, heard))).toBe('reporterSilent warning');
  });
});

describe('where its tenant was not heard much later', () => {
  const quiet = { newest: fromNoon(HOUR) };
  const loud = { newest: fromNoon(S + EIGHTH) };

  test.each([0, 1, 2])('it is looked at again after an eighth: %d', (n) => {
    const { changesAt, found } = look(S + n * EIGHTH + MINUTE, quiet);

    expect([changesAt, found]).toEqual([NOON + S + (n + 1) * EIGHTH, { lookedAt: NOON + S + n * EIGHTH + MINUTE }]);
  });

  test.each(AROUND)('and decided at these instants only: $when', ({ by, reached }) => {
    const diagnosis = look(S + EIGHTH + by, loud, { lookedAt: NOON + S + MINUTE });

    expect(inWords(diagnosis)).toBe(reached ? 'reporterSilent warning' : 'well');
  });

  test('a look that comes late is made up for, once', () => {
    const late = look(S + EIGHTH + MINUTE, loud, { lookedAt: NOON + S });
    const again = look(S + EIGHTH + 2 * MINUTE, loud, { lookedAt: NOON + S + EIGHTH });

    expect([late, again].map(inWords)).toEqual(['reporterSilent warning', 'well']);
  });

  test('a token that was reported is not looked at before its next SILENT_AFTER', () => {
    const again = report({ lastSyncAt: fromNoon(S), observedAt: fromNoon(S + HOUR) });

    const { changesAt, found } = diagnosed([atNoon, again], S + HOUR, DEFAULT_POLICY, loud, { lookedAt: NOON + S });

    expect([changesAt, found]).toEqual([NOON + 2 * S + HOUR, {}]);
  });
});

describe('without a look at the other tokens', () => {
  test.each([{}, { lookedAt: NOON + S }])('nothing is decided, and the look stays due: %o', (before) => {
    const { fault, changesAt, found } = look(S + EIGHTH, {}, before);

    expect([fault, changesAt, found]).toEqual([null, NOON + S + EIGHTH, before]);
  });

  test('a look that was made need not be made again', () => {
    expect(look(S + HOUR, {}, { lookedAt: NOON + S }).changesAt).toBe(NOON + S + EIGHTH);
  });
});

describe('a silence once found', () => {
  test.each<[string, Surroundings]>([
    ['an outage of our own', { wokeAt: NOON + 59 * HOUR }],
    ['the return of its reporter', { spokeAgainAt: NOON + 59 * HOUR, newest: fromNoon(59 * HOUR) }],
    ['nobody looking', {}],
    ['the silence of all others', { newest: fromNoon(HOUR) }],
  ])('stands through %s', (_, around) => {
    const diagnosis = look(60 * HOUR, around, { silence });

    expect([inWords(diagnosis), diagnosis.found]).toEqual(['reporterSilent warning', { silence }]);
  });

  test('ends by a report', () => {
    const again = report({ lastSyncAt: fromNoon(60 * HOUR), observedAt: fromNoon(60 * HOUR) });

    const diagnosis = diagnosed([atNoon, again], 60 * HOUR, DEFAULT_POLICY, {}, { silence });

    expect([inWords(diagnosis), diagnosis.found]).toEqual(['well', {}]);
  });

  test('ends by a report that came while it was found', () => {
    const between = report({ lastSyncAt: fromNoon(0), observedAt: fromNoon(S - 1) });

    const diagnosis = diagnosed([atNoon, between], S + HOUR, DEFAULT_POLICY, {}, { silence });

    expect(inWords(diagnosis)).toBe('well');
  });

  test.each(AROUND)('is critical from the third morning on: $when', ({ by, reached }) => {
    const { fault, escalation, changesAt } = look(69 * HOUR + by, { wokeAt: NOON + 60 * HOUR }, { silence });

    expect([fault?.severity, escalation]).toEqual(reached ? ['critical', 'age'] : ['warning', undefined]);
    expect(changesAt).toBe(reached ? undefined : NOON + 69 * HOUR);
  });

  test('that begins beyond 72 hours begins critical', () => {
    const rules = policy({ silentAfter: 100 * HOUR });

    expect(inWords(look(100 * HOUR, { newest: fromNoon(100 * HOUR) }, {}, rules))).toBe('reporterSilent critical');
  });
});
