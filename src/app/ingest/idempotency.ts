import { latestObservation } from '../../domain/record.ts';
import { msOf } from '../../domain/timestamp.ts';
import type { DecisionContext } from '../decide/context.ts';
import { decideToken } from '../decide/decide-token.ts';
import type { IdempotencyRecord, SubjectChange } from '../model/state.ts';
import type { Stored, TokenState } from '../model/subject.ts';
import type { Group } from './gather.ts';
import { type IngestItem, type IngestResult, withoutDeliveryId } from './ingest-item.ts';
import type { Waiting } from './waiting.ts';

export interface GroupDecision {
  /** Undefined where nothing needs to be written. */
  readonly change: SubjectChange<TokenState> | undefined;
  /** What each report is answered once the change is written. */
  readonly answers: readonly (readonly [Waiting, IngestResult])[];
  readonly dependsOnOutage: boolean;
}

/**
 * Decides on the reports of one token: first the used delivery ids say which of them came before, then the rest is folded.
 *
 * @param used the delivery ids that were used before, among those of the reports
 */
export function decideGroup(
  tenantId: string,
  group: Group,
  stored: Stored<TokenState> | undefined,
  used: ReadonlyMap<string, IdempotencyRecord>,
  context: DecisionContext,
): GroupDecision {
  const key = { tenantId, tokenId: group.tokenId };
  const firstUses = group.reports
    .filter(({ first }) => !first)
    .map((report) => ({ report, item: ownId(report, used) }));
  const known = firstUses.filter(({ item }) => used.has(item.report.deliveryId ?? ''));
  const fresh = firstUses.filter((it) => !known.includes(it));
  const reports = fresh.map(({ item }) => item.report);
  const decision = reports.length > 0 ? decideToken(key, stored, { kind: 'reports', reports }, context) : undefined;
  const after = decision?.change.state ?? stored?.value;
  const idempotency = fresh.flatMap(({ item }) => recordOf(item, context.now));
  const isWorthWriting = decision && (idempotency.length > 0 || decision.isNews || isDue(stored, context));
  const repeatOf = (item: IngestItem, firstHash: string | undefined) => repeatIn(after, item, firstHash, context.now);
  return {
    change: isWorthWriting ? { ...decision.change, idempotency } : undefined,
    dependsOnOutage: decision?.dependsOnOutage ?? false,
    answers: [
      ...fresh.map(({ report, item }, i): readonly [Waiting, IngestResult] => {
        const result = decision?.results[i];
        if (!result || !after) throw new Error('a report that was folded has a result');
        const idReused = item.idIsHint && item.report.deliveryId === undefined ? { idReused: true as const } : {};
        const incident = incidentOf(after, context.now);
        return [report, { kind: 'accepted', index: item.index, ...key, ...result, incident, ...idReused }];
      }),
      ...known.map(
        ({ report, item }) => [report, repeatOf(item, used.get(item.report.deliveryId ?? '')?.contentHash)] as const,
      ),
      ...group.reports.flatMap((report) => {
        const { item, first } = report;
        if (!first) return [];
        // What was used before is older than what stands earlier in the same request; where the id is a hint, what
        // stands there has the same body, or it would not be repeated.
        const before = item.idIsHint ? undefined : used.get(item.report.deliveryId ?? '');
        return [[report, repeatOf(item, (before ?? first).contentHash)] as const];
      }),
    ],
  };
}

/** The item as it came, or without its delivery id where that was used before for something else and is only a hint. */
function ownId({ item }: Waiting, used: ReadonlyMap<string, IdempotencyRecord>): IngestItem {
  const before = used.get(item.report.deliveryId ?? '');
  return item.idIsHint && before && before.contentHash !== item.contentHash ? withoutDeliveryId(item) : item;
}

function recordOf({ report, contentHash }: IngestItem, at: number): IdempotencyRecord[] {
  return report.deliveryId === undefined ? [] : [{ deliveryId: report.deliveryId, contentHash, at }];
}

/** What says nothing new is still written now and then, or we would take a faithful reporter for a silent one. */
function isDue(stored: Stored<TokenState> | undefined, { now, policyHash, unchangedWindow }: DecisionContext): boolean {
  if (!stored) return true;
  const { record, nextCheckAt, policyHash: decidedUnder } = stored.value;
  const isStale = now - msOf(record.lastReportAt) > unchangedWindow;
  return isStale || decidedUnder !== policyHash || (nextCheckAt !== undefined && nextCheckAt <= now);
}

function repeatIn(
  state: TokenState | undefined,
  item: IngestItem,
  firstHash: string | undefined,
  now: number,
): IngestResult {
  const { tenantId, tokenId } = item.report;
  if (item.contentHash !== firstHash || !state) return { kind: 'reused', index: item.index, tenantId, tokenId };
  const { status } = latestObservation(state.record);
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

/** The open incident, or the one that this very decision ended; older ones are over for the sender. */
function incidentOf({ incident }: TokenState, now: number): Extract<IngestResult, { kind: 'accepted' }>['incident'] {
  if (!incident || (incident.resolvedAt !== undefined && incident.resolvedAt !== now)) return null;
  const { id, cause, severity, resolvedAt } = incident;
  return { id, cause, severity, state: resolvedAt === undefined ? 'open' : 'resolved' };
}
