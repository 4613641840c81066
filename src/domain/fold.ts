import { type ByDating, breakTie, compareObservations, joinByDating, type Observation } from './observation.ts';
import {
  type CarriedFields,
  type Completed,
  type Failure,
  failingSince,
  failureCount,
  fieldOf,
  inProgressSince,
  isAfter,
  isFollowedByCompleted,
  KEPT,
  lastCompletedAt,
  lastSyncAt,
  latestObservation,
  type Running,
  type TokenRecord,
} from './record.ts';
import { OPTIONAL_FIELDS, type Report } from './report.ts';
import { compareTimestamps, earliestOf, latestOf, orderTimestamps, type Timestamp } from './timestamp.ts';

/**
 * What a report did to the record: `applied` changed something of meaning, `unchanged` said the same again,
 * `stale` was older than what is known.
 */
export type ReportOutcome = 'applied' | 'unchanged' | 'stale';

/**
 * Joins a report into what is known of its token. Reports arrive late, twice and out of order; the record is the
 * same for every order of the same reports, as long as no more than `KEPT` failures are open at once.
 */
export function fold(
  record: TokenRecord | undefined,
  report: Report,
): { readonly record: TokenRecord; readonly outcome: ReportOutcome } {
  const next = join(record, report);
  if (!record || !meansTheSame(record, next)) return { record: next, outcome: 'applied' };
  const isLatest = compareObservations(observationOf(report), latestObservation(next)) === 0;
  return { record: next, outcome: isLatest ? 'unchanged' : 'stale' };
}

function join(record: TokenRecord | undefined, report: Report): TokenRecord {
  const seen = observationOf(report);
  const completed = joinCompleted(record?.completed ?? {}, seen);
  return {
    tenantId: report.tenantId,
    tokenId: report.tokenId,
    firstSeenAt: earliestOf(record?.firstSeenAt, report.observedAt),
    lastReportAt: latestOf(record?.lastReportAt, report.receivedAt),
    lastObservedAt: latestOf(record?.lastObservedAt, report.observedAt),
    newest: joinByDating(record?.newest, seen),
    fields: joinFields(record?.fields ?? {}, report, seen),
    failures: joinFailures(record?.failures ?? [], seen, completed),
    undatedFailures: joinUndatedFailures(record?.undatedFailures ?? [], seen, completed),
    completed,
    running: joinRunning(record?.running ?? {}, seen, completed),
  };
}

function observationOf(report: Report): Observation {
  const { status, observedAt, lastSyncAt: syncedAt } = report;
  return syncedAt ? { status, lastSyncAt: syncedAt, observedAt } : { status, observedAt };
}

function joinFields(fields: CarriedFields, report: Report, seen: Observation): CarriedFields {
  const joined: Record<string, ByDating<Observation & { value: string | number }>> = { ...fields };
  for (const name of OPTIONAL_FIELDS) {
    const value = report[name];
    if (value === undefined) continue;
    joined[name] = joinByDating(
      joined[name],
      { ...seen, value },
      (a, b) => (a.value < b.value ? -1 : a.value > b.value ? 1 : 0) || breakTie(a, b),
    );
  }
  // Each value came out of the field of its own name, which the loop cannot show to the compiler.
  return joined as CarriedFields;
}

function joinCompleted(completed: Completed, seen: Observation): Completed {
  if (seen.status !== 'completed') return completed;
  const joined = { ...completed, ...joinByDating(completed, seen) };
  return seen.lastSyncAt ? { ...joined, datedSeenAt: latestOf(completed.datedSeenAt, seen.observedAt) } : joined;
}

function joinFailures(failures: readonly Failure[], seen: Observation, completed: Completed): readonly Failure[] {
  const { status, lastSyncAt: syncedAt } = seen;
  let joined = failures;
  if (status === 'failed' && syncedAt) {
    const same = failures.find((failure) => compareTimestamps(failure.lastSyncAt, syncedAt) === 0);
    // The later of two observations of one sync stays, spelling and all: what a completed one has ended leaves no trace.
    const later = laterOf(same && { status, ...same }, seen);
    joined = [
      ...failures.filter((failure) => failure !== same),
      { lastSyncAt: later.lastSyncAt ?? syncedAt, observedAt: later.observedAt },
    ].sort((a, b) => compareTimestamps(a.lastSyncAt, b.lastSyncAt));
  }
  const open = joined.filter((failure) => !isFollowedByCompleted(completed, { status: 'failed', ...failure }));
  // The oldest says since when, and of the newest a completed report that arrives late may still leave some.
  return open.length <= KEPT + 1 ? open : [...open.slice(0, 1), ...open.slice(-KEPT)];
}

