import type {
  BaselineNotice,
  ExpiringNotice,
  IncidentNotice,
  Notice,
  OutbreakNotice,
  TestNotice,
  TroubleNotice,
} from '../../src/app/model/notice.ts';
import { CAUSES, type Cause } from '../../src/domain/cause.ts';
import type { Timestamp } from '../../src/domain/timestamp.ts';

/** The moment of every sample, so that golden files never age. */
export const AT = Date.parse('2026-03-14T09:30:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const INCIDENT_ID = '01JPA0000000000000000000AB';

function stamp(ms: number): Timestamp {
  return new Date(ms).toISOString() as Timestamp;
}

/** A failed sync of one token, critical; `over` replaces what a test is about. */
export function incidentNotice(over: Partial<IncidentNotice> = {}): IncidentNotice {
  return {
    notificationId: `${INCIDENT_ID}-1`,
    at: AT,
    type: 'vpp.incident.opened',
    incidentId: INCIDENT_ID,
    tenantId: '6f1c2d3e-0000-4000-8000-00000000abcd',
    tenantName: 'Contoso School District',
    tokenId: '9d8f3c1a-1111-4222-8333-44445555e7f2',
    token: {
      displayName: 'Elm Street School',
      organizationName: 'Contoso School District',
      locationName: 'Elm Street Campus',
      appleId: 'v***@contoso.example',
    },
    status: 'failed',
    lastSyncAt: stamp(AT - 26 * HOUR),
    lastReportAt: stamp(AT - 10 * 60_000),
    expiresAt: stamp(AT + 90 * DAY),
    cause: 'syncFailed',
    severity: 'critical',
    failing: true,
    openedAt: AT,
    failingSince: stamp(AT - 25 * HOUR),
    detail: 'Apple answered 9632: terms not accepted',
    ...over,
  };
}

/** A notice as it would be opened for the given cause. */
export function openedFor(cause: Cause): IncidentNotice {
  const { failingSince: _since, detail: _detail, ...base } = incidentNotice({ cause, failing: false });
  const status = cause === 'syncStuck' ? 'inProgress' : cause === 'syncFailed' ? 'failed' : 'completed';
  if (cause === 'syncFailed') return incidentNotice();
  if (cause === 'tokenExpired') return { ...base, status: 'failed', expiresAt: stamp(AT - 2 * DAY) };
  if (cause === 'reporterSilent') return { ...base, status, lastReportAt: stamp(AT - 50 * HOUR), severity: 'warning' };
  if (cause === 'syncOverdue') return { ...base, status, lastSyncAt: stamp(AT - 51 * HOUR), severity: 'warning' };
  return { ...base, status };
}

/** A token that was never synced; `lastSyncAt` is absent. */
export function neverSynced(): IncidentNotice {
  const { lastSyncAt: _last, ...notice } = openedFor('syncOverdue');
  return { ...notice, status: 'none' };
}

export function resolvedNotice(over: Partial<IncidentNotice> = {}): IncidentNotice {
  return incidentNotice({
    notificationId: `${INCIDENT_ID}-4`,
    type: 'vpp.incident.resolved',
    status: 'completed',
    failing: false,
    openedAt: AT - 50 * HOUR,
    failingSince: stamp(AT - 51 * HOUR),
    lastSyncAt: stamp(AT - 5 * 60_000),
    resolvedAt: AT,
    resolution: 'completed',
    ...over,
  });
}

/** The whole tenant fell silent: one notice, no token. */
export function tenantSilent(): IncidentNotice {
  const { failingSince: _since, detail: _detail, lastSyncAt: _sync, expiresAt: _expiry, ...base } = incidentNotice();
  return {
    ...base,
    tokenId: null,
    token: {},
    tokenCount: 12,
    status: null,
    cause: 'reporterSilent',
    severity: 'warning',
    failing: false,
    lastReportAt: stamp(AT - 50 * HOUR),
  };
}

export function outbreakNotice(over: Partial<OutbreakNotice> = {}): OutbreakNotice {
  return {
    notificationId: '01JPA0000000000000000000CD-1',
    at: AT,
    type: 'vpp.outbreak.opened',
    incidentId: '01JPA0000000000000000000CD',
    cause: 'syncFailed',
    severity: 'warning',
    suspect: 'apple',
    tokenCount: 9,
    openCount: 8,
    tenants: [
      {
        tenantId: 'contoso',
        tenantName: 'Contoso School District',
        tokenCount: 7,
        tokens: [
          { tokenId: 'token-aaaa1', label: { displayName: 'Elm Street School' } },
          { tokenId: 'token-bbbb2', label: { organizationName: 'Oak Street School' } },
        ],
      },
      { tenantId: 'fabrikam', tokenCount: 2, tokens: [{ tokenId: 'token-cccc3', label: {} }] },
    ],
    openedAt: AT - HOUR,
    ...over,
  };
}

export function expiringNotice(over: Partial<ExpiringNotice> = {}): ExpiringNotice {
  return {
    notificationId: 'expiring-contoso-2026-03-14',
    at: AT,
    type: 'vpp.expiring',
    tenantId: 'contoso',
    tenantName: 'Contoso School District',
    severity: 'warning',
    tokens: [
      {
        tokenId: 'token-aaaa1',
        label: { displayName: 'Elm Street School' },
        expiresAt: stamp(AT + 3 * DAY),
        daysLeft: 3,
      },
      { tokenId: 'token-bbbb2', label: {}, expiresAt: stamp(AT + 14 * DAY), daysLeft: 14 },
    ],
    renewed: [
      { tokenId: 'token-dddd4', label: { displayName: 'Ash Lane' }, expiresAt: stamp(AT + 364 * DAY), daysLeft: 364 },
    ],
    ...over,
  };
}

export function baselineNotice(over: Partial<BaselineNotice> = {}): BaselineNotice {
  return {
    notificationId: 'baseline-contoso',
    at: AT,
    type: 'vpp.baseline',
    tenantId: 'contoso',
    tenantName: 'Contoso School District',
    severity: 'critical',
    tokenCount: 40,
    faults: [
      {
        tokenId: 'token-aaaa1',
        label: { displayName: 'Elm Street School' },
        cause: 'tokenExpired',
        severity: 'critical',
      },
      { tokenId: 'token-bbbb2', label: {}, cause: 'syncOverdue', severity: 'warning' },
    ],
    ...over,
  };
}

export function testNotice(): TestNotice {
  return { notificationId: 'test-01JPA0000000000000000000EF', at: AT, type: 'vpp.test', severity: 'info' };
}

export function troubleNotice(trouble: TroubleNotice['trouble'] = 'settings'): TroubleNotice {
  return {
    notificationId: 'trouble-01JPA0000000000000000000GH',
    at: AT,
    type: 'vpp.trouble',
    severity: 'critical',
    trouble,
    problems:
      trouble === 'settings'
        ? ['STUCK_AFTER: "6x" is no duration; write a number and a unit, as in 6h.']
        : ['teams: nothing was delivered since 2026-03-13 (connection refused).'],
  };
}

/** One sample of every kind of notice, by the name of its golden file. */
export const KINDS: Readonly<Record<string, Notice>> = {
  opened: incidentNotice(),
  'updated-worse': incidentNotice({
    type: 'vpp.incident.updated',
    notificationId: `${INCIDENT_ID}-2`,
    direction: 'worse',
    previous: { cause: 'syncFailed', severity: 'warning', failing: true },
    openedAt: AT - 24 * HOUR,
  }),
  'updated-better': incidentNotice({
    ...openedFor('syncOverdue'),
    type: 'vpp.incident.updated',
    notificationId: `${INCIDENT_ID}-3`,
    direction: 'better',
    previous: { cause: 'tokenExpired', severity: 'critical', failing: true },
    failing: false,
    openedAt: AT - 24 * HOUR,
  }),
  reminder: incidentNotice({
    type: 'vpp.incident.reminder',
    notificationId: `${INCIDENT_ID}-3`,
    openedAt: AT - 48 * HOUR,
    failingSince: stamp(AT - 49 * HOUR),
  }),
  resolved: resolvedNotice(),
  'tenant-silent': tenantSilent(),
  'outbreak-opened': outbreakNotice(),
  'outbreak-updated': outbreakNotice({
    type: 'vpp.outbreak.updated',
    suspect: 'appleId',
    tokenCount: 14,
    openCount: 11,
  }),
  'outbreak-resolved': outbreakNotice({ type: 'vpp.outbreak.resolved', openCount: 0, resolvedAt: AT }),
  expiring: expiringNotice(),
  baseline: baselineNotice(),
  test: testNotice(),
  'trouble-settings': troubleNotice(),
  'trouble-channel': troubleNotice('channel'),
};

/** One opened notice for every cause. */
export const OPENED_BY_CAUSE: readonly IncidentNotice[] = CAUSES.map(openedFor);

/** Names that try to be markup, links, mentions, headers, or simply too much. */
export const HOSTILE = {
  markup:
    '<@channel> <!here> *x* _y_ ~z~ `q` [a](https://evil.example) ![i](https://evil.example/i.png) <script>alert(1)</script> &amp; {{DATE(2026-03-14T09:30:00Z)}} :smile:',
  long: 'x'.repeat(2000),
  emoji: '👩‍👩‍👧‍👦'.repeat(200),
  accents: `e${'\u0301'.repeat(2000)}`.repeat(20),
  direction: '\u202Etxt.exe\u2066 \u200Fשלום עולם',
  lines: 'a\r\nBcc: victim@evil.example\r\n\r\n<h1>b</h1>\u2028c',
  halves: 'a\uD83D b\uDE00',
  entities: '<&>"\''.repeat(400),
} as const;

/** A failed sync of a token of that name, which every field of strangers repeats. */
export function hostileNotice(name: string): IncidentNotice {
  return incidentNotice({
    tenantName: name,
    token: { displayName: name, organizationName: name, locationName: `At ${name}`, appleId: name },
    detail: name,
  });
}

/** The largest outbreak that a notice can hold, under the longest names. */
export function largestOutbreak(name: string): OutbreakNotice {
  const label = { displayName: name, locationName: `At ${name}` };
  const tokens = Array.from({ length: 10 }, (_, index) => ({ tokenId: `${'t'.repeat(120)}-${index}`, label }));
  const tenants = Array.from({ length: 20 }, (_, index) => ({
    tenantId: `${'a'.repeat(120)}-${index}`,
    tenantName: name,
    tokenCount: 3_000,
    tokens,
  }));
  return outbreakNotice({ tokenCount: 60_000, openCount: 60_000, tenants });
}

/** Everything a channel has to survive. */
export const HARD_NOTICES: readonly (readonly [string, Notice])[] = [
  ...Object.entries(HOSTILE).map(([kind, name]) => [`a token named with ${kind}`, hostileNotice(name)] as const),
  ...Object.entries(HOSTILE).map(([kind, name]) => [`an outbreak named with ${kind}`, largestOutbreak(name)] as const),
  [
    'two hundred wrong settings',
    { ...troubleNotice(), problems: Array.from({ length: 200 }, (_, index) => `SETTING_${index}: ${HOSTILE.long}`) },
  ],
  [
    'a thousand expiring tokens',
    expiringNotice({
      tokens: Array.from({ length: 1_000 }, (_, index) => ({
        tokenId: `token-${index}`,
        label: { displayName: HOSTILE.markup },
        expiresAt: stamp(AT + DAY),
        daysLeft: 1,
      })),
    }),
  ],
];
