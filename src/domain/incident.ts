import type { Cause, Severity } from './cause.ts';
import type { Timestamp } from './timestamp.ts';

/** What is wrong at one moment: the one deepest cause, and whether syncs are failing beside or under it. */
export interface Fault {
  readonly cause: Cause;
  readonly severity: Severity;
  readonly failing: boolean;
}

/**
 * What people should know of a subject. It belongs to the subject, not to one incident, and is null where they should
 * believe that all is well. `at` is when it was decided (milliseconds since the epoch); reminders count from it.
 */
export interface Told extends Fault {
  readonly at: number;
}

/** Why something that began as a warning is critical: it has lasted so long, or a second sync failed. */
export type Escalation = 'age' | 'secondFailure';

/** What is known of a fault beside its name, for those who are told of it. */
export interface FaultFacts {
  /** How many failed syncs are not over. */
  readonly failureCount?: number;
  readonly escalation?: Escalation;
  /** How long after the first failed sync the one came that made it critical, in milliseconds. */
  readonly secondFailureAfter?: number;
}

export interface Acknowledgement {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly by: string;
  /** That a sign-in vouches for the name; what anybody may have typed is not. */
  readonly verified?: true;
  readonly note?: string;
}

/** How an incident came to its end. */
export const RESOLUTIONS = ['completed', 'renewed', 'reported', 'corrected', 'retired'] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** The names of the gates that can hold a notice back. */
export const GATES = ['grace', 'flapping', 'acknowledged'] as const;
export type Gate = (typeof GATES)[number];

/** Why something was told, or why it was not. */
export type Reason =
  | { readonly told: true; readonly why: 'opened' | 'reopened' | 'worse' | 'better' | 'reminder' | 'resolved' }
  | { readonly told: false; readonly why: 'well' | 'sameAsTold' | 'neverTold' }
  | { readonly told: false; readonly why: Gate; readonly until?: number };

/**
 * The one incident of a subject (a token, or something else of a tenant): open while `resolvedAt` is absent. After its
 * end it stays with it, since a fault that returns within the flap window reopens it, and since an end that a gate
 * holds back is still to be told. Times are milliseconds since the epoch.
 */
export interface Incident extends FaultFacts {
  /** ULID. */
  readonly id: string;
  /** `baseline` where it was found when all of its tenant was listed for the first time. */
  readonly origin?: 'baseline';
  /** The fault as it is now, or as it was when it ended. */
  readonly cause: Cause;
  readonly severity: Severity;
  readonly failing: boolean;
  readonly openedAt: number;
  /** When the fault last changed: opened, another cause or severity, failing begun or ended, ended. */
  readonly changedAt: number;
  readonly failingSince?: Timestamp;
  /** The token's expiry as the incident last saw it while open, to tell a renewal from another end. */
  readonly expiresAt?: Timestamp;
  readonly resolvedAt?: number;
  readonly resolution?: Resolution;
  readonly reopenings: number;
  readonly acknowledged?: Acknowledgement;
  readonly reason: Reason;
}

/** From this reopening on people are told how often it failed and recovered. */
const UNSTABLE_FROM = 2;

/**
 * How often a token that does not come to rest has failed and recovered, and within how many milliseconds; undefined
 * before its second reopening.
 */
export function failedAndRecovered(
  { reopenings, openedAt, resolvedAt }: Incident,
  now: number,
): { readonly times: number; readonly within: number } | undefined {
  if (reopenings < UNSTABLE_FROM) return undefined;
  return { times: reopenings + (resolvedAt === undefined ? 0 : 1), within: now - openedAt };
}

export type NoticeKind = 'opened' | 'updated' | 'reminder' | 'resolved';

/** The difference between what people were last told and what is. */
export interface NoticeDecision {
  readonly kind: NoticeKind;
  /** Only an `updated` has a direction. */
  readonly direction?: 'worse' | 'better';
  /** What people believed before this notice; null for `opened`. */
  readonly previous: Told | null;
}
