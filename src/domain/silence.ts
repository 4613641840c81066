import { ageReachedAt } from './calendar.ts';
import { type Finding, LONG_ABSENCE, raisedAt, type Surroundings } from './diagnosis.ts';
import type { Policy } from './policy.ts';
import { isAfter } from './record.ts';
import { msOf, type Timestamp } from './timestamp.ts';

/** A silence that was found, as it was judged then. */
export interface FoundSilence {
  /** The instant from which its age counts, in milliseconds since the epoch. */
  readonly since: number;
  /** The last report before it: a later one ends it, and nothing else does. */
  readonly last: Timestamp;
}

/**
 * From when an absence of reports counts: the last report, or what would excuse it where that is later, that the
 * reporter was away as a whole, or that we were.
 */
export function silenceClock(last: Timestamp, { spokeAgainAt, wokeAt }: Surroundings): number {
  return Math.max(msOf(last), spokeAgainAt ?? Number.NEGATIVE_INFINITY, wokeAt ?? Number.NEGATIVE_INFINITY);
}

/** Whether a silence that was found still lasts; clocks that were reset since do not matter. */
export function stillSilent(silence: FoundSilence | undefined, last: Timestamp): silence is FoundSilence {
  return silence !== undefined && !isAfter(last, silence.last);
}

/** The finding that a reporter is silent, critical once that has lasted long. */
export function silent(silence: FoundSilence, now: number, policy: Policy): Finding {
  const criticalAt = ageReachedAt(silence.since, LONG_ABSENCE, policy);
  return { cause: 'reporterSilent', ...raisedAt(criticalAt, now), found: { silence } };
}
