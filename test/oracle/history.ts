import type { Policy } from '../../src/domain/policy.ts';

/**
 * A history is all that happens to the product, in the order in which it happens. Every time is a count of
 * milliseconds since 1970. A report is received at `at`; events of one instant happen in the order of the list.
 */
export interface History {
  readonly seed: number;
  readonly policy: Policy;
  /** The period of the sweep's schedule. */
  readonly period: number;
  readonly events: readonly HistoryEvent[];
}

export type Status = 'none' | 'inProgress' | 'completed' | 'failed';

export interface ReportEvent {
  readonly kind: 'report';
  readonly at: number;
  readonly tenantId: string;
  readonly tokenId: string;
  readonly status: Status;
  readonly lastSyncAt?: number;
  readonly observedAt: number;
  readonly tokenState?: string;
  readonly expiresAt?: number;
}

export interface SweepEvent {
  readonly kind: 'sweep';
  readonly at: number;
}

export interface RetireEvent {
  readonly kind: 'retire';
  readonly at: number;
  readonly tenantId: string;
  readonly tokenId: string;
}

export interface AcknowledgeEvent {
  readonly kind: 'acknowledge';
  readonly at: number;
  readonly tenantId: string;
  /** A token's id, or `_reporter`. Of a subject without an open incident it does nothing. */
  readonly subject: string;
  readonly by: string;
}

export type HistoryEvent = ReportEvent | SweepEvent | RetireEvent | AcknowledgeEvent;

export const REPORTER = '_reporter';

export type Severity = 'warning' | 'critical';
export type Cause =
  | 'tokenExpired'
  | 'assignedToExternalMdm'
  | 'tokenInvalid'
  | 'duplicateLocation'
  | 'syncFailed'
  | 'reporterSilent'
  | 'syncStuck'
  | 'syncOverdue';
export type Resolution = 'completed' | 'renewed' | 'reported' | 'corrected' | 'retired';
export type Outcome = 'applied' | 'unchanged' | 'stale';

/** One movement of what people should know of a subject. Of an end, cause and severity are those it ended. */
export interface Told {
  readonly at: number;
  readonly tenantId: string;
  readonly subject: string;
  readonly kind: 'opened' | 'updated' | 'reminder' | 'resolved';
  readonly cause: Cause;
  readonly severity: Severity;
  readonly failing: boolean;
  readonly direction?: 'worse' | 'better';
  readonly resolution?: Resolution;
}

/** What is true of an open incident: cause, severity and failing as people were told them last. */
export interface IncidentFacts {
  readonly cause: Cause;
  readonly severity: Severity;
  readonly failing: boolean;
  readonly failingSince: number | null;
  readonly reopenings: number;
}
