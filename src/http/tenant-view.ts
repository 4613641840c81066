import type { PollFault } from '../app/model/graph.ts';
import type { ListedAtGlance } from '../app/tenants/list.ts';

/**
 * A tenant as the API shows it: every name is always there, null where nothing is known, as before its first check.
 *
 * @param names what the settings call tenants, which goes before what their rows do
 */
export function tenantView(
  { tenant, isRead, summary }: ListedAtGlance,
  names: Pick<ReadonlyMap<string, string>, 'get'>,
) {
  const { tenantId, enabled, poll } = tenant;
  const { tokens = [], others = [] } = summary ?? {};
  const reportedAt = tokens.map(({ lastReportAt }) => Date.parse(lastReportAt));
  return {
    tenantId,
    name: names.get(tenantId) ?? tenant.name ?? null,
    enabled,
    polled: isRead,
    tokens: summary ? tokens.filter(({ retiredAt }) => retiredAt === undefined).length : null,
    openIncidents: summary ? tokens.filter(({ incident }) => incident).length + others.length : null,
    lastReportDateTime: dateOf(reportedAt.reduce((a, b) => Math.max(a, b), 0) || undefined),
    lastListingDateTime: dateOf(poll?.listedAt),
    lastPollDateTime: dateOf(poll?.polledAt),
    nextPollDateTime: isRead ? dateOf(poll?.nextPollAt) : null,
    pollFault: isRead && poll?.fault ? faultView(poll.fault, poll.failures, poll.failingSince) : null,
  };
}

function faultView({ kind, reason, permission, consentUrl }: PollFault, failures: number, since: number | undefined) {
  return {
    kind,
    reason,
    permission: permission ?? null,
    consentUrl: consentUrl ?? null,
    failures,
    failingSince: dateOf(since),
  };
}

function dateOf(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
