import { describe, expect, test } from 'vitest';
import type { Found } from '../../src/domain/diagnosis.ts';
import { DAY, DEFAULT_POLICY, MINUTE } from '../../src/domain/policy.ts';
import { changedParts } from '../../src/domain/renewal.ts';
import type { Report } from '../../src/domain/report.ts';
import { diagnosed, fromNoon, inWords, recordOf, report } from './build.ts';

const BEFORE = { accountHash: 'a', organizationName: 'Contoso', locationName: 'Main', expiresAt: fromNoon(20 * DAY) };
const NAMED = { ...BEFORE, locationName: 'B' };
const RENEWED = { ...BEFORE, expiresAt: fromNoon(385 * DAY) };

/** The reports of a token, one a day, each with what the ones before it left. */
function days(...all: readonly Partial<Report>[]) {
  let found: Found = {};
  return all.map((fields, day) => {
    const at = day * DAY;
    const sync = { observedAt: fromNoon(at), lastSyncAt: fromNoon(at) };
    const reports = all
      .slice(0, day)
      .map((it, i) => report({ ...it, observedAt: fromNoon(i * DAY), lastSyncAt: fromNoon(i * DAY) }));
    const now = [...reports, report({ ...sync, ...fields })];
    const diagnosis = diagnosed(now, at, DEFAULT_POLICY, {}, found);
    found = diagnosis.found;
    return { words: inWords(diagnosis), parts: changedParts(recordOf(...now), found), diagnosis };
  });
}

function words(...all: readonly Partial<Report>[]) {
  return days(...all).map((it) => it.words);
}

test.each([
  ['the Apple Account', { accountHash: 'b' }, ['account']],
  ['the organization', { organizationName: 'Fabrikam' }, ['organization']],
  ['the location', { locationName: 'Branch' }, ['location']],
  [
    'all three',
    { accountHash: 'b', organizationName: 'F', locationName: 'B' },
    ['account', 'organization', 'location'],
  ],
])('a renewal that changed %s is a warning', (_, other, parts) => {
  const [, after] = days(BEFORE, { ...RENEWED, ...other });

  expect(after).toMatchObject({ words: 'tokenChanged warning', parts });
});

describe('it is none', () => {
  test.each([
    ['a renewal that changed nothing', [BEFORE, RENEWED]],
    ['a new name without a renewal', [BEFORE, { ...BEFORE, organizationName: 'Contoso Ltd', accountHash: 'b' }]],
    ['a new name, and a renewal days later', [BEFORE, NAMED, NAMED, NAMED, { ...RENEWED, locationName: 'B' }]],
    [
      'an expiry that moved by minutes',
      [BEFORE, { ...BEFORE, accountHash: 'b', expiresAt: fromNoon(20 * DAY + MINUTE) }],
    ],
    ['what is seen for the first time', [RENEWED]],
    ['what only one of both reports carried', [{ expiresAt: BEFORE.expiresAt }, RENEWED]],
  ])('%s', (_, all) => {
    expect(words(...all)).toEqual(all.map(() => 'well'));
  });
});

test('it is seen where the expiry follows a day later, as it does in Intune', () => {
  expect(words(BEFORE, NAMED, { ...RENEWED, locationName: 'B' })).toEqual(['well', 'well', 'tokenChanged warning']);
});

test('it is seen where the name follows the expiry a day later', () => {
  expect(words(BEFORE, RENEWED, { ...RENEWED, locationName: 'Branch' })).toEqual([
    'well',
    'well',
    'tokenChanged warning',
  ]);
});

test('it ends when all is as it was before, also by another renewal', () => {
  const wrong = { ...RENEWED, accountHash: 'b' };
  const again = { ...BEFORE, expiresAt: fromNoon(386 * DAY) };

  expect(words(BEFORE, wrong, again)).toEqual(['well', 'tokenChanged warning', 'well']);
});

test('it ends after 7 days, at the moment it said, and is how things are then', () => {
  const wrong = { ...RENEWED, accountHash: 'b' };
  const all = days(BEFORE, ...Array.from({ length: 9 }, () => wrong));

  expect(all.map((it) => it.words)).toEqual([
    'well',
    ...Array.from({ length: 7 }, () => 'tokenChanged warning'),
    'well',
    'well',
  ]);
  expect(all[1]?.diagnosis.changesAt).toBeLessThanOrEqual(Date.parse(fromNoon(8 * DAY)));
});

test('what is wrong with the syncs is deeper', () => {
  const [, after] = days(BEFORE, { ...RENEWED, accountHash: 'b', status: 'failed' });

  expect(after?.words).toBe('syncFailed warning');
});
