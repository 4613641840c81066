import { OPTIONAL_FIELDS, type OptionalFields, type Report } from '../../src/domain/report.ts';
import { type SyncStatus, statusValue } from '../../src/domain/sync-status.ts';
import { type Timestamp, ticksOf } from '../../src/domain/timestamp.ts';

/**
 * What the design says of a token, worked out sentence by sentence from all its reports at once: slow, and with
 * nothing joined. Instants are ticks, so that spellings do not matter.
 */
export interface Expected {
  readonly status: SyncStatus;
  readonly firstSeenAt: bigint;
  readonly lastReportAt: bigint;
  readonly lastObservedAt: bigint;
  readonly lastSyncAt: bigint | undefined;
  /** By distinct sync, oldest first, each with the newest moment at which it was seen. */
  readonly failures: readonly { readonly lastSyncAt: bigint; readonly observedAt: bigint }[];
  readonly failureCount: number;
  readonly failingSince: bigint | undefined;
  readonly inProgressSince: bigint | undefined;
  readonly lastCompletedSync: bigint | undefined;
  readonly lastCompletedAt: bigint | undefined;
  readonly isExpiryRefuted: boolean;
  readonly fields: { readonly [K in keyof OptionalFields]: string | bigint };
}

type Order = (a: Report, b: Report) => number;

export function expected(reports: readonly Report[]): Expected {
  const failures = reports.filter((one) => one.status === 'failed' && !isOver(one, reports));
  const dated = distinctSyncs(failures.filter(isDated));
  const undated = failures.filter(isUndated).map((one) => ticksOf(one.observedAt));
  const latest = latestOf(reports, order);
  const completed = reports.filter((one) => one.status === 'completed');
  const fields = fieldsOf(reports);
  return {
    status: latest.status,
    firstSeenAt: least(reports.map((one) => ticksOf(one.observedAt))) ?? 0n,
    lastReportAt: greatest(reports.map((one) => ticksOf(one.receivedAt))) ?? 0n,
    lastObservedAt: greatest(reports.map((one) => ticksOf(one.observedAt))) ?? 0n,
    lastSyncAt: greatest(syncsOf(reports)),
    failures: dated,
    failureCount: dated.length + (undated.length > 0 ? 1 : 0),
    failingSince: least([...dated.map((failure) => beganAt(failure.lastSyncAt, completed)), ...undated]),
    isExpiryRefuted: isExpiryRefuted(fields.expiresAt, completed),
    inProgressSince: inProgressSince(reports, latest),
    lastCompletedSync: greatest(syncsOf(completed)),
    lastCompletedAt: greatest(completed.map((one) => ticksOf(one.lastSyncAt ?? one.observedAt))),
    fields,
  };
}

/** "Two reports that both carry `lastSyncAt` are ordered by it, then by `observedAt`; where one lacks it, by `observedAt`; ties by status value". */
export function order(a: Report, b: Report): number {
  const bySync = a.lastSyncAt && b.lastSyncAt ? compare(a.lastSyncAt, b.lastSyncAt) : 0;
  return bySync || compare(a.observedAt, b.observedAt) || statusValue(a.status) - statusValue(b.status);
}

/** "The record keeps the greatest dated and the greatest undated report; `latest` is the one observed later." */
export function latestOf(reports: readonly Report[], by: Order): Report {
  const dated = reports.filter(isDated).toSorted(by).at(-1);
  const undated = reports.filter(isUndated).toSorted(by).at(-1);
  if (!dated || !undated) return (dated ?? undated) as Report;
  // Where nothing else tells the two apart, the one that says more.
  return order({ ...dated, lastSyncAt: undefined }, undated) >= 0 ? dated : undated;
}

/** "A failure is over when any `completed` comes after it." */
function isOver(one: Report, reports: readonly Report[]): boolean {
  return reports.some((other) => other.status === 'completed' && order(other, one) > 0);
}

