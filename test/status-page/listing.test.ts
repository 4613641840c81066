import { expect, test } from 'vitest';
import { timestampOf } from '../../src/domain/timestamp.ts';
import { listPage, PAGE_SIZE, rowsOf } from '../../src/status-page/listing.ts';
import { readListQuery } from '../../src/status-page/query.ts';
import { contextOf } from './context.ts';
import { incidentOf, NOW, tenantOf, tokenOf } from './model.ts';

const DAY = 24 * 3_600_000;

const SUMMARIES = [
  tenantOf('contoso', [
    tokenOf('a', { displayName: 'Elm', locationName: 'Berlin', lastSyncAt: timestampOf(NOW - 3 * DAY) }),
    tokenOf('b', {
      displayName: 'Oak',
      locationName: 'Aachen',
      status: 'failed',
      incident: incidentOf('syncFailed', 'critical', 30),
    }),
    tokenOf('c', { displayName: 'Yew', status: 'inProgress', incident: incidentOf('syncStuck', 'warning', 7) }),
  ]),
  tenantOf(
    'fabrikam',
    [
      tokenOf('d', { displayName: 'ash', expiresAt: timestampOf(NOW + 9 * DAY) }),
      tokenOf('e', {
        displayName: 'Fir 10',
        retiredAt: NOW - DAY,
        incident: incidentOf('tokenExpired', 'critical', 9),
      }),
      tokenOf('f', { displayName: 'Fir 9', organizationName: 'ABC' }),
    ],
    { silences: [{ subject: '*', until: NOW + DAY, at: NOW, by: 'Mia' }] },
  ),
];

/** The ids of what a page of the list shows, in its order. */
function shown(search: string): string {
  const rows = rowsOf(SUMMARIES, contextOf('en'));
  return listPage(rows, readListQuery(new URLSearchParams(search)), 'en')
    .rows.map(({ token }) => token.tokenId)
    .join('');
}

test.each([
  ['', 'bcdafe'],
  ['order=desc', 'eafdcb'],
  ['sort=token', 'dafebc'],
  ['sort=location', 'dfecba'],
  ['sort=lastSync', 'adfebc'],
  ['sort=expiry', 'dafebc'],
])('sorts by what the address says: %s', (search, expected) => {
  expect(shown(search)).toBe(expected);
});

test.each([
  ['q=fir', 'fe'],
  ['q=FIR 9', 'f'],
  ['q=ＥＬＭ', 'a'],
  ['q=berlin', 'a'],
  ['q=abc', 'f'],
  ['q=contoso oak', 'b'],
  ['q=nothing', ''],
  ['tenant=fabrikam', 'dfe'],
  ['tenant=CONTO', 'bca'],
  ['state=ok', 'af'],
  ['state=attention', 'bc'],
  ['state=critical', 'b'],
  ['state=warning', 'c'],
  ['state=expiring', 'd'],
  ['state=silenced', 'dfe'],
  ['state=notMonitored', 'e'],
  ['state=failed', 'b'],
  ['state=inProgress', 'c'],
  ['problem=syncStuck', 'c'],
  ['problem=tokenExpired', ''],
  ['q=o&state=attention&tenant=contoso', 'bc'],
])('narrows to what the address says: %s', (search, expected) => {
  expect(shown(search)).toBe(expected);
});

test('every token stands on exactly one page', () => {
  const many = Array.from({ length: 2 * PAGE_SIZE + 1 }, (_, i) => tokenOf(`t${i}`));
  const rows = rowsOf([tenantOf('big', many)], contextOf('en'));
  const pages = [1, 2, 3].map((page) => listPage(rows, readListQuery(new URLSearchParams({ page: `${page}` })), 'en'));

  expect(pages.map(({ rows: shownRows }) => shownRows.length)).toEqual([PAGE_SIZE, PAGE_SIZE, 1]);
  expect(new Set(pages.flatMap((it) => it.rows.map(({ token }) => token.tokenId))).size).toBe(many.length);
});

test('a page behind the last is the last', () => {
  const rows = rowsOf(SUMMARIES, contextOf('en'));

  expect(listPage(rows, readListQuery(new URLSearchParams('page=99')), 'en')).toMatchObject({ page: 1, count: 6 });
});
