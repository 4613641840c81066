import type { Incident, NoticeDecision } from '../../domain/incident.ts';
import {
  failureCount,
  fieldOf,
  inProgressSince,
  lastSyncAt,
  latestSighting,
  type TokenRecord,
} from '../../domain/record.ts';
import type { TokenKey } from '../../domain/report.ts';
import type { IncidentNotice, TokenLabel } from '../model/notice.ts';
import { notificationIdOf } from '../model/state.ts';

/** What people need to know of a token's incident at the moment of telling, as facts. */
export function incidentNotice(
  key: TokenKey,
  record: TokenRecord,
  incident: Incident,
  { kind, direction, previous }: NoticeDecision,
  now: number,
): IncidentNotice {
  return {
    type: `vpp.incident.${kind}`,
    notificationId: notificationIdOf({ incidentId: incident.id, seq: incident.seq }),
    at: now,
    incidentId: incident.id,
    tenantId: key.tenantId,
    tokenId: key.tokenId,
    token: labelOf(record),
    status: latestSighting(record).status,
    lastSyncAt: lastSyncAt(record),
    lastReportAt: record.lastReportAt,
    inProgressSince: inProgressSince(record),
    expiresAt: fieldOf(record, 'expiresAt'),
    cause: incident.cause,
    severity: incident.severity,
    failing: incident.failing,
    direction,
    failureCount: failureCount(record),
    ...(previous && {
      previous: { cause: previous.cause, severity: previous.severity, failing: previous.failing },
    }),
    lastNoticeAt: previous?.at,
    acknowledged: incident.acknowledged && { at: incident.acknowledged.at, by: incident.acknowledged.by },
    openedAt: incident.openedAt,
    reopenings: incident.reopenings,
    failingSince: incident.failingSince,
    resolvedAt: incident.resolvedAt,
    resolution: incident.resolution,
    detail: incident.failing ? fieldOf(record, 'detail') : undefined,
  };
}

/** How people know the token. */
export function labelOf(record: TokenRecord): TokenLabel {
  return {
    displayName: fieldOf(record, 'displayName'),
    organizationName: fieldOf(record, 'organizationName'),
    locationName: fieldOf(record, 'locationName'),
    appleId: fieldOf(record, 'appleId'),
    accountType: fieldOf(record, 'accountType'),
  };
}
