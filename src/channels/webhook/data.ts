import type {
  ExpiringNotice,
  ExpiringToken,
  GroupMember,
  GroupNotice,
  IncidentNotice,
  Notice,
  TokenLabel,
} from '../../app/model/notice.ts';
import { statusValue } from '../../domain/sync-status.ts';
import type { ContentOptions } from '../content/content.ts';
import { knownTenantName } from '../content/tenant.ts';

type Names = Pick<ContentOptions, 'tenantNames'>;

/**
 * The facts of a notice for programs, by the names that the HTTP API gives them; a value that is absent is null.
 *
 * @param names what tenants are called
 */
export function factsOf(notice: Notice, names: Names): Readonly<Record<string, unknown>> {
  switch (notice.type) {
    case 'vpp.outbreak.opened':
    case 'vpp.outbreak.updated':
    case 'vpp.outbreak.reminder':
    case 'vpp.outbreak.resolved':
      return groupFacts(notice, names);
    case 'vpp.expiring':
      return expiringFacts(notice, names);
    case 'vpp.digest':
    case 'vpp.test':
      return {};
    case 'vpp.trouble':
      return { trouble: notice.trouble, problems: notice.problems };
    default:
      return incidentFacts(notice, names);
  }
}

function incidentFacts(notice: IncidentNotice, names: Names) {
  return {
    incidentId: notice.incidentId,
    ...tenantOf(notice, names),
    tokenId: notice.tokenId,
    subject: notice.subject ?? null,
    token: labelOf(notice.token),
    tokenCount: notice.tokenCount ?? null,
    status: notice.status,
    statusValue: notice.status === null ? null : statusValue(notice.status),
    lastSyncDateTime: notice.lastSyncAt ?? null,
    lastReportDateTime: notice.lastReportAt ?? null,
    expirationDateTime: notice.expiresAt ?? null,
    cause: notice.cause,
    failing: notice.failing,
    failureCount: notice.failureCount ?? null,
    escalation: notice.escalation ?? null,
    direction: notice.direction ?? null,
    previous: notice.previous ?? null,
    openedAt: dateOf(notice.openedAt),
    reopenings: notice.reopenings,
    acknowledged: notice.acknowledged ? { at: dateOf(notice.acknowledged.at), by: notice.acknowledged.by } : null,
    noReportSince: notice.noReportSince ?? null,
    failingSince: notice.failingSince ?? null,
    resolvedAt: dateOf(notice.resolvedAt),
    resolution: notice.resolution ?? null,
    endedBy: notice.endedBy ?? null,
    detail: notice.detail ?? null,
    pollFault: notice.pollFault ?? null,
    lastReadAt: dateOf(notice.lastReadAt),
    nextReadAt: dateOf(notice.nextReadAt),
    tenantCount: notice.tenantCount ?? null,
    changed: notice.changed ?? null,
    appCount: notice.appCount ?? null,
    appCountBefore: notice.appCountBefore ?? null,
    syncErrorCode: notice.syncErrorCode ?? null,
  };
}

function groupFacts(notice: GroupNotice, names: Names) {
  return {
    groupId: notice.groupId,
    kind: notice.kind,
    cause: notice.cause,
    scope: notice.scope ?? null,
    counts: notice.counts,
    stopped: notice.stopped ?? 0,
    reportedBefore: notice.reportedBefore,
    previousSeverity: notice.previousSeverity ?? null,
    tenants: notice.tenants.map((tenant) => ({ ...tenantOf(tenant, names), tokenCount: tenant.tokenCount })),
    members: notice.members.map((member) => memberFacts(member, names)),
    openedAt: dateOf(notice.openedAt),
    resolvedAt: notice.type === 'vpp.outbreak.resolved' ? dateOf(notice.at) : null,
  };
}

function memberFacts(member: GroupMember, names: Names) {
  return {
    ...tenantOf(member, names),
    tokenId: member.tokenId,
    subject: member.subject ?? null,
    token: labelOf(member.label),
    incidentId: member.incidentId,
    cause: member.cause,
    severity: member.severity,
    state: member.state,
    change: member.change,
    openedAt: dateOf(member.since),
    failingSince: member.failingSince ?? null,
    resolvedAt: dateOf(member.resolvedAt),
    movedTo: member.movedTo ?? null,
  };
}

function expiringFacts(notice: ExpiringNotice, names: Names) {
  return {
    ...tenantOf(notice, names),
    tokens: notice.tokens.map(expiryOf),
    renewed: notice.renewed.map(expiryOf),
  };
}

function tenantOf({ tenantId }: { readonly tenantId: string }, names: Names) {
  return { tenantId, tenantName: knownTenantName(tenantId, names) ?? null };
}

function expiryOf({ tokenId, label, expiresAt, daysLeft }: ExpiringToken) {
  // What is no token has a subject.
  const who = tokenId.startsWith('_') ? { tokenId: null, subject: tokenId } : { tokenId, subject: null };
  return { ...who, token: labelOf(label), expirationDateTime: expiresAt, daysLeft };
}

function labelOf(label: TokenLabel) {
  return {
    displayName: label.displayName ?? null,
    organizationName: label.organizationName ?? null,
    locationName: label.locationName ?? null,
    appleId: label.appleId ?? null,
  };
}

function dateOf(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
