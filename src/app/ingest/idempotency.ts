import { latestSighting } from '../../domain/record.ts';
import { msOf } from '../../domain/timestamp.ts';
import { decide } from '../decide/decide.ts';
import type { DecisionContext } from '../decide/decision.ts';
import type { DeliveryEntry, Stored, TokenChange, TokenState } from '../model/state.ts';
import type { Group } from './batch.ts';
import { type IngestItem, type IngestResult, withoutDeliveryId } from './ingest-item.ts';

export interface GroupDecision {
  /** Undefined where nothing needs to be written. */
  readonly change: TokenChange | undefined;
  readonly results: readonly IngestResult[];
  readonly dependsOnTime: boolean;
}

/**
 * Decides on the items of one token: first the ledger says which of them came before, then the rest is folded.
 *
 * @param used the delivery ids that the ledger knows, among those of the request
 */
export function decideGroup(
  tenantId: string,
  group: Group,
  stored: Stored<TokenState> | undefined,
  used: ReadonlyMap<string, DeliveryEntry>,
  context: DecisionContext,
): GroupDecision {
  const key = { tenantId, tokenId: group.tokenId };
  const items = group.items.map((item) => {
    const before = used.get(item.report.deliveryId ?? '');
    return item.idIsHint && before && before.contentHash !== item.contentHash ? withoutDeliveryId(item) : item;
  });
  const known = items.filter(({ report }) => used.has(report.deliveryId ?? ''));
  const fresh = items.filter((item) => !known.includes(item));
  const decision =
    fresh.length > 0
      ? decide(key, stored, { kind: 'reports', reports: fresh.map(({ report }) => report) }, context)
      : undefined;
  const after = decision?.change.state ?? stored?.value;
  const deliveries = fresh.flatMap((item) => entryOf(item, context.now));
  const isWorthWriting = decision && (deliveries.length > 0 || decision.isNews || isDue(stored, context));
  return {
    change: isWorthWriting ? { ...decision.change, deliveries } : undefined,
    dependsOnTime: decision?.dependsOnTime ?? false,
    results: [
      ...fresh.map((item, i): IngestResult => {
        const result = decision?.results[i];
        if (!result || !after) throw new Error('a report that was folded has a result');
        const idReused = item.idIsHint && item.report.deliveryId === undefined ? { idReused: true as const } : {};
        const incident = incidentOf(after, context.now);
        return { kind: 'accepted', index: item.index, ...key, ...result, incident, ...idReused };
      }),
      ...known.map((item) => repeatOf(item, used.get(item.report.deliveryId ?? '')?.contentHash, after, context.now)),
      ...group.repeated.map(({ item, first }) => {
        // What the ledger knows is older than what stands earlier in the same request; where the id is a hint, what
        // stands there has the same body, or it would not be repeated.
        const before = item.idIsHint ? undefined : used.get(item.report.deliveryId ?? '');
        const { contentHash } = before ?? first;
        return repeatOf(item, contentHash, after, context.now);
      }),
    ],
  };
}

function entryOf({ report, contentHash }: IngestItem, at: number): DeliveryEntry[] {
  return report.deliveryId === undefined ? [] : [{ deliveryId: report.deliveryId, contentHash, at }];
}

/** What says nothing new is still written now and then, or we would take a faithful reporter for a silent one. */
function isDue(stored: Stored<TokenState> | undefined, { now, policyHash, unchangedWindow }: DecisionContext): boolean {
  if (!stored) return true;
  const { record, nextCheckAt, policyHash: decidedUnder } = stored.value;
  const isStale = now - msOf(record.lastReportAt) > unchangedWindow;
  return isStale || decidedUnder !== policyHash || (nextCheckAt !== undefined && nextCheckAt <= now);
}

function repeatOf(
  item: IngestItem,
  firstHash: string | undefined,
  state: TokenState | undefined,
  now: number,
): IngestResult {
  const { tenantId, tokenId } = item.report;
  if (item.contentHash !== firstHash || !state) return { kind: 'reused', index: item.index, tenantId, tokenId };
  const { status } = latestSighting(state.record);
  return {
    kind: 'accepted',
    index: item.index,
    tenantId,
    tokenId,
    outcome: 'duplicate',
    status,
    previousStatus: status,
    incident: incidentOf(state, now),
  };
}

/** The open incident, or the one that this very decision ended; older ones are over for whoever reports. */
function incidentOf({ incident }: TokenState, now: number): Extract<IngestResult, { kind: 'accepted' }>['incident'] {
  if (!incident || (incident.resolvedAt !== undefined && incident.resolvedAt !== now)) return null;
  const { id, cause, severity, resolvedAt } = incident;
  return { id, cause, severity, state: resolvedAt === undefined ? 'open' : 'resolved' };
}
