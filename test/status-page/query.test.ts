import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CAUSES } from '../../src/domain/cause.ts';
import { SYNC_STATUSES } from '../../src/domain/sync-status.ts';
import {
  COLUMNS,
  type ListQuery,
  listAddress,
  readListQuery,
  STATE_CHOICES,
  VIEWS,
} from '../../src/status-page/query.ts';

const text = fc.string({ maxLength: 40 }).map((it) => it.trim());

const queries: fc.Arbitrary<ListQuery> = fc
  .record(
    {
      view: fc.constantFrom(...VIEWS),
      search: text,
      tenant: text,
      state: fc.constantFrom(...STATE_CHOICES, ...SYNC_STATUSES),
      problem: fc.constantFrom(...CAUSES),
      sort: fc.constantFrom(...COLUMNS),
      isDescending: fc.boolean(),
      page: fc.integer({ min: 1, max: 10_000 }),
    },
    { requiredKeys: ['view', 'search', 'tenant', 'sort', 'isDescending', 'page'] },
  )
  .map((it) => it as ListQuery);

test('the address of a list asks for that list', () => {
  fc.assert(
    fc.property(queries, (query) => {
      const { searchParams } = new URL(listAddress('/api/status', query), 'https://vpp.example');

      expect(readListQuery(searchParams)).toEqual(query);
    }),
  );
});

test('a list as it is anyway has the shortest address', () => {
  expect(listAddress('/api/status', readListQuery(new URLSearchParams()))).toBe('/api/status');
});

test.each([
  ['page=0', { page: 1 }],
  ['page=-3', { page: 1 }],
  ['page=x', { page: 1 }],
  ['sort=colour', { sort: 'state' }],
  ['view=secrets', { view: 'overview' }],
  [`q=${'x'.repeat(5_000)}`, { search: 'x'.repeat(200) }],
])('what an address asks for in vain is left out: %.12s', (search, expected) => {
  expect(readListQuery(new URLSearchParams(search))).toMatchObject(expected);
});

test.each(['state=none%27', 'problem=colour'])('what is not known narrows nothing: %s', (search) => {
  const { state, problem } = readListQuery(new URLSearchParams(search));

  expect([state, problem]).toEqual([undefined, undefined]);
});
