import type { Diagnosis } from '../../domain/diagnose.ts';
import type { Outcome } from '../../domain/fold.ts';
import type { Policy } from '../../domain/policy.ts';
import type { Report } from '../../domain/report.ts';
import type { SyncStatus } from '../../domain/sync-status.ts';
import type { Notice } from '../model/notice.ts';
import type { Silence, TokenChange } from '../model/state.ts';

/** Everything that can move a token: reports, a person, an outbreak, or nothing but time. */
export type TokenEvent =
  | { readonly kind: 'reports'; readonly reports: readonly Report[] }
  | { readonly kind: 'time' }
  | { readonly kind: 'retired' }
  | { readonly kind: 'acknowledged'; readonly incidentId: string; readonly by: string; readonly note?: string }
  | { readonly kind: 'silenced'; readonly scope: 'token' | 'tenant'; readonly silence: Silence }
  | { readonly kind: 'unsilenced'; readonly scope: 'token' | 'tenant' }
  | {
      readonly kind: 'redriven';
      readonly incidentId: string;
      readonly notificationId: string;
      readonly target: string;
    }
  /** Its beginning was told as part of an outbreak. */
  | { readonly kind: 'grouped'; readonly incidentId: string; readonly outbreakId: string }
  /** The outbreak is long over and the incident is not: from now on it speaks for itself. */
  | { readonly kind: 'released'; readonly incidentId: string; readonly outbreakId: string };

/** What can move a tenant as a whole. */
export type TenantEvent =
  | { readonly kind: 'time' }
  | { readonly kind: 'silenced'; readonly silence: Silence }
  | { readonly kind: 'unsilenced' }
  | Extract<TokenEvent, { readonly kind: 'acknowledged' | 'grouped' | 'released' }>;

/** What a decision depends on besides its subject and the event. Times are milliseconds since the epoch. */
export interface DecisionContext {
  readonly now: number;
  readonly policy: Policy;
  /** Names the settings, to find the rows that others decided. */
  readonly policyHash: string;
  /** A report that says the same again is not written this soon after the last one that was, in milliseconds. */
  readonly unchangedWindow: number;
  /** After an outage of our own: until when time-based faults stay as they stand. */
  readonly holdUntil?: number;
  /** The whole tenant is silent, which is told as one; its tokens do not say it each for themselves. */
  readonly tenantIsSilent?: boolean;
  /** A silence of the tenant, for a token that is first seen; others have it in their row. */
  readonly tenantSilence?: Silence;
  /** How long an `opened` waits to be sent, in milliseconds: where many may begin together, so that they can be told as one. */
  readonly openedDelay?: number;
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
  readonly diagnosis: Diagnosis;
  /** Whether a time-based fault is or was in play, so that an outage of our own or a silent tenant would matter. */
  readonly dependsOnTime: boolean;
  /** One for each report of the event, in its order. */
  readonly results: readonly ReportResult[];
  /** Whether anything but the moments of observation differs from what is stored. */
  readonly isNews: boolean;
}
