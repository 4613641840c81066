import { type SyncStatus, statusValue } from './sync-status.ts';
import { compareTimestamps, orderTimestamps, type Timestamp } from './timestamp.ts';

/** Where a report stands in the order of reports: what it saw, of which sync, and when. */
export interface Observation {
  readonly status: SyncStatus;
  readonly lastSyncAt?: Timestamp;
  readonly observedAt: Timestamp;
}

/**
 * The greatest of those that name their sync and the greatest of those that do not. Across the two kinds order goes
 * by `observedAt`, within the dated by `lastSyncAt` first; together that is not transitive, so neither may
 * displace the other.
 */
export interface ByDating<T> {
  readonly dated?: T;
  readonly undated?: T;
}

/** Negative, zero or positive as `a` comes before, with or after `b`: by `lastSyncAt` where both carry it, then by `observedAt`, then by status. */
export function compareObservations(a: Observation, b: Observation): number {
  const bySync = a.lastSyncAt && b.lastSyncAt ? compareTimestamps(a.lastSyncAt, b.lastSyncAt) : 0;
  return bySync || compareTimestamps(a.observedAt, b.observedAt) || statusValue(a.status) - statusValue(b.status);
}

/** Whether both say the same of the same sync. */
export function isOfSameSync(a: Omit<Observation, 'observedAt'>, b: Omit<Observation, 'observedAt'>): boolean {
  if (a.status !== b.status || !a.lastSyncAt !== !b.lastSyncAt) return false;
  return !a.lastSyncAt || !b.lastSyncAt || compareTimestamps(a.lastSyncAt, b.lastSyncAt) === 0;
}

/** Keeps the greater of its kind. `tieBreak` orders two that no observation tells apart. */
export function joinByDating<T extends Observation>(
  known: ByDating<T> | undefined,
  next: T,
  tieBreak: (a: T, b: T) => number = breakTie,
): ByDating<T> {
  const kind = next.lastSyncAt ? 'dated' : 'undated';
  const rival = known?.[kind];
  const wins = !rival || (compareObservations(next, rival) || tieBreak(next, rival)) > 0;
  return wins ? { ...known, [kind]: next } : (known ?? {});
}

/** The one of the two that was observed later; of two seen at the same moment the one with the greater status. */
export function latestOfKinds<T extends Observation>(pair: ByDating<T>): T | undefined {
  const { dated, undated } = pair;
  if (!dated || !undated) return dated ?? undated;
  const order =
    compareTimestamps(dated.observedAt, undated.observedAt) || statusValue(dated.status) - statusValue(undated.status);
  return order >= 0 ? dated : undated;
}

/** Observations equal as instants may still be spelled differently; one spelling must win whatever the order of arrival. */
export function breakTie(a: Observation, b: Observation): number {
  const bySync = a.lastSyncAt && b.lastSyncAt ? orderTimestamps(a.lastSyncAt, b.lastSyncAt) : 0;
  return bySync || orderTimestamps(a.observedAt, b.observedAt);
}
