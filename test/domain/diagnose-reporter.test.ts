import { describe, expect, test } from 'vitest';
import { diagnoseReporter } from '../../src/domain/diagnose-reporter.ts';
import type { Found, Surroundings } from '../../src/domain/diagnosis.ts';
import { DEFAULT_POLICY, HOUR } from '../../src/domain/policy.ts';
import type { Timestamp } from '../../src/domain/timestamp.ts';
import { AROUND, fromNoon, inWords, NOON } from './build.ts';

const silence = { since: NOON, last: fromNoon(0) };

/** A tenant of 40 tokens that was heard last at noon. */
function look(ms: number, clocks: Surroundings = {}, found: Found = {}, newest: Timestamp = fromNoon(0)) {
  return diagnoseReporter({ newest, tokenCount: 40 }, NOON + ms, DEFAULT_POLICY, clocks, found);
}

describe('a reporter is silent', () => {
  test.each(AROUND)('SILENT_AFTER after the latest report of any token: $when', ({ by, reached }) => {
    const diagnosis = look(50 * HOUR + by);

    expect(inWords(diagnosis)).toBe(reached ? 'reporterSilent warning' : 'well');
    expect(diagnosis.found).toEqual(reached ? { silence } : {});
  });

  test('and until then nothing needs a look', () => {
    expect(look(HOUR).changesAt).toBe(NOON + 50 * HOUR);
  });

  test('and from then on every sweep looks for news', () => {
    expect(look(51 * HOUR).changesAt).toBe(NOON + 51 * HOUR + 1);
  });

  test.each([
    ['an outage of our own ended', { wokeAt: NOON + HOUR }],
    ['it was heard again after a silence', { spokeAgainAt: NOON + HOUR }],
  ])('counting from when %s', (_, clocks) => {
    expect([51 * HOUR - 1, 51 * HOUR].map((ms) => inWords(look(ms, clocks)))).toEqual([
      'well',
      'reporterSilent warning',
    ]);
  });

  test.each(AROUND)('and critical from the third morning on: $when', ({ by, reached }) => {
    const { fault, escalation } = look(69 * HOUR + by, {}, { silence });

    expect([fault?.severity, escalation]).toEqual(reached ? ['critical', 'age'] : ['warning', undefined]);
  });
});

test('a silence once found stands through an outage of our own', () => {
  const diagnosis = look(61 * HOUR, { wokeAt: NOON + 60 * HOUR }, { silence });

  expect([inWords(diagnosis), diagnosis.found]).toEqual(['reporterSilent warning', { silence }]);
});

test('it ends when any token is reported', () => {
  const diagnosis = look(61 * HOUR, {}, { silence }, fromNoon(60 * HOUR));

  expect([inWords(diagnosis), diagnosis.ending, diagnosis.found]).toEqual(['well', undefined, {}]);
  expect([diagnosis.spokeAgainAt, diagnosis.changesAt]).toEqual([NOON + 60 * HOUR, NOON + 110 * HOUR]);
});

test('when it was heard again is kept', () => {
  const clocks = { spokeAgainAt: NOON - HOUR };

  expect([look(HOUR, clocks), look(60 * HOUR, clocks)].map(({ spokeAgainAt }) => spokeAgainAt)).toEqual(
    Array(2).fill(NOON - HOUR),
  );
});

test.each([
  ['its last token was retired', { newest: fromNoon(0), tokenCount: 0 }],
  ['there never was a token', { tokenCount: 0 }],
])('it ends as retired where %s', (_, record) => {
  const diagnosis = diagnoseReporter(record, NOON + 61 * HOUR, DEFAULT_POLICY, {}, { silence });

  expect(diagnosis).toEqual({ fault: null, ending: 'retired', found: {} });
});

test('a tenant of one token has a reporter, too', () => {
  const record = { newest: fromNoon(0), tokenCount: 1 };

  expect(inWords(diagnoseReporter(record, NOON + 50 * HOUR, DEFAULT_POLICY, {}, {}))).toBe('reporterSilent warning');
});
