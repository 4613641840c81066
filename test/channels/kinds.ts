import { POLL_FAULTS } from '../../src/app/model/graph.ts';
import type { IncidentNotice, Notice } from '../../src/app/model/notice.ts';
import { CAUSES, type Cause } from '../../src/domain/cause.ts';
import { GROUPS, groupNotice } from './group-notices.ts';
import { AT, DAY, HOUR, stamp } from './moments.ts';
import {
  channelFailing,
  credentialRejected,
  digestNotice,
  EXPIRING_ENROLLMENT,
  EXPIRING_PUSH,
  expiringNotice,
  INCIDENT_ID,
  incidentNotice,
  openedFor,
  pollFailing,
  reportsRefused,
  resolvedNotice,
  tenantSilent,
  testNotice,
  troubleNotice,
} from './notices.ts';

const updated = (over: Partial<IncidentNotice>) =>
  incidentNotice({
    type: 'vpp.incident.updated',
    notificationId: `${INCIDENT_ID}-2`,
    openedAt: AT - 24 * HOUR,
    ...over,
  });

/** The end of something that began two days before. */
const over = (cause: Cause, end: Partial<IncidentNotice>): IncidentNotice => ({
  ...openedFor(cause),
  type: 'vpp.incident.resolved',
  openedAt: AT - 50 * HOUR,
  resolvedAt: AT,
  ...end,
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
  'reports-refused-over': reportsRefused({ type: 'vpp.incident.resolved', resolvedAt: AT, resolution: 'reported' }),
  'reports-refused-no-more': reportsRefused({ type: 'vpp.incident.resolved', resolvedAt: AT, resolution: 'corrected' }),
  'channel-failing-over': channelFailing({ type: 'vpp.incident.resolved', resolvedAt: AT, resolution: 'corrected' }),
  ...Object.fromEntries(
    POLL_FAULTS.filter((kind) => kind !== 'noConsent').map((kind) => [`poll-failing-${kind}`, pollFailing(kind)]),
  ),
  'credential-rejected': credentialRejected(),
  'credential-rejected-over': credentialRejected({
    type: 'vpp.incident.resolved',
    resolvedAt: AT,
    resolution: 'corrected',
  }),
  'enrollment-failing-other': { ...openedFor('enrollmentFailing'), syncErrorCode: 12 },
  'enrollment-renewed': over('enrollmentExpired', { resolution: 'renewed', expiresAt: stamp(AT + 365 * DAY) }),
  'enrollment-failing-elsewhere': over('enrollmentFailing', { resolution: 'elsewhere' }),
  'push-certificate-over': over('pushCertificateExpired', { resolution: 'corrected' }),
  'push-certificate-elsewhere': over('pushCertificateExpired', { resolution: 'elsewhere' }),
  'token-listed-again': over('tokenRemoved', { resolution: 'reported' }),
  'token-change-over': over('tokenChanged', { resolution: 'corrected' }),
  ...GROUPS,
  digest: digestNotice(),
  expiring: expiringNotice(),
  'expiring-one': expiringNotice({ tokens: expiringNotice().tokens.slice(0, 1), renewed: [] }),
  'expiring-push': expiringNotice({ tokens: [EXPIRING_PUSH], renewed: [], severity: 'critical' }),
  'expiring-enrollment': expiringNotice({ tokens: [EXPIRING_ENROLLMENT], renewed: [] }),
  'expiring-connections': expiringNotice({
    tokens: [EXPIRING_PUSH, EXPIRING_ENROLLMENT, ...expiringNotice().tokens],
    renewed: [{ ...EXPIRING_ENROLLMENT, tokenId: '_enrollment:2', label: {}, expiresAt: stamp(AT + 364 * DAY) }],
    severity: 'critical',
  }),
  'expiring-renewed': expiringNotice({ tokens: [], severity: 'info' }),
  test: testNotice(),
  'trouble-settings': troubleNotice(),
};

/** One notice of every shape that channels give their messages: with steps, without, with a list, and next to nothing. */
export const SHAPES = {
  incident: incidentNotice(),
  end: resolvedNotice(),
  list: expiringNotice(),
  bare: testNotice(),
  group: groupNotice(),
  digest: digestNotice(),
  trouble: troubleNotice(),
} as const satisfies Record<string, Notice>;

/** Some of the shapes by name, for the golden files of a channel that knows no others. */
export function shapes(...names: readonly (keyof typeof SHAPES)[]): readonly (readonly [string, Notice])[] {
  return names.map((name) => [name, SHAPES[name]]);
}

/** One opened notice for every cause. */
export const OPENED_BY_CAUSE: readonly IncidentNotice[] = CAUSES.map(openedFor);
