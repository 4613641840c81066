import type { ReportEvent, Status } from './history.ts';

/**
 * What is known of a token, worked out anew from the list of all its reports. Decisions:
 * - "Ties by status value, then content": two reports of one token that differ in content alone do
 *   not occur in histories.
 * - "Each optional field keeps the value of the greatest report that carried it": as with `latest`, of the greatest
 *   dated and the greatest undated report that carried it the one observed later.
 * - "A later `completed` without `state` clears a bad one": any such that comes after the report that carried it; but
 *   where that was `completed` itself, only of the same kind, dated or undated: "two senders of one token, one dated
 *   and one undated, do not make it flap", though they agree that syncs complete and one of them never names a state.
 *   One that names a state and comes after the carrier is the carrier itself, but where the order is not transitive;
 *   there it counts as one without.
 * - "One for the undated": it begins at the earliest undated `failed` that is not over ("failingSince is the least of
 *   them"). It says of no sync when that was, so it is no "second failed sync that lies 6 h or more after the first":
 *   two senders of one token, one dated and one undated, would make one failure two.
 * - For the same sentence a standstill that was found goes on while either kind says so; see `World`.
 * - Where two senders contradict each other for good, the one observed later counts, and it flaps.
 * - "Of a sync that was seen completed before it was seen failed, not before that was seen": under the same
 *   `lastSyncAt`, failing begins at the newest `observedAt` of those `completed`. For the 6 h the sync lies at its date.
 * - "First seen" is the least `observedAt`; the last report, which silence counts from, the greatest `receivedAt`
 *   ("`observedAt` and `lastReportAt` still advance" names two things, and a report that arrives proves its reporter
 *   alive whatever it says).
 * - `lastSyncAt` of every status counts for "the greatest `lastSyncAt` ever seen".
 */
export interface Facts {
  readonly latest: ReportEvent;
  /** The dates of the failed syncs that are not over, ascending; an undated failure is not among them. */
  readonly failedSyncs: readonly number[];
  readonly undatedFailure: boolean;
  readonly failingSince: number | null;
  readonly state: string | null;
  readonly expiresAt: number | null;
  /** When the newest completed sync was: its date, of an undated one when it was observed. */
  readonly lastCompleted: number | null;
  /** The run that is in progress: which sync, and since when. */
  readonly run: Run | null;
  /** While one is in progress: the runs in progress by the newest dated and by the newest undated report. */
  readonly runs: readonly Run[];
  readonly lastDatedSync: number | null;
  readonly lastDatedCompleted: number | null;
  readonly lastSync: number | null;
  readonly firstSeen: number;
  readonly lastObserved: number;
  readonly lastReported: number;
}

interface Run {
  readonly sync: number | null;
  readonly since: number;
}

const VALUE: Record<Status, number> = { none: 0, inProgress: 1, completed: 2, failed: 3 };

/** Below zero where `a` comes before `b`; not transitive where dated and undated reports mix. */
export function order(a: ReportEvent, b: ReportEvent): number {
  const dated = a.lastSyncAt !== undefined && b.lastSyncAt !== undefined ? a.lastSyncAt - b.lastSyncAt : 0;
  return dated || a.observedAt - b.observedAt || VALUE[a.status] - VALUE[b.status];
}

const comesAfter = (a: ReportEvent, b: ReportEvent): boolean => order(a, b) > 0;
const isDated = (r: ReportEvent): boolean => r.lastSyncAt !== undefined;
const greatest = (numbers: number[]): number | null => (numbers.length ? Math.max(...numbers) : null);

const BAD = new Set(['expired', 'invalid', 'assignedToExternalMDM', 'duplicateLocationId']);

const greatestOfKinds = (reports: ReportEvent[]): ReportEvent[] =>
  [reports.filter(isDated), reports.filter((r) => !isDated(r))].flatMap((kind) => greatestReport(kind) ?? []);

function greatestReport(reports: ReportEvent[]): ReportEvent | undefined {
  return [...reports].sort(order).at(-1);
}