/** "By distinct `lastSyncAt`, each with its newest `observedAt`". */
function distinctSyncs(failures: readonly Report[]): Expected['failures'] {
  const newest = new Map<bigint, bigint>();
  for (const { lastSyncAt, observedAt } of failures) {
    const sync = ticksOf(lastSyncAt as Timestamp);
    newest.set(sync, greatest([newest.get(sync) ?? ticksOf(observedAt), ticksOf(observedAt)]) ?? 0n);
  }
  const listed = [...newest].map(([lastSyncAt, observedAt]) => ({ lastSyncAt, observedAt }));
  return listed.toSorted((a, b) => (a.lastSyncAt < b.lastSyncAt ? -1 : 1));
}

/** "Of a sync that was seen completed before it was seen failed, not before that was seen". */
function beganAt(lastSyncAt: bigint, completed: readonly Report[]): bigint {
  const seenGood = completed.filter((one) => one.lastSyncAt && ticksOf(one.lastSyncAt) === lastSyncAt);
  return greatest([lastSyncAt, ...seenGood.map((one) => ticksOf(one.observedAt))]) ?? lastSyncAt;
}

/** "`expiresAt` passed with no `completed` later than it". */
function isExpiryRefuted(expiresAt: string | bigint | undefined, completed: readonly Report[]): boolean {
  const latest = greatest(completed.map((one) => ticksOf(one.lastSyncAt ?? one.observedAt)));
  return typeof expiresAt === 'bigint' && latest !== undefined && latest > expiresAt;
}

/** "From the earliest `inProgress` under this `lastSyncAt` after the last other status under it". */
function inProgressSince(reports: readonly Report[], latest: Report): bigint | undefined {
  if (latest.status !== 'inProgress') return undefined;
  const underIt = reports.filter((one) =>
    latest.lastSyncAt ? one.lastSyncAt && compare(one.lastSyncAt, latest.lastSyncAt) === 0 : isUndated(one),
  );
  // "An undated `inProgress` run ends at any later `completed`."
  const others = [
    ...underIt.filter((one) => one.status !== 'inProgress'),
    ...(latest.lastSyncAt ? [] : reports.filter((one) => one.status === 'completed')),
  ];
  const stretch = underIt.filter(
    (one) => one.status === 'inProgress' && others.every((other) => order(one, other) > 0),
  );
  return least(stretch.map((one) => ticksOf(one.observedAt)));
}

/** "Each optional field keeps the value of the greatest report that carried it"; "a later `completed` without `state` clears a bad one". */
function fieldsOf(reports: readonly Report[]): Expected['fields'] {
  const fields: Record<string, string | number | bigint> = {};
  for (const name of OPTIONAL_FIELDS) {
    const carriers = reports.filter((one) => one[name] !== undefined);
    if (carriers.length === 0) continue;
    // Ties fall to the content, which for a field is its value.
    const carrier = latestOf(carriers, (a, b) => order(a, b) || ((a[name] ?? '') < (b[name] ?? '') ? -1 : 1));
    const value = carrier[name] ?? '';
    const isBadState = name === 'tokenState' && value !== 'valid' && value !== 'unknown';
    // "Two senders of one token, one dated and one undated, do not make it flap": a good sync that came with a bad
    // state is not news to the other kind of sender.
    const isOwnWord = (one: Report) => carrier.status !== 'completed' || isDated(one) === isDated(carrier);
    if (isBadState && isOver(carrier, reports.filter(isOwnWord))) continue;
    fields[name] = name === 'expiresAt' ? ticksOf(value as Timestamp) : value;
  }
  return fields;
}

function isDated(one: Report): boolean {
  return one.lastSyncAt !== undefined;
}

function isUndated(one: Report): boolean {
  return one.lastSyncAt === undefined;
}

function syncsOf(reports: readonly Report[]): bigint[] {
  return reports.flatMap(({ lastSyncAt }) => (lastSyncAt ? [ticksOf(lastSyncAt)] : []));
}

function compare(a: Timestamp, b: Timestamp): number {
  return Number(ticksOf(a) - ticksOf(b));
}

function least(ticks: readonly bigint[]): bigint | undefined {
  return ticks.toSorted((a, b) => (a < b ? -1 : 1))[0];
}

function greatest(ticks: readonly bigint[]): bigint | undefined {
  return ticks.toSorted((a, b) => (a < b ? -1 : 1)).at(-1);
}
