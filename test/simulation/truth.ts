import type { Cause, Severity } from '../../src/domain/cause.ts';
import { HOUR, type Policy } from '../../src/domain/policy.ts';
import type { SyncStatus } from '../../src/domain/sync-status.ts';

/** A report as a careful person would note it down. Times are milliseconds since the epoch. */
export interface Noted {
  readonly status: SyncStatus;
  readonly sync: number | undefined;
  readonly observed: number;
  readonly received: number;
  readonly state: string | undefined;
  readonly expires: number | undefined;
}

export interface Wrong {
  readonly cause: Cause;
  readonly severity: Severity;
  readonly failing: boolean;
}

/** What is so at one moment, and the moments at which time alone may change it. */
export interface Truth {
  readonly wrong: Wrong | null;
  readonly failingSince: number | undefined;
  /** When the token expires, as far as its reports say. */
  readonly expires: number | undefined;
  readonly changes: readonly number[];
}

const LONG = 72 * HOUR;
const RANK: Readonly<Record<SyncStatus, number>> = { none: 0, inProgress: 1, completed: 2, failed: 3 };

/** "Ordered by lastSyncAt where both carry it, then by observedAt; ties by status value". */
function order(a: Noted, b: Noted): number {
  const bySync = a.sync !== undefined && b.sync !== undefined ? a.sync - b.sync : 0;
  return bySync || a.observed - b.observed || RANK[a.status] - RANK[b.status];
}

/** Of the greatest dated and the greatest undated report "the one observed later". */
function latestOf(reports: readonly Noted[], counts: (one: Noted) => boolean): Noted | undefined {
  let [dated, undated]: [Noted | undefined, Noted | undefined] = [undefined, undefined];
  for (const one of reports) {
    if (!counts(one)) continue;
    if (one.sync === undefined) undated = !undated || order(one, undated) > 0 ? one : undated;
    else dated = !dated || order(one, dated) > 0 ? one : dated;
  }
  if (!dated || !undated) return dated ?? undated;
  return (dated.observed - undated.observed || RANK[dated.status] - RANK[undated.status]) >= 0 ? dated : undated;
}

/** "A failure is over when any `completed` comes after it": the newest is asked first, for it mostly does. */
function isOver(one: Noted, completed: readonly Noted[]): boolean {
  for (let i = completed.length - 1; i >= 0; i--) if (order(completed[i]!, one) > 0) return true;
  return false;
}

/** The table of the design, row by row, from all reports that were ever received; nothing is joined or remembered. */
export function truthOf(reports: readonly Noted[], now: number, policy: Policy): Truth {
  const completed = reports.filter(({ status }) => status === 'completed');
  const failed = reports.filter((one) => one.status === 'failed' && !isOver(one, completed));
  const undatedFailed = failed.some(({ sync }) => sync === undefined);
  const failures = new Set(failed.flatMap(({ sync }) => sync ?? [])).size + (undatedFailed ? 1 : 0);
  const failingSince = least(failed.map(({ sync, observed }) => sync ?? observed));
  const heard = greatest(reports.map(({ received }) => received)) ?? 0;
  const running = runningSince(reports);
  const expires = latestOf(reports, (one) => one.expires !== undefined)?.expires;
  const lastGood = greatest(completed.map(({ sync, observed }) => sync ?? observed));
  const expiryCounts = expires !== undefined && !(lastGood !== undefined && lastGood > expires);
  const state = stateOf(reports, completed);
  const overdueFor = overdue(reports);

  const is = (cause: Cause, severity: Severity): Wrong => ({ cause, severity, failing: failed.length > 0 });
  const judge = (): Wrong | null => {
    if (state === 'expired' || (expiryCounts && now >= expires)) return is('tokenExpired', 'critical');
    if (state === 'assignedToExternalMDM') return is('assignedToExternalMdm', 'critical');
    if (state === 'duplicateLocationId') return is('duplicateLocation', 'critical');
    if (state === 'invalid') return is('tokenInvalid', 'critical');
    if (failingSince !== undefined) {
      const isLong = failures > 1 || now >= failingSince + policy.criticalAfter;
      return is('syncFailed', isLong ? 'critical' : 'warning');
    }
    if (now >= heard + policy.silentAfter) return is('reporterSilent', now >= heard + LONG ? 'critical' : 'warning');
    if (running !== undefined && now >= running + policy.stuckAfter) return is('syncStuck', 'warning');
    if (overdueFor >= policy.overdueAfter) return is('syncOverdue', overdueFor >= LONG ? 'critical' : 'warning');
    return null;
  };
  return {
    wrong: judge(),
    failingSince,
    expires,
    changes: [
      expires,
      failingSince && failingSince + policy.criticalAfter,
      failingSince && failingSince + policy.failedGrace,
      heard + policy.silentAfter,
      heard + LONG,
      running && running + policy.stuckAfter,
    ].filter((at) => at !== undefined),
  };
}

/** "From the earliest inProgress under this lastSyncAt after the last other status under it". */
function runningSince(reports: readonly Noted[]): number | undefined {
  const latest = latestOf(reports, () => true);
  if (latest?.status !== 'inProgress') return undefined;
  const under = reports.filter(({ sync }) => sync === latest.sync);
  const others = under.filter(({ status }) => status !== 'inProgress');
  const stretch = under.filter((one) => one.status === 'inProgress' && others.every((other) => order(one, other) > 0));
  return least(stretch.map(({ observed }) => observed));
}

/** "A later completed without state clears a bad one". */
function stateOf(reports: readonly Noted[], completed: readonly Noted[]): string | undefined {
  const carrier = latestOf(reports, (one) => one.state !== undefined);
  if (!carrier?.state || carrier.state === 'valid' || carrier.state === 'unknown') return carrier?.state;
  return isOver(carrier, completed) ? undefined : carrier.state;
}

/** How long the last sign of a sync lies behind the last observation; "never synced: after first seen". */
function overdue(reports: readonly Noted[]): number {
  let [sign, first, last] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
  for (const { status, sync, observed } of reports) {
    const shown = sync ?? (status === 'completed' ? observed : undefined);
    if (shown !== undefined && shown > sign) sign = shown;
    if (observed < first) first = observed;
    if (observed > last) last = observed;
  }
  return last - (sign === Number.NEGATIVE_INFINITY ? first : sign);
}

function least(moments: readonly number[]): number | undefined {
  return moments.length === 0 ? undefined : moments.reduce((a, b) => (b < a ? b : a));
}

function greatest(moments: readonly number[]): number | undefined {
  return moments.length === 0 ? undefined : moments.reduce((a, b) => (b > a ? b : a));
}

export function isSameWrong(a: Wrong | null, b: Wrong | null): boolean {
  if (!a || !b) return a === b;
  return a.cause === b.cause && a.severity === b.severity && a.failing === b.failing;
}

export function textOf(wrong: Wrong | null): string {
  return wrong ? `${wrong.cause} ${wrong.severity}${wrong.failing ? ' failing' : ''}` : 'well';
}
