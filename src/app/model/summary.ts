import type { Cause, Severity } from '../../domain/cause.ts';
import type { Reason } from '../../domain/incident.ts';
import type { IdentityPart } from '../../domain/renewal.ts';
import type { AccountType } from '../../domain/report.ts';
import type { Strip } from '../../domain/strip.ts';
import type { SyncStatus } from '../../domain/sync-status.ts';
import type { PollFault } from './graph.ts';
import type { TokenLabel } from './notice.ts';
import type { Silence } from './state.ts';

/** An open incident as a summary keeps it. Times are milliseconds since the epoch. */
export interface IncidentSummary {
  readonly incidentId: string;
  readonly cause: Cause;
  readonly severity: Severity;
  readonly openedAt: number;
  /** Whether syncs fail, be it under another cause. */
  readonly failing: boolean;
  readonly failingSince?: string;
  /** Failed syncs that are not over. */
  readonly failureCount?: number;
  /** Since when the latest sync of a token that is stuck has been in progress. */
  readonly inProgressSince?: string;
  /** What of a token is not as it was before its renewal, and how many apps it has and had. */
  readonly changed?: readonly IdentityPart[];
  readonly appCount?: number;
  readonly appCountBefore?: number;
  /** Why people were alerted last, or why not. */
  readonly reason: Reason;
  /** When they last were; absent where they never were. */
  readonly toldAt?: number;
  /** The targets that hear of it. */
  readonly audience: readonly string[];
  readonly acknowledged?: { readonly at: number; readonly by: string };
}

/** A token as lists, badges, metrics and the overview show it. Dates are as they were reported. */
export interface TokenSummary {
  readonly tokenId: string;
  /** Null where Graph lists the token with a sync status that this release does not know. */
  readonly status: SyncStatus | null;
  readonly displayName?: string;
  readonly organizationName?: string;
  readonly locationName?: string;
  readonly accountType?: AccountType;
  readonly tokenState?: string;
  readonly expiresAt?: string;
  readonly lastSyncAt?: string;
  readonly lastReportAt: string;
  readonly strip: Strip;
  /** When a person stopped monitoring it. */
  readonly retiredAt?: number;
  /** The open incident. */
  readonly incident?: IncidentSummary;
  /** When the last incident ended, where none is open. */
  readonly endedAt?: number;
}

/** An open incident of something that is no token. */
export interface SubjectSummary extends IncidentSummary {
  readonly subject: string;
  /** Of a tenant without reports: how many tokens that covers. */
  readonly tokenCount?: number;
  readonly lastReportAt?: string;
  /** What is known of the fault, as in a channel's last error. */
  readonly detail?: string;
  /** Of another connection with Apple: how it is called, its expiry, its last sync and what Apple answered to that. */
  readonly label?: TokenLabel;
  readonly expiresAt?: string;
  readonly lastSyncAt?: string;
  readonly syncErrorCode?: number;
  /** Of reading from Graph: what fails, when it last worked, and when it is tried again (milliseconds since the epoch). */
  readonly pollFault?: PollFault;
  readonly lastReadAt?: number;
  readonly nextReadAt?: number;
  /** Of a credential: how many tenants it fails for. */
  readonly tenantCount?: number;
}

/**
 * What is kept of one tenant for all that shows many: one row in the partition `_overview`, which the sweep brings up to
 * what changed. That of `_app` holds what concerns the app itself.
 */
export interface StoredSummary {
  readonly tenantId: string;
  /** When it last changed, in milliseconds since the epoch. */
  readonly at: number;
  /** Ordered by id. */
  readonly tokens: readonly TokenSummary[];
  /** Ordered by subject. */
  readonly others: readonly SubjectSummary[];
  /** Those in force and those to come; one that has ended since may still be there. */
  readonly silences: readonly Silence[];
}

/** A tenant as all that shows many shows it. */
export interface TenantSummary extends Omit<StoredSummary, 'at'> {
  readonly name?: string;
  /** When what is kept of it last changed; absent where nothing is kept yet, and there were too many such tenants to read. */
  readonly at?: number;
  /** When Graph last listed all tokens of it, in milliseconds since the epoch. */
  readonly listedAt?: number;
}
