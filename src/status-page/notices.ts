import type { GroupMember, GroupNotice, IncidentNotice, TokenLabel } from '../app/model/notice.ts';
import type { TokenSummary } from '../app/model/summary.ts';
import { parseTimestamp } from '../domain/timestamp.ts';
import type { IncidentGroup, OpenIncident } from './incidents.ts';

// Pages say what alerts say: they put the same facts into the same words.

/** What there is to say of an open incident now, as an alert would. @param now milliseconds since the epoch */
export function noticeOf({ tenantId, subject, token, incident }: OpenIncident, now: number): IncidentNotice {
  const { incidentId, cause, severity, failing, openedAt, failureCount, acknowledged, detail } = incident;
  const { changed, appCount, appCountBefore, syncErrorCode, pollFault, lastReadAt, nextReadAt } = incident;
  const { tenantCount, tokenCount } = incident;
  return {
    type: 'vpp.incident.opened',
    notificationId: incidentId,
    at: now,
    incidentId,
    tenantId,
    tokenId: token ? token.tokenId : null,
    ...(!token && { subject }),
    token: token ? labelOf(token) : (incident.label ?? {}),
    status: token?.status ?? null,
    ...{ cause, severity, failing, openedAt, failureCount, detail, acknowledged, reopenings: 0 },
    ...{ changed, appCount, appCountBefore, syncErrorCode, pollFault, lastReadAt, nextReadAt, tenantCount, tokenCount },
    failingSince: stamp(incident.failingSince),
    inProgressSince: stamp(incident.inProgressSince),
    lastSyncAt: stamp(token?.lastSyncAt ?? incident.lastSyncAt),
    lastReportAt: stamp(token?.lastReportAt ?? incident.lastReportAt),
    expiresAt: stamp(token?.expiresAt ?? incident.expiresAt),
  };
}

/** The same of incidents that were told as one. */
export function groupNoticeOf({ groups: [group], cause, members }: IncidentGroup, now: number): GroupNotice {
  const ofTenants = Map.groupBy(members, ({ tenantId }) => tenantId);
  const tenants = [...ofTenants].map(([tenantId, own]) => ({ tenantId, tokenCount: own.length }));
  return {
    type: 'vpp.outbreak.opened',
    notificationId: group.id,
    at: now,
    groupId: group.id,
    kind: group.kind,
    cause,
    ...(group.scope !== undefined && { scope: group.scope }),
    severity: members.some(({ incident }) => incident.severity === 'critical') ? 'critical' : 'warning',
    openedAt: group.openedAt,
    counts: { ...group.counts, open: members.length },
    reportedBefore: 0,
    isCauseOpenElsewhere: true,
    tenants: tenants.sort((a, b) => b.tokenCount - a.tokenCount),
    members: members.map(memberOf),
  };
}

function memberOf({ tenantId, subject, token, incident }: OpenIncident): GroupMember {
  return {
    tenantId,
    tokenId: token ? token.tokenId : null,
    ...(!token && { subject }),
    label: token ? labelOf(token) : (incident.label ?? {}),
    incidentId: incident.incidentId,
    cause: incident.cause,
    severity: incident.severity,
    state: 'open',
    change: 'joined',
    failingSince: stamp(incident.failingSince),
    expiresAt: stamp(token?.expiresAt),
    since: incident.openedAt,
  };
}

/** How people know a token. */
export function labelOf({ displayName, organizationName, locationName, accountType }: TokenSummary): TokenLabel {
  return { displayName, organizationName, locationName, accountType };
}

function stamp(date: string | undefined) {
  return date === undefined ? undefined : parseTimestamp(date);
}
