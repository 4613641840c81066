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
export const DAY = 24 * HOUR;

const INCIDENT_ID = '01JPA0000000000000000000AB';

export function stamp(ms: number): Timestamp {
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
      accountType: 'education',
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
    reopenings: 0,
    failureCount: 2,
    detail: "Apple's terms and conditions have changed",
    ...over,
  };
}

/** A notice as it would be opened for the given cause. */
export function openedFor(cause: Cause): IncidentNotice {
  const {
    failingSince: _since,
    detail: _detail,
    failureCount: _count,
    ...base
  } = incidentNotice({ cause, failing: false });
  const status = cause === 'syncStuck' ? 'inProgress' : cause === 'syncFailed' ? 'failed' : 'completed';
  if (cause === 'syncFailed') return incidentNotice();
  if (cause === 'tokenExpired') return { ...base, status: 'failed', expiresAt: stamp(AT - 2 * DAY) };
  if (cause === 'reporterSilent') return { ...base, status, lastReportAt: stamp(AT - 50 * HOUR), severity: 'warning' };
  if (cause === 'syncStuck') return { ...base, status, inProgressSince: stamp(AT - 6 * HOUR), severity: 'warning' };
  if (cause === 'duplicateLocation') return { ...base, status, severity: 'warning' };
  if (cause === 'reportsRefused') return reportsRefused();
  if (cause === 'channelFailing') return channelFailing();
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
  const {
    failingSince: _since,
    detail: _detail,
    failureCount: _count,
    lastSyncAt: _sync,
    expiresAt: _expiry,
    ...base
  } = incidentNotice();
  return {
    ...base,
    tokenId: null,
    subject: '_reporter',
    token: {},
    tokenCount: 12,
    status: null,
    cause: 'reporterSilent',
    severity: 'warning',
    failing: false,
    lastReportAt: stamp(AT - 50 * HOUR),
  };
}

/** Nothing that a known tenant sends can be accepted. */
export function reportsRefused(over: Partial<IncidentNotice> = {}): IncidentNotice {
  return {
    ...tenantSilent(),
    tenantId: '_app',
    subject: '_refused:6f1c2d3e-0000-4000-8000-00000000abcd',
    cause: 'reportsRefused',
    openedAt: AT - 2 * HOUR,
    ...over,
  };
}