/** Of the greatest dated and the greatest undated report the one observed later. */
function latestOf(reports: ReportEvent[]): ReportEvent | undefined {
  const dated = greatestReport(reports.filter(isDated));
  const undated = greatestReport(reports.filter((r) => !isDated(r)));
  if (!dated || !undated) return dated ?? undated;
  return order(dated, undated) >= 0 ? dated : undated;
}

function failing(reports: ReportEvent[]): Pick<Facts, 'failedSyncs' | 'undatedFailure' | 'failingSince'> {
  const completed = reports.filter((r) => r.status === 'completed');
  const open = reports.filter((r) => r.status === 'failed' && !completed.some((c) => comesAfter(c, r)));
  const dates = new Set(open.filter(isDated).map((r) => r.lastSyncAt!));
  const undated = open.filter((r) => !isDated(r)).map((r) => r.observedAt);

  const begins = [...dates].map((date) =>
    Math.max(date, ...completed.filter((c) => c.lastSyncAt === date).map((c) => c.observedAt)),
  );
  if (undated.length) begins.push(Math.min(...undated));
  const failingSince = begins.length ? Math.min(...begins) : null;
  return { failedSyncs: [...dates].sort((a, b) => a - b), undatedFailure: undated.length > 0, failingSince };
}

function state(reports: ReportEvent[]): string | null {
  const carrier = latestOf(reports.filter((r) => r.tokenState !== undefined));
  if (!carrier) return null;
  const isOwnWord = (r: ReportEvent) => carrier.status !== 'completed' || isDated(r) === isDated(carrier);
  const clears = (r: ReportEvent) => r.status === 'completed' && comesAfter(r, carrier);
  const cleared = BAD.has(carrier.tokenState!) && reports.some((r) => clears(r) && isOwnWord(r));
  return cleared ? null : carrier.tokenState!;
}

/** "From the earliest `inProgress` under this `lastSyncAt` after the last other status under it." */
function run(reports: ReportEvent[], latest: ReportEvent): Facts['run'] {
  if (latest.status !== 'inProgress') return null;
  const under = reports.filter((r) => r.lastSyncAt === latest.lastSyncAt);
  const enders = under.filter((r) => r.status !== 'inProgress');
  // "An undated `inProgress` run ends at any later `completed`."
  if (!isDated(latest)) enders.push(...reports.filter((r) => r.status === 'completed'));
  const members = under.filter((r) => r.status === 'inProgress' && !enders.some((e) => comesAfter(e, r)));
  if (!members.length) return null;
  return { sync: latest.lastSyncAt ?? null, since: Math.min(...members.map((r) => r.observedAt)) };
}

/** The facts of a token that was reported at least once. */
export function factsOf(reports: ReportEvent[]): Facts {
  const latest = latestOf(reports)!;
  const completed = reports.filter((r) => r.status === 'completed');
  const lastCompleted = greatest(completed.map((r) => r.lastSyncAt ?? r.observedAt));
  const lastDatedSync = greatest(reports.filter(isDated).map((r) => r.lastSyncAt!));
  const syncs = [lastCompleted, lastDatedSync].filter((at) => at !== null);
  return {
    latest,
    ...failing(reports),
    state: state(reports),
    expiresAt: latestOf(reports.filter((r) => r.expiresAt !== undefined))?.expiresAt ?? null,
    lastCompleted,
    run: run(reports, latest),
    runs: latest.status === 'inProgress' ? greatestOfKinds(reports).flatMap((r) => run(reports, r) ?? []) : [],
    lastDatedSync,
    lastDatedCompleted: greatest(completed.filter(isDated).map((r) => r.lastSyncAt!)),
    lastSync: greatest(syncs),
    firstSeen: Math.min(...reports.map((r) => r.observedAt)),
    lastObserved: Math.max(...reports.map((r) => r.observedAt)),
    lastReported: Math.max(...reports.map((r) => r.at)),
  };
}
