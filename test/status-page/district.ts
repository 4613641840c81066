import { timestampOf } from '../../src/domain/timestamp.ts';
import type { OverviewData } from '../../src/status-page/pages/overview-page.ts';
import { CONTOSO, FABRIKAM, groupOf, incidentOf, NORTHWIND, NOW, stripOf, tenantOf, tokenOf } from './model.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const SCHOOLS = ['Elm Street', 'Riverside', 'Lakeview', 'Oak Hill', 'Maple Grove', 'North Campus', 'Sunset', 'Harbor'];

const idOf = (tenant: number, i: number) =>
  `${(0xa1b2c3d4 + tenant * 7919 + i * 104729).toString(16)}-5e6f-4a7b-8c9d-${(0xd0e1f2a3b4c5 + i * 7_654_321).toString(16)}`;

/** A school district, an agency and a firm, as they look on a bad day: what pictures and tests of the overview show. */
export function district(): OverviewData {
  const schools = SCHOOLS.map((name, i) =>
    tokenOf(idOf(1, i), {
      displayName: `${name} School`,
      organizationName: 'Contoso School District',
      locationName: name,
      accountType: 'education',
      expiresAt: timestampOf(NOW + (i * 43 + 61) * DAY),
      strip: stripOf(`${'c'.repeat(9 + i)}${i % 3 === 1 ? 'bfc' : 'ccc'}${'c'.repeat(18 - i)}`),
      lastSyncAt: timestampOf(NOW - (3 + i) * HOUR),
    }),
  );
  const failing = tokenOf(idOf(1, 20), {
    displayName: 'Cedar Avenue School',
    organizationName: 'Contoso School District',
    locationName: 'Cedar Avenue',
    accountType: 'education',
    status: 'failed',
    strip: stripOf(`${'c'.repeat(22)}bcccfff`),
    lastSyncAt: timestampOf(NOW - 5 * HOUR),
    incident: incidentOf('syncFailed', 'critical', 51),
  });
  const stuck = tokenOf(idOf(1, 21), {
    displayName: 'District iPads',
    organizationName: 'Contoso School District',
    locationName: 'District',
    status: 'inProgress',
    strip: stripOf(`${'c'.repeat(27)}cpp`),
    lastSyncAt: timestampOf(NOW - 29 * HOUR),
    incident: incidentOf('syncStuck', 'warning', 23, {
      acknowledged: { at: NOW - 20 * HOUR, by: 'Mia' },
      reason: { told: false, why: 'acknowledged', until: NOW + 6 * DAY },
    }),
  });
  const expired = ['Studio', 'Field sales', 'Warehouse', 'Front desk', 'Training', 'Kiosk'].map((name, i) =>
    tokenOf(idOf(2, i), {
      displayName: `Fabrikam ${name}`,
      locationName: name,
      accountType: 'business',
      status: 'failed',
      tokenState: 'expired',
      expiresAt: timestampOf(NOW - 3 * HOUR),
      strip: stripOf(`${'c'.repeat(29)}b`),
      lastSyncAt: timestampOf(NOW - 2 * HOUR),
      incident: incidentOf('tokenExpired', 'critical', 3, { incidentId: `01KEXP${i}`, failing: true }),
    }),
  );
  const members = expired.map(({ tokenId }) => [FABRIKAM, tokenId] as const);
  const soon = tokenOf(idOf(3, 1), {
    displayName: 'Northwind HQ',
    locationName: 'Headquarters',
    expiresAt: timestampOf(NOW + 12 * DAY),
    strip: stripOf(`${'-'.repeat(12)}n${'c'.repeat(17)}`),
  });
  const quiet = tokenOf(idOf(3, 2), {
    displayName: 'Northwind Stores',
    locationName: 'Stores',
    retiredAt: NOW - 20 * DAY,
    strip: stripOf(`${'c'.repeat(9)}${'-'.repeat(21)}`),
  });
  return {
    summaries: [
      tenantOf(CONTOSO, [...schools, failing, stuck]),
      tenantOf(FABRIKAM, expired),
      tenantOf(NORTHWIND, [soon, quiet]),
    ],
    groups: [groupOf('email', 'tokenExpired', members), groupOf('teams', 'tokenExpired', members)],
    health: { status: 'ok', lastSweepAt: NOW - 60_000, reasons: [] },
    origin: 'https://vpp.example',
  };
}