/** A channel only fails, as the others are told. */
export function channelFailing(over: Partial<IncidentNotice> = {}): IncidentNotice {
  const { tenantName: _name, tokenCount: _count, lastReportAt: _report, ...base } = tenantSilent();
  return {
    ...base,
    tenantId: '_app',
    subject: '_target:teams',
    cause: 'channelFailing',
    severity: 'critical',
    openedAt: AT - HOUR,
    detail: 'connection refused (ECONNREFUSED)',
    ...over,
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

const TROUBLE = {
  notificationId: 'trouble-01JPA0000000000000000000GH',
  at: AT,
  type: 'vpp.trouble',
  severity: 'critical',
} as const;

export function troubleNotice(): TroubleNotice {
  const problems = ['STUCK_AFTER is "6x" but must be a number and a unit, as in 6h.'];
  return { ...TROUBLE, trouble: 'settings', app: 'vpp-alerts', problems };
}

export function channelTrouble(reason = 'connection refused (ECONNREFUSED)'): TroubleNotice {
  const problems = [`teams has failed since 2026-03-14T08:12:40.000Z: ${reason}`];
  return { ...TROUBLE, trouble: 'channel', problems, channel: { target: 'teams', since: AT - HOUR, reason } };
}

const updated = (over: Partial<IncidentNotice>) =>
  incidentNotice({
    type: 'vpp.incident.updated',
    notificationId: `${INCIDENT_ID}-2`,
    openedAt: AT - 24 * HOUR,
    ...over,
  });

/** One sample of every kind of notice, by the name of its golden file. */
export const KINDS: Readonly<Record<string, Notice>> = {
  opened: incidentNotice(),
  'opened-first-failure': incidentNotice({
    severity: 'warning',
    failureCount: 1,
    failingSince: stamp(AT - 60_000),
    lastSyncAt: stamp(AT - 60_000),
    detail: '9625 The server has revoked the sToken',
  }),
  'opened-unstable': incidentNotice({
    reopenings: 3,
    failedAndRecovered: { times: 3, within: 30 * HOUR },
    recoveryMustLast: 72 * HOUR,
  }),
  'updated-worse': updated({
    direction: 'worse',
    escalation: 'age',
    previous: { cause: 'syncFailed', severity: 'warning', failing: true },
  }),
  'updated-second-failure': updated({
    direction: 'worse',
    escalation: 'secondFailure',
    secondFailureAfter: 23 * HOUR,
    previous: { cause: 'syncFailed', severity: 'warning', failing: true },
  }),
  'updated-other-cause': {
    ...updated({ ...openedFor('tokenInvalid'), direction: 'worse' }),
    type: 'vpp.incident.updated',
    previous: { cause: 'syncFailed', severity: 'critical', failing: true },
    failing: true,
    failingSince: stamp(AT - 25 * HOUR),
  },
  'updated-better': {
    ...updated({ ...openedFor('syncOverdue'), direction: 'better' }),
    type: 'vpp.incident.updated',
    previous: { cause: 'tokenExpired', severity: 'critical', failing: true },
  },
  reminder: incidentNotice({
    type: 'vpp.incident.reminder',
    notificationId: `${INCIDENT_ID}-3`,
    openedAt: AT - 48 * HOUR,
    failingSince: stamp(AT - 49 * HOUR),
    lastNoticeAt: AT - 24 * HOUR,
    acknowledged: { at: AT - 20 * HOUR, by: 'Ada' },
  }),
  'reminder-without-reports': incidentNotice({
    type: 'vpp.incident.reminder',
    failingSince: stamp(AT - 99 * HOUR),
    lastNoticeAt: AT - 24 * HOUR,
    lastReportAt: stamp(AT - 60 * HOUR),
    noReportSince: stamp(AT - 60 * HOUR),
    source: 'http',
  }),
  resolved: resolvedNotice(),
  'resolved-renewed': resolvedNotice({
    cause: 'tokenExpired',
    resolution: 'renewed',
    expiresAt: stamp(AT + 365 * DAY),
  }),
  'resolved-reported': resolvedNotice({
    cause: 'reporterSilent',
    resolution: 'reported',
    lastReportAt: stamp(AT),
    noReportSince: stamp(AT - 75 * HOUR),
  }),
  'resolved-corrected': resolvedNotice({
    ...openedFor('duplicateLocation'),
    type: 'vpp.incident.resolved',
    openedAt: AT - 50 * HOUR,
    resolution: 'corrected',
  }),
  'resolved-retired': resolvedNotice({ resolution: 'retired', endedBy: 'Ada' }),
  'tenant-silent': tenantSilent(),
  'tenant-silent-over': {
    ...tenantSilent(),
    type: 'vpp.incident.resolved',
    lastReportAt: stamp(AT),
    resolvedAt: AT,
    resolution: 'reported',
  },
  'reports-refused-over': reportsRefused({ type: 'vpp.incident.resolved', resolvedAt: AT, resolution: 'corrected' }),
  'channel-failing-over': channelFailing({ type: 'vpp.incident.resolved', resolvedAt: AT, resolution: 'corrected' }),
  'outbreak-opened': outbreakNotice(),
  'outbreak-expired': outbreakNotice({ cause: 'tokenExpired', severity: 'critical' }),
  'outbreak-updated': outbreakNotice({
    type: 'vpp.outbreak.updated',
    suspect: 'appleId',
    tokenCount: 14,
    openCount: 11,
  }),
  'outbreak-resolved': outbreakNotice({ type: 'vpp.outbreak.resolved', openCount: 0, resolvedAt: AT }),
  expiring: expiringNotice(),
  'expiring-one': expiringNotice({ tokens: expiringNotice().tokens.slice(0, 1), renewed: [] }),
  'expiring-renewed': expiringNotice({ tokens: [], severity: 'info' }),
  baseline: baselineNotice(),
  'baseline-fine': baselineNotice({ faults: [], severity: 'info' }),
  test: testNotice(),
  'trouble-settings': troubleNotice(),
  'trouble-channel': channelTrouble(),
};

/** One notice of every shape that channels give their messages: with steps, without, with a list, and next to nothing. */
export const SHAPES = {
  incident: incidentNotice(),
  end: resolvedNotice(),
  list: expiringNotice(),
  bare: testNotice(),
  outbreak: outbreakNotice(),
  baseline: baselineNotice(),
  trouble: channelTrouble(),
} as const satisfies Record<string, Notice>;

/** Some of the shapes by name, for the golden files of a channel that knows no others. */
export function shapes(...names: readonly (keyof typeof SHAPES)[]): readonly (readonly [string, Notice])[] {
  return names.map((name) => [name, SHAPES[name]]);
}

/** One opened notice for every cause. */
export const OPENED_BY_CAUSE: readonly IncidentNotice[] = CAUSES.map(openedFor);
