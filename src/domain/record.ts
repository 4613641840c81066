import { type ByDating, compareObservations, latestOfKinds, type Observation } from './observation.ts';
import type { OptionalFields, TokenKey } from './report.ts';
import { compareTimestamps, earliestOf, latestOf, type Timestamp } from './timestamp.ts';

/** How many of the newest failures, and how many moments of one stretch, a record keeps. */
export const KEPT = 50;

/** A failed sync that no completed one has followed, with the newest moment at which it was seen. */
export interface Failure {
  readonly lastSyncAt: Timestamp;
  readonly observedAt: Timestamp;
}

/** The value of an optional field with the report that carried it. */
export interface Carried<T> extends Observation {
  readonly value: T;
}

export type CarriedFields = {
  readonly [K in keyof OptionalFields]: ByDating<Carried<NonNullable<OptionalFields[K]>>>;
};

/** What is known of completed syncs: enough to say whether any of them came after a given report. */
export interface Completed extends ByDating<Observation> {
  /** The newest `observedAt` of a dated one, which need not be that of the newest sync. */
  readonly datedSeenAt?: Timestamp;
}

/** The moments at which one sync was seen in progress since it was last seen otherwise. */
export interface Running {
  readonly lastSyncAt?: Timestamp;
  /** The last observation of that sync that was not `inProgress`. */
  readonly other?: Observation;
  /** Oldest first; of more than `KEPT` the oldest and the newest. */
  readonly seenAt: readonly Timestamp[];
}

/** What all reports of a token, joined, say about it. Every part is a join, so arrival order leaves no mark. */
export interface TokenRecord extends TokenKey {
  /** The least `observedAt` of all reports. */
  readonly firstSeenAt: Timestamp;
  /** The greatest `receivedAt`. */
  readonly lastReportAt: Timestamp;
  /** The greatest `observedAt`. */
  readonly lastObservedAt: Timestamp;
  readonly newest: ByDating<Observation>;
  readonly fields: CarriedFields;
  /** Failures that are not over, by distinct `lastSyncAt`, oldest first: the oldest, and the newest `KEPT`. */
  readonly failures: readonly Failure[];
  /** Moments of failing reports that named no sync and are not over: together they count as one failure. */
  readonly undatedFailures: readonly Timestamp[];
  readonly completed: Completed;
  readonly running: ByDating<Running>;
}

/** The report that was observed last of the greatest dated and the greatest undated one. */
export function latestObservation(record: TokenRecord): Observation {
  const latest = latestOfKinds(record.newest);
  if (!latest) throw new Error('a record without a report cannot be');
  return latest;
}

/** The greatest `lastSyncAt` ever seen. */
export function lastSyncAt(record: TokenRecord): Timestamp | undefined {
  return record.newest.dated?.lastSyncAt;
}

/** How many failures are not over; all undated ones are one. */
export function failureCount(record: TokenRecord): number {
  return record.failures.length + (record.undatedFailures.length > 0 ? 1 : 0);
}

/**
 * When the present stretch of failing began: the least of the failures that are not over. Where a sync was seen
 * completed and later failed, its date is that of the good one, and failing began no earlier than that was seen.
 */
export function failingSince(record: TokenRecord): Timestamp | undefined {
  const good = record.completed.dated;
  const dated = record.failures.map(({ lastSyncAt: syncedAt }) => {
    const wasGood = good?.lastSyncAt !== undefined && compareTimestamps(good.lastSyncAt, syncedAt) === 0;
    return wasGood && isAfter(good.observedAt, syncedAt) ? good.observedAt : syncedAt;
  });
  const began = [...dated, ...record.undatedFailures.slice(0, 1)];
  return began.reduce<Timestamp | undefined>((it, since) => earliestOf(it, since), undefined);
}

/** Whether a completed sync is known that comes after the given report. */
export function isFollowedByCompleted(completed: Completed, observation: Observation): boolean {
  const { dated, undated, datedSeenAt } = completed;
  if (undated && compareObservations(undated, observation) > 0) return true;
  if (observation.lastSyncAt) return dated !== undefined && compareObservations(dated, observation) > 0;
  return (
    datedSeenAt !== undefined && compareObservations({ status: 'completed', observedAt: datedSeenAt }, observation) > 0
  );
}

/** When the last completed sync took place, as far as is known: its `lastSyncAt`, or the moment it was reported. */
export function lastCompletedAt(record: TokenRecord): Timestamp | undefined {
  const { dated, undated } = record.completed;
  if (!undated) return dated?.lastSyncAt;
  return latestOf(dated?.lastSyncAt, undated.observedAt);
}

/** Since when the token's latest sync has been in progress, where it is. */
export function inProgressSince(record: TokenRecord): Timestamp | undefined {
  const latest = latestObservation(record);
  if (latest.status !== 'inProgress') return undefined;
  return record.running[latest.lastSyncAt ? 'dated' : 'undated']?.seenAt[0];
}

/**
 * Whether a sync that was seen in progress at an instant still is, as far as anybody said. Of two senders one may name
 * the sync and the other not; that the second began later to speak of it does not make it younger.
 */
export function isInProgressSince(record: TokenRecord, since: Timestamp): boolean {
  if (latestObservation(record).status !== 'inProgress') return false;
  return (['dated', 'undated'] as const).some((kind) => {
    const seenAt = record.newest[kind]?.status === 'inProgress' ? record.running[kind]?.seenAt[0] : undefined;
    return seenAt !== undefined && compareTimestamps(seenAt, since) <= 0;
  });
}

/** The value of an optional field: that of the latest report that carried it. */
export function fieldOf<K extends keyof OptionalFields>(record: TokenRecord, name: K): OptionalFields[K] {
  if (name === 'tokenState') return stateOf(record) as OptionalFields[K];
  const pair = record.fields[name] as ByDating<Carried<NonNullable<OptionalFields[K]>>> | undefined;
  return pair && latestOfKinds(pair)?.value;
}

const BAD_STATES: ReadonlySet<string> = new Set(['expired', 'invalid', 'assignedToExternalMDM', 'duplicateLocationId']);

/**
 * A token that completed a sync after a bad state was reported is in that state no more, even if no report said so. Where
 * the bad state came with a completed sync, only a sender of the same kind can mean that: of two senders, one of which
 * dates its syncs and never names a state, the other would be contradicted by each word about the same good sync.
 */
function stateOf(record: TokenRecord): OptionalFields['tokenState'] {
  const carried = record.fields.tokenState && latestOfKinds(record.fields.tokenState);
  if (!carried || !BAD_STATES.has(carried.value)) return carried?.value;
  const { dated, undated } = record.completed;
  const sameKind = carried.lastSyncAt ? dated && { dated } : undated && { undated };
  const completed = carried.status === 'completed' ? (sameKind ?? {}) : record.completed;
  return isFollowedByCompleted(completed, carried) ? undefined : carried.value;
}

/** Whether `a` is a later instant than `b`; an absent one is later than nothing. */
export function isAfter(a: Timestamp | undefined, b: Timestamp): boolean {
  return a !== undefined && compareTimestamps(a, b) > 0;
}
