import { HOUR, type Policy } from '../../src/domain/policy.ts';
import { worsensAt } from './calendar.ts';
import type { Facts } from './facts.ts';
import type { Cause, Severity } from './history.ts';

/**
 * The one thing that is wrong. Decisions:
 * - "From a second failed sync that lies 6 h or more after the first": the last of the failed syncs that are not over
 *   lies so long after the first of them.
 * - "`expiresAt` passed with no `completed` later than it": strictly later; a sync completed at the very instant of
 *   the expiry proves nothing.
 * - "Critical from 72h" of an overdue sync counts from the sync that the report was compared with; it takes a report to
 *   be overdue, but only time to be critical.
 * - "A silence or a standstill once found (kept beside the record with its time)": its time is what its age was counted
 *   from when it was found, so it worsens by that, whatever clock is reset later ("these clocks only delay what is
 *   new"). What is found is found even while a deeper cause hides it.
 */
export interface Diagnosis {
  readonly cause: Cause;
  readonly severity: Severity;
  readonly failing: boolean;
  readonly failingSince: number | null;
}

/** What was found by a clock and lasts until a report or a retirement: where their ages count from. */
export interface Found {
  readonly silentFrom: number | null;
  readonly stuckFrom: number | null;
}

const CRITICAL_SILENCE = 72 * HOUR;
const CRITICAL_OVERDUE = 72 * HOUR;
const SECOND_FAILURE = 6 * HOUR;

function expired(facts: Facts, now: number): boolean {
  if (facts.state === 'expired') return true;
  if (facts.expiresAt === null || facts.expiresAt > now) return false;
  return !isRefuted(facts);
}

function isRefuted({ expiresAt, lastCompleted }: Facts): boolean {
  return expiresAt !== null && lastCompleted !== null && lastCompleted > expiresAt;
}

function overdueSince(facts: Facts, policy: Policy): number | null {
  const since = facts.lastSync ?? facts.firstSeen;
  return facts.lastObserved - since >= policy.overdueAfter ? since : null;
}

function failingSeverity(facts: Facts, since: number, now: number, policy: Policy): Severity {
  if (now >= worsensAt(since, policy.criticalAfter, policy)) return 'critical';
  const [first = 0] = facts.failedSyncs;
  const last = facts.failedSyncs.at(-1) ?? 0;
  return last - first >= SECOND_FAILURE ? 'critical' : 'warning';
}

/** Whether a silence that counts from an instant is critical yet. */
export function silenceSeverity(from: number, now: number, policy: Policy): Severity {
  return now >= worsensAt(from, CRITICAL_SILENCE, policy) ? 'critical' : 'warning';
}

/** What is wrong with a token that is not retired, or null. */
export function diagnoseToken(facts: Facts, found: Found, now: number, policy: Policy): Diagnosis | null {
  const { failingSince } = facts;
  const failing = failingSince !== null;
  const failSeverity = failing ? failingSeverity(facts, failingSince, now, policy) : 'warning';
  const say = (cause: Cause, severity: Severity): Diagnosis => ({ cause, severity, failing, failingSince });

  if (expired(facts, now)) return say('tokenExpired', 'critical');
  if (facts.state === 'assignedToExternalMDM') return say('assignedToExternalMdm', 'critical');
  if (facts.state === 'invalid') return say('tokenInvalid', 'critical');
  if (facts.state === 'duplicateLocationId') return say('duplicateLocation', failSeverity);
  if (failing) return say('syncFailed', failSeverity);
  if (found.silentFrom !== null) return say('reporterSilent', silenceSeverity(found.silentFrom, now, policy));
  if (found.stuckFrom !== null) return say('syncStuck', 'warning');
  const overdue = overdueSince(facts, policy);
  if (overdue === null) return null;
  return say('syncOverdue', now >= worsensAt(overdue, CRITICAL_OVERDUE, policy) ? 'critical' : 'warning');
}

/**
 * What a report may change of a diagnosis, as a text: where it stays the same, the report changed nothing. A late
 * `completed` moves the last completed sync, so it is not `stale` ("only first seen and last report may move").
 */
export function readable(facts: Facts, policy: Policy): string {
  return JSON.stringify([
    facts.latest.status,
    facts.failedSyncs,
    facts.undatedFailure,
    facts.failingSince,
    facts.state,
    facts.expiresAt,
    isRefuted(facts),
    facts.run,
    facts.lastDatedSync,
    facts.lastDatedCompleted,
    overdueSince(facts, policy) !== null,
  ]);
}