function joinUndatedFailures(
  moments: readonly Timestamp[],
  seen: Observation,
  completed: Completed,
): readonly Timestamp[] {
  const isOne = seen.status === 'failed' && !seen.lastSyncAt;
  return keepMoments(isOne ? [...moments, seen.observedAt] : moments).filter(
    (observedAt) => !isFollowedByCompleted(completed, { status: 'failed', observedAt }),
  );
}

/** Only the newest dated sync can be the one in progress, so a newer `lastSyncAt` starts a new account. */
function joinRunning(running: ByDating<Running>, seen: Observation, completed: Completed): ByDating<Running> {
  const kind = seen.lastSyncAt ? 'dated' : 'undated';
  const known = running[kind];
  const age = known?.lastSyncAt && seen.lastSyncAt ? compareTimestamps(seen.lastSyncAt, known.lastSyncAt) : 0;
  const joined = age < 0 ? running : { ...running, [kind]: joinRun(age > 0 ? undefined : known, seen) };
  return joined.undated ? { ...joined, undated: withoutCompleted(joined.undated, completed) } : joined;
}

/** A sync that no report names has ended with any later completed one, named or not. */
function withoutCompleted(run: Running, completed: Completed): Running {
  const seenAt = run.seenAt.filter(
    (observedAt) => !isFollowedByCompleted(completed, { status: 'inProgress', observedAt }),
  );
  return { ...run, seenAt };
}

function joinRun(known: Running | undefined, seen: Observation): Running {
  const inProgress = seen.status === 'inProgress';
  const other = inProgress ? known?.other : laterOf(known?.other, seen);
  const moments = inProgress ? [...(known?.seenAt ?? []), seen.observedAt] : (known?.seenAt ?? []);
  const seenAt = keepMoments(moments).filter(
    (observedAt) => !other || compareObservations({ status: 'inProgress', observedAt }, other) > 0,
  );
  return {
    ...(seen.lastSyncAt && { lastSyncAt: latestOf(known?.lastSyncAt, seen.lastSyncAt) }),
    ...(other && { other }),
    seenAt,
  };
}

function laterOf(known: Observation | undefined, seen: Observation): Observation {
  return known && (compareObservations(known, seen) || breakTie(known, seen)) >= 0 ? known : seen;
}

/**
 * The moments of a stretch, sorted and each once. Of too many the oldest stays, since it says since when, and the
 * newest, among which a completed report that arrives late may still cut.
 */
function keepMoments(moments: readonly Timestamp[]): Timestamp[] {
  const sorted = [...moments].sort(orderTimestamps);
  const distinct = sorted.filter((moment, i) => {
    const following = sorted[i + 1];
    return following === undefined || compareTimestamps(moment, following) !== 0;
  });
  return distinct.length <= KEPT ? distinct : [...distinct.slice(0, 1), ...distinct.slice(1 - KEPT)];
}

/** An expiry is compared as an instant; what only some senders see of one sync makes it no other sync. */
const NO_WORDS: ReadonlySet<string> = new Set(['expiresAt', 'appCount', 'accountHash']);

/** Whether all is as it was that `diagnose` reads and a person would call a change; moments of observation are no change. */
function meansTheSame(before: TokenRecord, after: TokenRecord): boolean {
  const [was, is] = [instantsOf(before), instantsOf(after)];
  return was.length === is.length && was.every((it, i) => isSame(it, is[i])) && wordsOf(before) === wordsOf(after);
}

function instantsOf(record: TokenRecord): readonly (Timestamp | undefined)[] {
  return [
    lastSyncAt(record),
    fieldOf(record, 'expiresAt'),
    failingSince(record),
    inProgressSince(record),
    record.completed.dated?.lastSyncAt,
    ...record.failures.map((failure) => failure.lastSyncAt),
  ];
}

function isSame(a: Timestamp | undefined, b: Timestamp | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && compareTimestamps(a, b) === 0);
}

/** As text to compare. */
function wordsOf(record: TokenRecord): string {
  const { status } = latestObservation(record);
  const expiresAt = fieldOf(record, 'expiresAt');
  const isRefuted = expiresAt !== undefined && isAfter(lastCompletedAt(record), expiresAt);
  const words = OPTIONAL_FIELDS.filter((name) => !NO_WORDS.has(name)).map((name) => fieldOf(record, name) ?? null);
  return JSON.stringify([status, failureCount(record), isRefuted, words]);
}
