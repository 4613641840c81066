import type {
  BaselineNotice,
  ExpiringNotice,
  ExpiringToken,
  IncidentNotice,
  Notice,
  OutbreakNotice,
  TokenLabel,
} from '../../app/model/notice.ts';
import { statusValue } from '../../domain/sync-status.ts';

/** The facts of a notice for programs, by the names that the HTTP API gives them; a value that is absent is null. */
export function factsOf(notice: Notice): Readonly<Record<string, unknown>> {
  switch (notice.type) {
    case 'vpp.outbreak.opened':
    case 'vpp.outbreak.updated':
    case 'vpp.outbreak.resolved':
      return outbreakFacts(notice);
    case 'vpp.expiring':
      return expiringFacts(notice);
    case 'vpp.baseline':
      return baselineFacts(notice);
    case 'vpp.test':
      return {};
    case 'vpp.trouble':
      return { trouble: notice.trouble, problems: notice.problems };
    default:
      return incidentFacts(notice);
  }
}

function incidentFacts(notice: IncidentNotice) {
  return {
    incidentId: notice.incidentId,
    tenantId: notice.tenantId,
    tenantName: notice.tenantName ?? null,
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
  };
}

function outbreakFacts(notice: OutbreakNotice) {
  return {
    incidentId: notice.incidentId,
    cause: notice.cause,
    suspect: notice.suspect,
    tokenCount: notice.tokenCount,
    openCount: notice.openCount,
    tenants: notice.tenants.map(({ tenantId, tenantName, tokenCount, tokens }) => ({
      tenantId,
      tenantName: tenantName ?? null,
      tokenCount,
      tokens: tokens.map(({ tokenId, label }) => ({ tokenId, token: labelOf(label) })),
    })),
    openedAt: dateOf(notice.openedAt),
    resolvedAt: dateOf(notice.resolvedAt),
  };
}

function expiringFacts(notice: ExpiringNotice) {
  return {
    tenantId: notice.tenantId,
    tenantName: notice.tenantName ?? null,
    tokens: notice.tokens.map(expiryOf),
    renewed: notice.renewed.map(expiryOf),
  };
}

function expiryOf({ tokenId, label, expiresAt, daysLeft }: ExpiringToken) {
  return { tokenId, token: labelOf(label), expirationDateTime: expiresAt, daysLeft };
}

function baselineFacts(notice: BaselineNotice) {
  return {
    tenantId: notice.tenantId,
    tenantName: notice.tenantName ?? null,
    tokenCount: notice.tokenCount,
    faults: notice.faults.map(({ tokenId, label, cause, severity }) => ({
      tokenId,
      token: labelOf(label),
      cause,
      severity,
    })),
  };
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
