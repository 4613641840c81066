import type { Outcome } from '../domain/fold.ts';
import type { Policy } from '../domain/policy.ts';
import type { Report } from '../domain/report.ts';
import type { SyncStatus } from '../domain/sync-status.ts';
import type { Notice } from './notice.ts';
import type { TokenChange } from './state.ts';

/** Everything that can move a token: reports, a person, or nothing but time. */
export type TokenEvent =
  | { readonly kind: 'reports'; readonly reports: readonly Report[] }
  | { readonly kind: 'time' }
  | { readonly kind: 'retired' };

/** What a decision depends on besides the token and the event. Times are milliseconds since the epoch. */
export interface DecisionContext {
  readonly now: number;
  readonly policy: Policy;
  /** Names the settings, to find the rows that others decided. */
  readonly policyHash: string;
  /** After an outage of our own: until when time-based faults stay as they stand. */
  readonly holdUntil?: number;
  /** A report that says the same again is not written this soon after the last one that was, in milliseconds. */
  readonly unchangedWindow: number;
  /** Makes a ULID. */
  readonly newId: () => string;
  /** Which targets a notice goes to. */
  readonly targetsFor: (notice: Notice) => readonly string[];
}

/** What became of one report. */
export interface ReportResult {
  readonly outcome: Outcome;
  readonly status: SyncStatus;
  readonly previousStatus: SyncStatus | null;
}

export interface Decision {
  readonly change: TokenChange;
  /** One for each report of the event, in its order. */
  readonly results: readonly ReportResult[];
  /** Whether anything but the moments of observation differs from what is stored. */
  readonly isNews: boolean;
}
