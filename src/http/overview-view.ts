import { WHOLE_TENANT } from '../app/model/state.ts';
import type { NamedToken } from '../app/overview/figures.ts';
import type { Overview, TargetFigures } from '../app/overview/overview.ts';
import type { ListedSilence } from '../app/overview/silences.ts';
import { dateOf, silenceView, whose } from './views.ts';

/** So many of the next expiries are named. */
const MOST_EXPIRIES = 10;

type Names = Pick<ReadonlyMap<string, string>, 'get'>;

/**
 * How everything does, as the API shows it in one answer.
 *
 * @param names what the settings call tenants, which goes before what their rows do
 */
export function overviewView(it: Overview, names: Names) {
  const { oldestFailure, targets } = it;
  const byStatus = { none: 0, inProgress: 0, completed: 0, failed: 0, unknown: 0 };
  const byCause: Record<string, number> = {};
  const incidents = { open: 0, critical: 0, warning: 0, acknowledged: it.acknowledged };
  for (const { status, count } of it.tokens) byStatus[status ?? 'unknown'] += count;
  for (const { cause, severity, count } of it.incidents) {
    byCause[cause] = (byCause[cause] ?? 0) + count;
    incidents[severity] += count;
    incidents.open += count;
  }
  return {
    lastCheck: dateOf(it.sweptAt),
    tenants: it.tenants,
    tokens: { monitored: it.tokens.reduce((sum, { count }) => sum + count, 0), notMonitored: it.retired, byStatus },
    incidents: { ...incidents, byCause },
    oldestFailure: oldestFailure
      ? {
          ...tokenOf(oldestFailure, names),
          cause: oldestFailure.token.incident?.cause ?? null,
          failingSince: dateOf(oldestFailure.failingSince),
        }
      : null,
    nextExpiries: it.expiries
      .filter(({ expiresAt }) => expiresAt > it.now)
      .slice(0, MOST_EXPIRIES)
      .map((token) => ({ ...tokenOf(token, names), expirationDateTime: dateOf(token.expiresAt) })),
    notifications: { pending: sumOf(targets, 'waiting'), dead: sumOf(targets, 'dead') },
    channels: targets.filter(isInTrouble).map(({ target, waiting, dead, failingSince, lastError, lastSuccessAt }) => ({
      ...{ target, pending: waiting, dead },
      failingSince: dateOf(failingSince),
      lastError: lastError ?? null,
      lastSuccessAt: dateOf(lastSuccessAt),
    })),
  };
}

function tokenOf({ tenantId, tenantName, token }: NamedToken, names: Names) {
  const { tokenId, displayName, organizationName, locationName } = token;
  return {
    tenantId,
    tenantName: names.get(tenantId) ?? tenantName ?? null,
    tokenId,
    displayName: displayName ?? null,
    organizationName: organizationName ?? null,
    locationName: locationName ?? null,
  };
}

function sumOf(targets: readonly TargetFigures[], name: 'waiting' | 'dead'): number {
  return targets.reduce((sum, it) => sum + it[name], 0);
}

/** It fails just now, or there is something that it will not be told any more. */
function isInTrouble({ failingSince, dead }: TargetFigures): boolean {
  return failingSince !== undefined || dead > 0;
}

/** A silence in a list; with `tokenId` and `subject` null it is the whole tenant's. */
export function silenceItemView({ tenantId, subject, isInForce, ...silence }: ListedSilence) {
  const of = subject === WHOLE_TENANT ? { tenantId, tokenId: null } : whose({ tenantId, subject });
  return { subject: null, ...of, state: isInForce ? 'inForce' : 'toCome', ...silenceView(silence) };
}
