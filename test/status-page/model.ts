import type { GroupListed } from '../../src/app/deliver/listing.ts';
import type { IncidentSummary, TenantSummary, TokenSummary } from '../../src/app/model/summary.ts';
import type { Cause, Severity } from '../../src/domain/cause.ts';
import { joinStrip, type Strip } from '../../src/domain/strip.ts';
import type { SyncStatus } from '../../src/domain/sync-status.ts';
import { timestampOf } from '../../src/domain/timestamp.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** The moment at which the pages of the tests are looked at. */
export const NOW = Date.parse('2026-11-27T05:20:00Z');

export const CONTOSO = '4d1f3b5e-8c0a-4a57-9a35-c0ffee15c001';
export const FABRIKAM = '7a90c2d4-1b6e-4f0d-8c11-fab01ca11e02';
export const NORTHWIND = 'c3e8d6f1-5a2b-4c3d-9e4f-0badcafe0003';

/** What these tenants are called. */
export const TENANT_NAMES: ReadonlyMap<string, string> = new Map([
  [CONTOSO, 'Contoso School District'],
  [FABRIKAM, 'Fabrikam'],
  [NORTHWIND, 'Northwind'],
]);

/** A strip by letters, a day each, today last: c(ompleted), f(ailed), p (in progress), n(one), - (no report), b(oth). */
export function stripOf(days: string, now = NOW): Strip {
  const seen: Readonly<Record<string, readonly SyncStatus[]>> = {
    c: ['completed'],
    f: ['failed'],
    p: ['inProgress'],
    n: ['none'],
    b: ['failed', 'completed'],
  };
  let strip: Strip | undefined;
  [...days].forEach((letter, i) => {
    for (const status of seen[letter] ?? []) {
      strip = joinStrip(strip, status, timestampOf(now - (days.length - 1 - i) * DAY));
    }
  });
  return strip ?? joinStrip(undefined, 'none', timestampOf(now - 40 * DAY));
}

export function incidentOf(
  cause: Cause,
  severity: Severity,
  hours: number,
  more: Partial<IncidentSummary> = {},
): IncidentSummary {
  const openedAt = NOW - hours * HOUR;
  return {
    incidentId: `01K${cause.slice(0, 6).toUpperCase()}${hours}`,
    cause,
    severity,
    openedAt,
    failing: cause === 'syncFailed',
    ...(cause === 'syncFailed' && { failingSince: timestampOf(openedAt), failureCount: 1 + Math.floor(hours / 24) }),
    reason: { told: true, why: 'opened' },
    toldAt: openedAt,
    audience: ['teams', 'email'],
    ...more,
  };
}

export function tokenOf(tokenId: string, more: Partial<TokenSummary> = {}): TokenSummary {
  return {
    tokenId,
    status: 'completed',
    displayName: `Token ${tokenId}`,
    expiresAt: timestampOf(NOW + 200 * DAY),
    lastSyncAt: timestampOf(NOW - 5 * HOUR),
    lastReportAt: timestampOf(NOW - HOUR),
    strip: stripOf('c'.repeat(30)),
    ...more,
  };
}

export function tenantOf(
  tenantId: string,
  tokens: readonly TokenSummary[],
  more: Partial<TenantSummary> = {},
): TenantSummary {
  return { tenantId, at: NOW - 60_000, tokens, others: [], silences: [], ...more };
}

export function groupOf(
  target: string,
  cause: Cause,
  members: readonly (readonly [string, string])[],
  more: Partial<GroupListed> = {},
): GroupListed {
  return {
    target,
    id: '01KAXGR0UP0000000000000000',
    topic: cause,
    kind: 'cause',
    cause,
    openedAt: NOW - 3 * HOUR,
    joinedAt: NOW - 3 * HOUR,
    sentAt: NOW - 3 * HOUR,
    state: 'delivered',
    attempts: 0,
    counts: { open: members.length, recovered: 0, moved: 0 },
    openMembers: members.map(([tenantId, subject]) => ({ tenantId, subject })),
    ...more,
  };
}
