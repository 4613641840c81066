import type { PollFaultKind } from '../../src/app/model/graph.ts';
import type {
  DigestNotice,
  ExpiringNotice,
  ExpiringToken,
  IncidentNotice,
  TestNotice,
  TroubleNotice,
} from '../../src/app/model/notice.ts';
import type { Cause } from '../../src/domain/cause.ts';
import { AT, DAY, HOUR, stamp } from './moments.ts';

export const INCIDENT_ID = '01JPA0000000000000000000AB';

/** A failed sync of one token, critical; `over` replaces what a test is about. */
export function incidentNotice(over: Partial<IncidentNotice> = {}): IncidentNotice {
  return {
    notificationId: `${INCIDENT_ID}-1`,
    at: AT,
    type: 'vpp.incident.opened',
    incidentId: INCIDENT_ID,
    tenantId: '6f1c2d3e-0000-4000-8000-00000000abcd',
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
  if (cause === 'pollFailing') return pollFailing('noConsent');
  if (cause === 'enrollmentExpired') return connection(cause);
  if (cause === 'enrollmentFailing') return connection(cause, { severity: 'warning', syncErrorCode: 3 });
  if (cause === 'pushCertificateExpired') return pushExpired();
  if (cause === 'tokenChanged') return { ...base, status, severity: 'warning', changed: ['account', 'location'] };
  if (cause === 'appsMissing') return { ...base, status, severity: 'warning', appCount: 3, appCountBefore: 240 };
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
  const { tokenCount: _count, lastReportAt: _report, ...base } = tenantSilent();
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

/** A tenant's tokens cannot be read. */
export function pollFailing(kind: PollFaultKind, over: Partial<IncidentNotice> = {}): IncidentNotice {
  const { tokenCount: _count, lastReportAt: _report, ...base } = tenantSilent();
  return {
    ...base,
    subject: '_poll',
    cause: 'pollFailing',
    openedAt: AT - HOUR,
    pollFault: {
      kind,
      reason: 'HTTP 403',
      ...(kind === 'permissionMissing' && { permission: 'DeviceManagementApps.Read.All' }),
      ...(kind === 'noConsent' && { consentUrl: 'https://login.example/contoso/adminconsent?client_id=c' }),
    },
    lastReadAt: AT - 4 * HOUR,
    nextReadAt: AT + HOUR,
    ...over,
  };
}

/** The credential that reads several tenants is rejected. */
export function credentialRejected(over: Partial<IncidentNotice> = {}): IncidentNotice {
  const pollFault = { kind: 'credential', reason: 'AADSTS7000222' } as const;
  return pollFailing('credential', { tenantId: '_app', subject: '_credential', pollFault, tenantCount: 600, ...over });
}

/** Something is wrong with an enrollment program token. */
function connection(
  cause: 'enrollmentExpired' | 'enrollmentFailing',
  over: Partial<IncidentNotice> = {},
): IncidentNotice {
  const { tokenCount: _count, lastReportAt: _report, ...base } = tenantSilent();
  return {
    ...base,
    subject: '_enrollment:5b0f4d1e',
    token: { displayName: 'District iPads', appleId: 'd***@contoso.example', accountType: 'education' },
    cause,
    severity: 'critical',
    lastSyncAt: stamp(AT - 30 * HOUR),
    expiresAt: stamp(cause === 'enrollmentExpired' ? AT - HOUR : AT + 90 * DAY),
    ...over,
  };
}

/** The certificate without which Intune manages no Apple device has expired. */
function pushExpired(): IncidentNotice {
  const { lastSyncAt: _sync, ...base } = connection('enrollmentExpired');
  return { ...base, subject: '_push', token: { appleId: 'm***@contoso.example' }, cause: 'pushCertificateExpired' };
}

/** A reminder and the expiries of two tenants, of one morning. */
export function digestNotice(over: Partial<DigestNotice> = {}): DigestNotice {
  return {
    notificationId: 'digest-teams-abc',
    at: AT,
    type: 'vpp.digest',
    severity: 'critical',
    items: [
      incidentNotice({
        type: 'vpp.incident.reminder',
        failingSince: stamp(AT - 49 * HOUR),
        lastNoticeAt: AT - 24 * HOUR,
      }),
      expiringNotice(),
      expiringNotice({ tenantId: 'fabrikam', tokens: [], severity: 'info' }),
    ],
    ...over,
  };
}

/** What expires of a tenant beside its tokens. */
export const EXPIRING_PUSH: ExpiringToken = {
  tokenId: '_push',
  label: { appleId: 'm***@contoso.example' },
  expiresAt: stamp(AT + 2 * DAY),
  daysLeft: 2,
};
export const EXPIRING_ENROLLMENT: ExpiringToken = {
  tokenId: '_enrollment:5b0f4d1e',
  label: { displayName: 'District iPads', appleId: 'd***@contoso.example', accountType: 'education' },
  expiresAt: stamp(AT + 6 * DAY),
  daysLeft: 6,
};

export function expiringNotice(over: Partial<ExpiringNotice> = {}): ExpiringNotice {
  return {
    notificationId: 'expiring-contoso-2026-03-14',
    at: AT,
    type: 'vpp.expiring',
    tenantId: 'contoso',
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
