import type { Cause, Severity } from '../../domain/cause.ts';
import type { Outcome } from '../../domain/fold.ts';
import type { Acknowledgement, Incident } from '../../domain/incident.ts';
import type { TokenRecord } from '../../domain/record.ts';
import type { TokenKey } from '../../domain/report.ts';
import type { SyncStatus } from '../../domain/sync-status.ts';
import type { Timestamp } from '../../domain/timestamp.ts';
import type { Notice, Suspect, TokenLabel } from './notice.ts';

/** A stored value with the mark that an update must name, so that nobody overwrites what they have not read. */
export interface Stored<T> {
  readonly value: T;
  readonly etag: string;
  /** Columns that this release does not know; a rewrite puts them back. */
  readonly foreign?: Readonly<Record<string, unknown>>;
}

/** A person's wish to hear nothing for a while. Times are milliseconds since the epoch. */
export interface Silence {
  readonly until: number;
  readonly at: number;
  readonly by: string;
  readonly note?: string;
}

/** What everything that can have an incident keeps of it. */
export interface Book {
  /** The open incident, or the last one that ended. */
  readonly incident?: Incident;
  /** How many timeline entries that incident has. */
  readonly entries: number;
  /** The targets that were told anything of that incident: each also hears of its end. */
  readonly audience: readonly string[];
}

/** The token row: all that a decision needs, so that one read is enough and its ETag is the only guard. */
export interface TokenState extends Book {
  readonly record: TokenRecord;
  /** When a person retired the token; it is quiet until it reports again. */
  readonly retiredAt?: number;
  readonly silence?: Silence;
  readonly tenantSilence?: Silence;
  readonly nextCheckAt?: number;
  /** The settings under which `nextCheckAt` was computed; under others the row is due at once. */
  readonly policyHash: string;
}

/** One report that was `applied` or `stale`, as it came. */
export interface HistoryItem extends TokenKey {
  readonly status: SyncStatus;
  readonly outcome: Outcome;
  readonly lastSyncAt?: Timestamp;
  readonly observedAt: Timestamp;
  readonly receivedAt: Timestamp;
  readonly source: string;
  readonly deliveryId?: string;
  readonly detail?: string;
}

/** A delivery id that was used, and the hash of the item that came under it. */
export interface DeliveryEntry {
  readonly deliveryId: string;
  readonly contentHash: string;
  /** Milliseconds since the epoch; kept for 7 days. */
  readonly at: number;
}

/** What happened to an incident, in the order in which it happened. */
export type TimelineEvent =
  | { readonly kind: 'report'; readonly status: SyncStatus; readonly source: string; readonly detail?: string }
  | {
      readonly kind: 'notice';
      readonly notificationId: string;
      readonly type: Notice['type'];
      readonly targets: readonly string[];
    }
  | { readonly kind: 'quiet'; readonly why: string }
  | ({ readonly kind: 'acknowledged' } & Omit<Acknowledgement, 'at'>)
  | {
      readonly kind: 'silenced';
      readonly scope: 'token' | 'tenant';
      readonly until: number;
      readonly by: string;
      readonly note?: string;
    }
  | { readonly kind: 'unsilenced'; readonly scope: 'token' | 'tenant'; readonly by?: string }
  | { readonly kind: 'grouped'; readonly outbreakId: string }
  | { readonly kind: 'released'; readonly outbreakId: string }
  | { readonly kind: 'retired' }
  | { readonly kind: 'redriven'; readonly notificationId: string; readonly target: string };

export interface TimelineEntry {
  readonly incidentId: string;
  /** Counts from 1 within the incident. */
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly event: TimelineEvent;
}

/** `grouped` is one that an outbreak's notice stands for. */
export const NOTIFICATION_STATES = ['pending', 'delivered', 'dead', 'superseded', 'grouped'] as const;
export type NotificationState = (typeof NOTIFICATION_STATES)[number];

/** Points to one notification: what a queue message holds. */
export interface NotificationPointer {
  readonly tenantId: string;
  readonly incidentId: string;
  readonly seq: number;
  readonly target: string;
}

