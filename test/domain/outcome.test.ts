import { expect, test } from 'vitest';
import { type Kept, outcomeOf } from '../../src/domain/outcome.ts';
import { DEFAULT_POLICY, HOUR } from '../../src/domain/policy.ts';
import { fromNoon, NOON, recordOf, report } from './build.ts';

const again = (hour: number) => report({ lastSyncAt: fromNoon(0), observedAt: fromNoon(hour * HOUR) });
const kept: Kept = { record: recordOf(again(1)), found: {} };
const silence = { since: NOON, last: fromNoon(0) };

test.each<[string, Kept, Kept, string]>([
  ['says the same again', kept, { ...kept, record: recordOf(again(1), again(2)) }, 'unchanged'],
  ['ends a silence', { ...kept, found: { silence } }, kept, 'applied'],
  ['comes while a silence lasts', { ...kept, found: { silence } }, { ...kept, found: { silence } }, 'unchanged'],
  ['ends a standstill', { ...kept, found: { standstillSince: fromNoon(0) } }, kept, 'applied'],
  [
    'ends one standstill and shows another',
    { ...kept, found: { standstillSince: fromNoon(0) } },
    { ...kept, found: { standstillSince: fromNoon(1) } },
    'applied',
  ],
  ['ends a search for a silence', { ...kept, found: { lookedAt: NOON } }, kept, 'unchanged'],
  ['ends a retirement', { ...kept, retiredAt: NOON }, kept, 'applied'],
  ['does not end a retirement', { ...kept, retiredAt: NOON }, { ...kept, retiredAt: NOON }, 'unchanged'],
  ['shows that a sync is overdue', kept, { ...kept, record: recordOf(again(1), again(50)) }, 'applied'],
])('a report that %s', (_, before, after, outcome) => {
  expect(outcomeOf('unchanged', before, after, DEFAULT_POLICY)).toBe(outcome);
});

test('what folding saw stands', () => {
  expect([outcomeOf('applied', kept, kept, DEFAULT_POLICY), outcomeOf('stale', kept, kept, DEFAULT_POLICY)]).toEqual([
    'applied',
    'stale',
  ]);
});
