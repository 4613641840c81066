import type { Cause, Severity } from './cause.ts';
import type { Timestamp } from './timestamp.ts';

/** What is wrong at one moment: the one deepest cause, and whether syncs are failing beside or under it. */
export interface Fault {
  readonly cause: Cause;
  readonly severity: Severity;
  readonly failing: boolean;
}

/** What people were last told. `at` is when (milliseconds since the epoch); reminders count from it. */
export interface Told extends Fault {
  readonly at: number;
}

export interface Acknowledgement {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly by: string;
  readonly note?: string;
}

/** How an incident came to its end. */
export const RESOLUTIONS = ['completed', 'renewed', 'reported', 'corrected', 'retired'] as const;
export type Resolution = (typeof RESOLUTIONS)[number];

/** The names of the gates that can hold a notice back. */
export const GATES = ['silenced', 'grace', 'flapping', 'acknowledged', 'grouped'] as const;
export type Gate = (typeof GATES)[number];

/** Why something was told, or why it was not. */
export type Reason =
  | { readonly told: true; readonly why: 'opened' | 'reopened' | 'worse' | 'better' | 'reminder' | 'resolved' }
  | { readonly told: false; readonly why: 'well' | 'sameAsTold' | 'neverTold' }
  | { readonly told: false; readonly why: Gate; readonly until?: number };

/**
 * The one incident of a token: open while `resolvedAt` is absent. After its end it stays with the token, since a
 * fault that returns within the flap window reopens it, and since an end that a gate holds back is still to be told.
 * Times are milliseconds since the epoch.
 */
export interface Incident {
  /** ULID. */
  readonly id: string;
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
  /** Null where people believe that all is well, or were never told otherwise. */
  readonly told: Told | null;
  /** The number of notices so far; a notice's id is `{id}-{seq}`. */
  readonly seq: number;
  readonly reopenings: number;
  readonly acknowledged?: Acknowledgement;
  /** The outbreak as part of which people were told of it, rather than of it alone. */
  readonly outbreakId?: string;
  readonly reason: Reason;
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
