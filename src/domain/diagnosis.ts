import type { Cause, Severity } from './cause.ts';
import type { Fault, FaultFacts, Resolution } from './incident.ts';
import type { Policy } from './policy.ts';
import { HOUR } from './policy.ts';
import type { TokenRecord } from './record.ts';
import type { Identity } from './renewal.ts';
import type { FoundSilence } from './silence.ts';
import type { SyncStatus } from './sync-status.ts';
import type { Timestamp } from './timestamp.ts';

/** From here on a silence or an overdue sync is critical (the official connector check calls 3 days unhealthy). */
export const LONG_ABSENCE = 72 * HOUR;

/** What stands beside a record: what only the passing of time showed, and what a reset clock must not take back. */
export interface Found {
  readonly silence?: FoundSilence;
  /** Since when the sync was in progress that was found to stand still. */
  readonly standstillSince?: Timestamp;
  /** When a silence was last looked for in vain, in milliseconds since the epoch. */
  readonly lookedAt?: number;
  /** When Graph last listed the token, as far as its last decision knew, in milliseconds since the epoch. */
  readonly listedAt?: number;
  /** When it was missing from a second complete listing in a row, in milliseconds since the epoch. */
  readonly removedAt?: number;
  /** Whose token it was before its next renewal. */
  readonly identity?: Identity;
  /** A renewal of the last days, and whose token it was before. `at` is milliseconds since the epoch. */
  readonly renewal?: { readonly at: number; readonly before: Identity };
  /** How many apps it had, and of what they are too few now. `at` is milliseconds since the epoch. */
  readonly apps?: { readonly count: number; readonly missing?: { readonly at: number; readonly before: number } };
}

/** What a token's own reports cannot say. Instants are milliseconds since the epoch. */
export interface Surroundings {
  /** The latest report of any token of the tenant, retired ones too; without it a new silence is not looked for. */
  readonly newest?: Timestamp;
  /** When the tenant's reporter was heard again after a silence. */
  readonly spokeAgainAt?: number;
  /** When the last outage of our own ended. */
  readonly wokeAt?: number;
  /** When Graph last listed the token with all others of its tenant: a report of it, though not one that it keeps. */
  readonly listedAt?: number;
  /**
   * Whether the tenant is polled and Graph listed the token last time. Then it cannot fall silent by itself: where the
   * polls fail, that is what people are told. Absent where whoever decides does not know.
   */
  readonly isListed?: boolean;
}

/** A token as a rule judges it. `now` is milliseconds since the epoch. */
export interface Case {
  readonly record: TokenRecord;
  readonly now: number;
  readonly policy: Policy;
  readonly surroundings: Surroundings;
  readonly found: Found;
}

/** What of a token may be wrong, by itself. */
export type Rule = (it: Case) => Finding;

/** What is wrong with a subject at one moment. Instants are milliseconds since the epoch. */
export interface Diagnosis extends FaultFacts {
  /** The one deepest fault, or null where all is well. */
  readonly fault: Fault | null;
  /** Tokens only. */
  readonly status?: SyncStatus;
  /** The least of the failures that are not over, whatever the cause. */
  readonly failingSince?: Timestamp;
  readonly expiresAt?: Timestamp;
  /** The first instant at which time alone could change this; not after `now` only where a sweep has to look. */
  readonly changesAt?: number;
  /** Names the end of an incident where the record cannot, as for a token that a person retired. */
  readonly ending?: Resolution;
  /** What the next diagnosis of this subject is to be given. */
  readonly found: Found;
}

/** A rule's answer: what it finds now, and when time alone will change its answer. */
export interface Finding extends Omit<FaultFacts, 'failureCount'> {
  readonly cause?: Cause;
  readonly severity?: Severity;
  readonly changesAt?: number;
  readonly found?: Found;
}

/** A severity that an age raises: critical from `criticalAt` on. */
export function raisedAt(criticalAt: number, now: number): Pick<Finding, 'severity' | 'changesAt' | 'escalation'> {
  return now >= criticalAt
    ? { severity: 'critical', escalation: 'age' }
    : { severity: 'warning', changesAt: criticalAt };
}

/** The least of the instants that are there. */
export function earliest(instants: readonly (number | undefined)[]): number | undefined {
  const known = instants.filter((instant) => instant !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}
