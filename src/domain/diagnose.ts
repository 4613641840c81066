import { appsMissing } from './apps.ts';
import { ageReachedAt } from './calendar.ts';
import type { Cause } from './cause.ts';
import {
  type Case,
  type Diagnosis,
  earliest,
  type Finding,
  type Found,
  LONG_ABSENCE,
  type Rule,
  raisedAt,
  type Surroundings,
} from './diagnosis.ts';
import { listed, seenAt, tokenRemoved } from './listing.ts';
import { HOUR, type Policy } from './policy.ts';
import {
  failingSince,
  failureCount,
  fieldOf,
  inProgressSince,
  isAfter,
  isInProgressSince,
  lastCompletedAt,
  lastSyncAt,
  latestObservation,
  type TokenRecord,
} from './record.ts';
import { tokenChanged } from './renewal.ts';
import type { VppTokenState } from './report.ts';
import { silenceClock, silent, stillSilent } from './silence.ts';
import { msOf, type Timestamp } from './timestamp.ts';

/** A second failed sync says more than the first only where it lies so much later: people sync once more to see. */
const SECOND_FAILURE_AFTER = 6 * HOUR;

/** While a listed token's next sync is overdue and no listing has come to say so, it is looked for this often. */
const OVERDUE_LOOK = HOUR;

/** A token that was not heard is looked at so many times within `silentAfter`. */
const LOOKS = 8;

/** Deepest first: the first rule that finds something hides those below it, which are its symptoms. */
const RULES: readonly Rule[] = [
  tokenRemoved,
  tokenExpired,
  stateRule('assignedToExternalMDM', 'assignedToExternalMdm'),
  stateRule('invalid', 'tokenInvalid'),
  duplicateLocation,
  syncFailed,
  reporterSilent,
  syncStuck,
  syncOverdue,
  tokenChanged,
  appsMissing,
];

/**
 * Says the one thing that is wrong with a token, or that nothing is. Of a tenant that is polled, every complete listing
 * reports every token in it, without a word of its own in any token: that ends a silence and shows an overdue sync. While
 * the polls fail a listed token is as it was last seen, and neither falls silent nor overdue.
 *
 * @param now milliseconds since the epoch
 * @param found what the last diagnosis of this token returned as such; a retirement ends it
 */
export function diagnose(
  record: TokenRecord,
  now: number,
  policy: Policy,
  surroundings: Surroundings,
  found: Found,
): Diagnosis {
  const it: Case = { record, now, policy, surroundings, found: { ...found, ...listed(found, surroundings) } };
  const findings = RULES.map((rule) => rule(it));
  const deepest = findings.find((finding) => finding.cause !== undefined);
  const since = failingSince(record);
  const expiresAt = fieldOf(record, 'expiresAt');
  const changesAt = earliest(findings.map((finding) => finding.changesAt));
  const next: Found = Object.assign(listed(found, surroundings), ...findings.map((finding) => finding.found));
  return {
    fault: deepest?.cause
      ? { cause: deepest.cause, severity: deepest.severity ?? 'critical', failing: since !== undefined }
      : null,
    status: latestObservation(record).status,
    ...(since && { failingSince: since, failureCount: failureCount(record) }),
    ...(deepest?.escalation && { escalation: deepest.escalation }),
    ...(deepest?.secondFailureAfter !== undefined && { secondFailureAfter: deepest.secondFailureAfter }),
    ...(expiresAt && { expiresAt }),
    ...(changesAt !== undefined && { changesAt }),
    found: next,
  };
}

/** Since when a token was neither reported nor listed, where that is for `silentAfter`, whatever else is wrong with it. */
export function noReportSince(record: TokenRecord, now: number, policy: Policy, found: Found): Timestamp | undefined {
  const last = seenAt(record.lastReportAt, found);
  return now >= msOf(last) + policy.silentAfter ? last : undefined;
}

/** An expiry that a later completed sync contradicts is stale: documentation and renewals show such pairs. */
function tokenExpired({ record, now }: Case): Finding {
  if (fieldOf(record, 'tokenState') === 'expired') return { cause: 'tokenExpired' };
  const expiresAt = fieldOf(record, 'expiresAt');
  if (!expiresAt || isAfter(lastCompletedAt(record), expiresAt)) return {};
  const at = msOf(expiresAt);
  return now >= at ? { cause: 'tokenExpired' } : { changesAt: at };
}

function stateRule(state: VppTokenState, cause: Cause): Rule {
  return ({ record }) => (fieldOf(record, 'tokenState') === state ? { cause } : {});
}