/** One notice on its way to one target. Times are milliseconds since the epoch. */
export interface Notification extends NotificationPointer {
  readonly notice: Notice;
  readonly state: NotificationState;
  readonly createdAt: number;
  /** When it may be tried next; while a send is under way, when that send is given up for lost. Only while pending. */
  readonly dueAt?: number;
  /** When the send that is under way began. */
  readonly claimedAt?: number;
  /** Attempts that counted. */
  readonly attempts: number;
  readonly lastAttemptAt?: number;
  /** What went wrong last, without secrets. */
  readonly lastError?: string;
  readonly deliveredAt?: number;
}

/** `{incidentId}-{seq}`: the id of a notice, the same for each of its targets and on every attempt. */
export function notificationIdOf(pointer: Pick<NotificationPointer, 'incidentId' | 'seq'>): string {
  return `${pointer.incidentId}-${pointer.seq}`;
}

/** An incident as people read it, with what it belongs to: a token, or with `tokenId` null a tenant or an outbreak. */
export interface IncidentProjection {
  readonly tenantId: string;
  readonly tokenId: string | null;
  readonly incident: Incident;
  readonly silencedUntil?: number;
}

/** What a decision about anything with an incident tells, as rows. */
export interface Telling {
  readonly book: Book;
  readonly timeline: readonly TimelineEntry[];
  readonly notifications: readonly Notification[];
}

/** Everything that one decision about one token writes, in one transaction. */
export interface TokenChange {
  readonly key: TokenKey;
  readonly state: TokenState;
  /** What the decision was made on; absent for a token that was not there. */
  readonly basis?: Stored<TokenState>;
  readonly history: readonly HistoryItem[];
  readonly deliveries: readonly DeliveryEntry[];
  readonly timeline: readonly TimelineEntry[];
  readonly notifications: readonly Notification[];
}

/** How far the expiry of a token was last told of. */
export interface Warned {
  /** The least number of days of `EXPIRY_WARNING_DAYS` that was told. */
  readonly step: number;
  readonly expiresAt: Timestamp;
}

/** The tenant row: what is known of a tenant as a whole. Its incident is that all of its tokens are silent. */
export interface TenantState extends Book {
  readonly tenantId: string;
  /** How many of its tokens are not retired, as last counted. */
  readonly tokenCount: number;
  readonly silence?: Silence;
  /** By token id. */
  readonly warned: Readonly<Record<string, Warned>>;
  /** When the daily look at expiries is due. Milliseconds since the epoch. */
  readonly expiryCheckAt: number;
  readonly nextCheckAt?: number;
  readonly policyHash: string;
}

/** Everything that one decision about a tenant writes, in one transaction. */
export interface TenantChange {
  readonly state: TenantState;
  /** What the decision was made on; absent for a tenant that was not there. */
  readonly basis?: Stored<TenantState>;
  readonly timeline: readonly TimelineEntry[];
  readonly notifications: readonly Notification[];
}

/** That an incident began: how others that begin with it are found, over all tenants and instances. */
export interface Opening {
  readonly cause: Cause;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly tenantId: string;
  readonly tokenId: string | null;
  readonly incidentId: string;
  readonly seq: number;
  readonly severity: Severity;
  readonly label: TokenLabel;
}

/** Many incidents of one cause that began together; there is at most one for a cause. */
export interface OutbreakState {
  readonly cause: Cause;
  readonly incident: Incident;
  readonly entries: number;
  readonly audience: readonly string[];
  /** Openings from here on are its members. Milliseconds since the epoch. */
  readonly since: number;
  /** How many members people were told of. */
  readonly toldCount: number;
  readonly toldAt: number;
  readonly openCount: number;
  readonly suspect: Suspect;
  /** When members that outlived it were given back their own voice. */
  readonly releasedAt?: number;
}

export interface OutbreakChange {
  readonly state: OutbreakState;
  readonly basis?: Stored<OutbreakState>;
  readonly timeline: readonly TimelineEntry[];
  readonly notifications: readonly Notification[];
}
