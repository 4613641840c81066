import type { ReportOutcome } from '../../domain/fold.ts';
import type { Acknowledgement, Incident, Told } from '../../domain/incident.ts';
import type { TokenKey } from '../../domain/report.ts';
import type { SyncStatus } from '../../domain/sync-status.ts';
import type { Timestamp } from '../../domain/timestamp.ts';
import type { Marker } from './marker.ts';
import type { Notice } from './notice.ts';
import type { Stored, SubjectKey, SubjectState } from './subject.ts';

/** Who does something; only a sign-in vouches for a name, what anybody may have typed is not verified. */
export interface Actor {
  readonly by: string;
  readonly verified?: true;
}

/**
 * No alerts of a subject, or of a whole tenant, from a time to a time; each has one at most. Times are milliseconds since
 * the epoch.
 */
export interface Silence extends Actor {
  /** A subject's id, or `*` for all of the tenant. */
  readonly subject: string;
  /** When it begins, where that was not at once. */
  readonly from?: number;
  readonly until: number;
  /** When it was asked for. */
  readonly at: number;
  readonly note?: string;
}

/** Whether a silence holds anything at a moment. */
export function isInForce({ from, until }: Silence, now: number): boolean {
  return (from ?? now) <= now && until > now;
}

/** A silence of all of a tenant. */
export const WHOLE_TENANT = '*';

/** Those of a tenant's silences that are about a subject: its own and the tenant's. */
export function silencesAbout(subject: string, silences: readonly Silence[]): readonly Silence[] {
  return silences.filter((it) => it.subject === subject || it.subject === WHOLE_TENANT);
}

/** The one of a tenant's silences that holds a subject now, and of several the longest. */
export function silenceInForce(subject: string, silences: readonly Silence[], now: number): Silence | undefined {
  const held = silencesAbout(subject, silences).filter((it) => isInForce(it, now));
  return held.sort((a, b) => b.until - a.until)[0];
}

/** One report that was `applied` or `stale`, as it came. */
export interface HistoryItem extends TokenKey {
  readonly status: SyncStatus;
  readonly outcome: ReportOutcome;
  readonly lastSyncAt?: Timestamp;
  readonly observedAt: Timestamp;
  readonly receivedAt: Timestamp;
  readonly source: string;
  readonly deliveryId?: string;
  readonly detail?: string;
}

/** A sender's delivery id that was used, and the hash of the item that came under it. */
export interface IdempotencyRecord {
  readonly deliveryId: string;
  readonly contentHash: string;
  /** Milliseconds since the epoch; kept for 7 days. */
  readonly at: number;
}

/** What happened to an incident, in the order in which it happened. */
export type TimelineEvent =
  | { readonly kind: 'report'; readonly status: SyncStatus; readonly source: string; readonly detail?: string }
  | { readonly kind: 'notice'; readonly type: Notice['type']; readonly no: number; readonly targets: readonly string[] }
  | { readonly kind: 'quiet'; readonly why: string }
  | ({ readonly kind: 'acknowledged' } & Omit<Acknowledgement, 'at'>)
  | ({ readonly kind: 'silenced' } & Omit<Silence, 'subject' | 'at'>)
  | ({ readonly kind: 'unsilenced' } & Partial<Actor>)
  | ({ readonly kind: 'retired' } & Partial<Actor>)
  | ({ readonly kind: 'unretired' } & Partial<Actor>)
  | ({ readonly kind: 'redriven'; readonly target: string } & Partial<Actor>);

export interface TimelineEntry {
  readonly incidentId: string;
  /** Counts from 1 within the incident. */
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly event: TimelineEvent;
}

/** An incident as lists show it, with what it belongs to. */
export interface IncidentProjection extends SubjectKey {
  readonly incident: Incident;
  /** What people should know of its subject; null where nothing is wrong, or nothing was told yet. */
  readonly told: Told | null;
}

/** Everything that one decision about one subject writes, in one transaction. */
export interface SubjectChange<S extends SubjectState = SubjectState> {
  readonly state: S;
  /** What the decision was made on; absent for a subject that was not there. */
  readonly basis?: Stored<S>;
  readonly history?: readonly HistoryItem[];
  readonly idempotency?: readonly IdempotencyRecord[];
  readonly timeline: readonly TimelineEntry[];
  /** Present where what people should know has moved. */
  readonly marker?: Marker;
}
