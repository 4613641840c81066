import type { Cause, Severity } from './cause.ts';
import type { Fault, Resolution } from './incident.ts';
import { HOUR, type Policy } from './policy.ts';
import {
  failingSince,
  failureCount,
  fieldOf,
  inProgressSince,
  isAfter,
  lastCompletedAt,
  lastSyncAt,
  latestSighting,
  type TokenRecord,
} from './record.ts';
import type { TokenState } from './report.ts';
import type { SyncStatus } from './sync-status.ts';
import { msOf, type Timestamp } from './timestamp.ts';

/** From here on a silence or an overdue sync is critical (the official connector check calls 3 days unhealthy). */
export const LONG_ABSENCE = 72 * HOUR;

/** What is wrong with a token at one moment. Instants are milliseconds since the epoch. */
export interface Diagnosis {
  /** The one deepest fault, or null where all is well. */
  readonly fault: Fault | null;
  readonly status: SyncStatus;
  /** The least of the failures that are not over, whatever the cause. */
  readonly failingSince?: Timestamp;
  readonly expiresAt?: Timestamp;
  /** Until then, time-based faults may neither open, worsen nor end: we were away ourselves. */
  readonly heldUntil?: number;
  /** The first instant after `now` at which time alone could change this. */
  readonly changesAt?: number;
  /** Names the end of an incident where the record cannot, as for a token that a person retired. */
  readonly ending?: Resolution;
}

/** A rule's answer: what it finds now, and when time alone will change its answer. */
interface Finding {
  readonly cause?: Cause;
  readonly severity?: Severity;
  readonly changesAt?: number;
}
type Rule = (record: TokenRecord, now: number, policy: Policy) => Finding;

/** Deepest first: the first rule that finds something hides those below it, which are its symptoms. */
const RULES: readonly Rule[] = [
  tokenExpired,
  stateRule('assignedToExternalMDM', 'assignedToExternalMdm'),
  stateRule('duplicateLocationId', 'duplicateLocation'),
  stateRule('invalid', 'tokenInvalid'),
  syncFailed,
  reporterSilent,
  syncStuck,
  syncOverdue,
];

/**
 * Says the one thing that is wrong with a token, or that nothing is.
 *
 * @param now milliseconds since the epoch
 * @param holdUntil after an outage of our own: the instant until which time-based faults stay as they stand
 */
export function diagnose(record: TokenRecord, now: number, policy: Policy, holdUntil?: number): Diagnosis {
  const findings = RULES.map((rule) => rule(record, now, policy));
  const found = findings.find((finding) => finding.cause !== undefined);
  const held = holdUntil !== undefined && now < holdUntil ? holdUntil : undefined;
  const since = failingSince(record);
  const expiresAt = fieldOf(record, 'expiresAt');
  const changesAt = earliest([...findings.map((finding) => finding.changesAt), held]);
  return {
    fault: found?.cause
      ? { cause: found.cause, severity: found.severity ?? 'critical', failing: since !== undefined }
      : null,
    status: latestSighting(record).status,
    ...(since && { failingSince: since }),
    ...(expiresAt && { expiresAt }),
    ...(held !== undefined && { heldUntil: held }),
    ...(changesAt !== undefined && { changesAt }),
  };
}

/** The least of the instants that are there. */
export function earliest(instants: readonly (number | undefined)[]): number | undefined {
  const known = instants.filter((instant) => instant !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}

/** An expiry that a later completed sync contradicts is stale: documentation and renewals show such pairs. */
function tokenExpired(record: TokenRecord, now: number): Finding {
  if (fieldOf(record, 'tokenState') === 'expired') return { cause: 'tokenExpired' };
  const expiresAt = fieldOf(record, 'expiresAt');
  if (!expiresAt || isAfter(lastCompletedAt(record), expiresAt)) return {};
  const at = msOf(expiresAt);
  return now >= at ? { cause: 'tokenExpired' } : { changesAt: at };
}

function stateRule(state: TokenState, cause: Cause): Rule {
  return (record) => (fieldOf(record, 'tokenState') === state ? { cause } : {});
}

function syncFailed(record: TokenRecord, now: number, policy: Policy): Finding {
  const since = failingSince(record);
  if (!since) return {};
  const criticalAt = failureCount(record) > 1 ? now : msOf(since) + policy.criticalAfter;
  return { cause: 'syncFailed', ...raisedAt(criticalAt, now) };
}

function reporterSilent(record: TokenRecord, now: number, policy: Policy): Finding {
  const heardAt = msOf(record.lastReportAt);
  const silentAt = heardAt + policy.silentAfter;
  if (now < silentAt) return { changesAt: silentAt };
  return { cause: 'reporterSilent', ...raisedAt(heardAt + LONG_ABSENCE, now) };
}

function syncStuck(record: TokenRecord, now: number, policy: Policy): Finding {
  const since = inProgressSince(record);
  if (!since) return {};
  const stuckAt = msOf(since) + policy.stuckAfter;
  return now >= stuckAt ? { cause: 'syncStuck', severity: 'warning' } : { changesAt: stuckAt };
}

/**
 * Judged by what reports showed, not by the clock: without reports it is the reporter that is silent. A completed
 * report that names no sync is itself the sign of one.
 */
function syncOverdue(record: TokenRecord, _now: number, policy: Policy): Finding {
  const lastSync = lastSyncAt(record);
  const lastSign = [lastSync, record.completed.undated?.observedAt].filter((sign) => sign !== undefined);
  const since = lastSign.length > 0 ? Math.max(...lastSign.map(msOf)) : msOf(record.firstSeenAt);
  const overdueFor = msOf(record.lastObservedAt) - since;
  if (overdueFor < policy.overdueAfter) return {};
  return { cause: 'syncOverdue', severity: overdueFor >= LONG_ABSENCE ? 'critical' : 'warning' };
}

function raisedAt(criticalAt: number, now: number): Pick<Finding, 'severity' | 'changesAt'> {
  return now >= criticalAt ? { severity: 'critical' } : { severity: 'warning', changesAt: criticalAt };
}