/** Assigning and revoking go on, so by itself it is no more than a warning. */
function duplicateLocation(it: Case): Finding {
  if (fieldOf(it.record, 'tokenState') !== 'duplicateLocationId') return {};
  return { severity: 'warning', ...syncFailed(it), cause: 'duplicateLocation' };
}

function syncFailed({ record, now, policy }: Case): Finding {
  const since = failingSince(record);
  if (!since) return {};
  const criticalAt = ageReachedAt(msOf(since), policy.criticalAfter, policy);
  const second = secondFailure(record);
  if (!second || (now >= criticalAt && criticalAt < second.at)) {
    return { cause: 'syncFailed', ...raisedAt(criticalAt, now) };
  }
  return { cause: 'syncFailed', severity: 'critical', escalation: 'secondFailure', secondFailureAfter: second.after };
}

/** A failure that names no sync is no second one: it may be what another sender says of the first. */
function secondFailure({ failures }: TokenRecord): { readonly at: number; readonly after: number } | undefined {
  const [first = 0, ...others] = failures.map(({ lastSyncAt: syncedAt }) => msOf(syncedAt));
  const at = others.find((other) => other - first >= SECOND_FAILURE_AFTER);
  return at === undefined ? undefined : { at, after: at - first };
}

/**
 * A token is silent by itself where others of its tenant were heard much later. Until its tenant shows which of the two
 * is silent, it is looked at again at even instants, and decided at these only, by a sweep.
 */
function reporterSilent({ record, now, policy, surroundings, found }: Case): Finding {
  const { silentAfter } = policy;
  if (surroundings.isListed) return { changesAt: now + silentAfter };
  const last = seenAt(record.lastReportAt, found);
  if (stillSilent(found.silence, last)) return silent(found.silence, now, policy);
  const since = silenceClock(last, surroundings);
  const firstLookAt = since + silentAfter;
  if (now < firstLookAt) return { changesAt: firstLookAt };
  const pause = silentAfter / LOOKS;
  const lookAt = firstLookAt + Math.floor((now - firstLookAt) / pause) * pause;
  const { lookedAt } = found;
  if (lookedAt !== undefined && lookedAt >= lookAt) return { changesAt: lookAt + pause, found: { lookedAt } };
  if (!surroundings.newest) return { changesAt: lookAt, ...(lookedAt !== undefined && { found: { lookedAt } }) };
  if (msOf(surroundings.newest) >= since + silentAfter / 2) return silent({ since, last }, now, policy);
  return { changesAt: lookAt + pause, found: { lookedAt: now } };
}

/** A standstill that was found stands until a report says that the sync moved. */
function syncStuck({ record, now, policy, surroundings, found }: Case): Finding {
  const { standstillSince } = found;
  if (standstillSince && isInProgressSince(record, standstillSince)) return stuck(standstillSince);
  const since = inProgressSince(record);
  if (!since) return {};
  const stuckAt = Math.max(msOf(since), surroundings.wokeAt ?? Number.NEGATIVE_INFINITY) + policy.stuckAfter;
  return now >= stuckAt ? stuck(since) : { changesAt: stuckAt };
}

function stuck(standstillSince: Timestamp): Finding {
  return { cause: 'syncStuck', severity: 'warning', found: { standstillSince } };
}

function syncOverdue({ record, now, policy, surroundings, found }: Case): Finding {
  const since = overdueSince(record, policy, found);
  if (since !== undefined) {
    return { cause: 'syncOverdue', ...raisedAt(ageReachedAt(since, LONG_ABSENCE, policy), now) };
  }
  const { isListed = found.listedAt !== undefined } = surroundings;
  if (!isListed) return {};
  // A later listing may show it, and none of them writes to the token.
  const dueAt = lastSignAt(record) + policy.overdueAfter;
  return { changesAt: now < dueAt ? dueAt : now + OVERDUE_LOOK };
}

/**
 * The last sync of a token whose next one is overdue. That it is, reports show and not the clock, and listings by Graph,
 * each of which is a report: without them it is the reporter that is silent.
 */
export function overdueSince(record: TokenRecord, policy: Policy, found: Found): number | undefined {
  const since = lastSignAt(record);
  return msOf(seenAt(record.lastObservedAt, found)) - since < policy.overdueAfter ? undefined : since;
}

/** When a token last gave a sign of syncing. A completed report that names no sync is itself the sign of one. */
function lastSignAt(record: TokenRecord): number {
  const signs = [lastSyncAt(record), record.completed.undated?.observedAt].filter((sign) => sign !== undefined);
  return signs.length > 0 ? Math.max(...signs.map(msOf)) : msOf(record.firstSeenAt);
}
