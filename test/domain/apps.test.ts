import { expect, test } from 'vitest';
import type { Found } from '../../src/domain/diagnosis.ts';
import { DAY, DEFAULT_POLICY } from '../../src/domain/policy.ts';
import type { SyncStatus } from '../../src/domain/sync-status.ts';
import { diagnosed, fromNoon, inWords, report } from './build.ts';

type Sync = readonly [SyncStatus, number | undefined];

/** A sync a day, each with what the one before left; a completed one ends failures, so that only the apps are judged. */
function words(...syncs: readonly Sync[]): readonly string[] {
  let found: Found = {};
  return syncs.map((_, day) => {
    const reports = syncs.slice(0, day + 1).map(([status, appCount], i) => {
      const at = { observedAt: fromNoon(i * DAY), lastSyncAt: fromNoon(i * DAY) };
      return report({ status, ...at, ...(appCount !== undefined && { appCount }) });
    });
    const diagnosis = diagnosed(reports, day * DAY, DEFAULT_POLICY, {}, found);
    found = diagnosis.found;
    return inWords(diagnosis);
  });
}

const MISSING = 'appsMissing warning';

test.each<[string, readonly Sync[], readonly string[]]>([
  [
    'to nothing',
    [
      ['completed', 5],
      ['completed', 0],
    ],
    ['well', MISSING],
  ],
  [
    'below half',
    [
      ['completed', 10],
      ['completed', 4],
    ],
    ['well', MISSING],
  ],
  [
    'to half',
    [
      ['completed', 10],
      ['completed', 5],
    ],
    ['well', 'well'],
  ],
  [
    'little by little',
    [
      ['completed', 10],
      ['completed', 6],
      ['completed', 4],
    ],
    ['well', 'well', 'well'],
  ],
  [
    'from nothing',
    [
      ['completed', 0],
      ['completed', 0],
    ],
    ['well', 'well'],
  ],
  [
    'unsaid',
    [
      ['completed', 10],
      ['completed', undefined],
    ],
    ['well', 'well'],
  ],
  [
    'by a sync that goes on',
    [
      ['completed', 10],
      ['inProgress', 0],
    ],
    ['well', 'well'],
  ],
  [
    'back to half',
    [
      ['completed', 10],
      ['completed', 0],
      ['completed', 5],
    ],
    ['well', MISSING, 'well'],
  ],
  [
    'not back to half',
    [
      ['completed', 10],
      ['completed', 0],
      ['completed', 4],
    ],
    ['well', MISSING, MISSING],
  ],
  [
    'while the next sync goes on',
    [
      ['completed', 10],
      ['completed', 0],
      ['inProgress', 0],
    ],
    ['well', MISSING, MISSING],
  ],
])('apps that go %s', (_, syncs, expected) => {
  expect(words(...syncs)).toEqual(expected);
});

test('after 7 days the lower count is how things are', () => {
  const few: Sync = ['completed', 1];

  expect(words(['completed', 10], ...Array.from({ length: 9 }, () => few))).toEqual([
    'well',
    ...Array.from({ length: 7 }, () => MISSING),
    'well',
    'well',
  ]);
});
