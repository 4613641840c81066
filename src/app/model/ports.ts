import type { Cause } from '../../domain/cause.ts';
import type { TokenKey } from '../../domain/report.ts';
import type { SyncStatus } from '../../domain/sync-status.ts';
import type { Notice } from './notice.ts';
import type {
  DeliveryEntry,
  HistoryItem,
  IncidentProjection,
  Notification,
  NotificationPointer,
  NotificationState,
  Opening,
  OutbreakChange,
  OutbreakState,
  Silence,
  Stored,
  TenantChange,
  TenantState,
  TimelineEntry,
  TokenChange,
  TokenState,
} from './state.ts';

/**
 * The one failure that every storage port may throw: the service is out of reach, overloaded or refuses us. Nothing
 * of the call may be taken as done or as not done.
 */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable';
}

/** Milliseconds since the epoch. */
export type Clock = () => number;

/** Where to go on reading; opaque to whoever gets it. */
export interface PageRequest {
  readonly limit: number;
  readonly continuation?: string;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly continuation?: string;
}

/** A continuation that this program did not make. */
export class BadContinuation extends Error {
  override readonly name = 'BadContinuation';
}

export interface Tenant {
  readonly tenantId: string;
  readonly name?: string;
}

/** A notification is taken for lost when no instance has touched it for this long after it was due. */
export const LOST_AFTER_MS = 60_000;

/** What a sweep finds due in one tenant. */
export interface DueRows {
  readonly tokens: readonly Stored<TokenState>[];
  readonly notifications: readonly NotificationPointer[];
  /** Whether the tenant as a whole is due. */
  readonly tenant: boolean;
  /** Whether a silence of the tenant was not brought to all of its tokens. */
  readonly silence: boolean;
}

/** The state of all tokens. */
export interface StateStore {
  /** Tokens that do not exist are absent from the map. */
  readTokens(tenantId: string, tokenIds: readonly string[]): Promise<ReadonlyMap<string, Stored<TokenState>>>;
  /** The delivery ids among those given that were used in the last days. */
  readDeliveries(tenantId: string, deliveryIds: readonly string[]): Promise<ReadonlyMap<string, DeliveryEntry>>;
  /**
   * Writes all changes of one tenant in one transaction.
   *
   * @returns conflict when anything was changed by somebody else since it was read, a delivery id used included;
   *   then nothing was written
   */
  commit(tenantId: string, changes: readonly TokenChange[]): Promise<'committed' | 'conflict'>;
  /** How many changes fit one transaction, counted from the first; at least 1. */
  fitting(changes: readonly TokenChange[]): number;
  /** All tokens of a tenant, in pages. */
  readAllTokens(tenantId: string): AsyncIterable<readonly Stored<TokenState>[]>;
  listTenants(): AsyncIterable<Tenant>;
  /** Token rows to decide anew, pending notifications that no instance seems to send; in pages, oldest key first. */
  readDue(
    tenantId: string,
    due: { readonly now: number; readonly policyHash: string; readonly lostBefore: number },
  ): AsyncIterable<DueRows>;
}

/** A tenant's silence, and how it came to be. */
export interface SilenceChange {
  /** The silence in force. */
  readonly silence: Silence | undefined;
  /** When it was last changed or lifted, in milliseconds since the epoch. */
  readonly since: number;
  /** Absent where there never was one. */
  readonly etag?: string;
}

/** What is known of tenants as a whole. */
export interface TenantStore {
  /** Writes the tenant's rows unless they are there: before the tenant's first token row. */
  ensureTenant(tenantId: string): Promise<void>;
  readTenant(tenantId: string): Promise<Stored<TenantState> | undefined>;
  commitTenant(tenantId: string, change: TenantChange): Promise<'committed' | 'conflict'>;
  /** The silence in force. */
  readSilence(tenantId: string): Promise<Silence | undefined>;
  readSilenceChange(tenantId: string): Promise<SilenceChange>;
  /**
   * @param isApplied false until all of its tokens know; until then the sweep finds it due
   * @param etag as it was read, where nothing is to be written once somebody else has changed it since
   */
  writeSilence(tenantId: string, silence: Silence, isApplied: boolean, etag?: string): Promise<void>;
}

/** How a target does, as far as any instance knows. Milliseconds since the epoch. */
export interface TargetHealth {
  readonly target: string;
  /** Since when every attempt has failed; absent where the last one did not. */
  readonly failingSince?: number;
  readonly lastError?: string;
  /** When the other targets got an alert about it. */
  readonly toldAt?: number;
}

/** How targets do, in storage, since instances share no memory. */
export interface TargetHealthStore {
  readTarget(target: string): Promise<TargetHealth | undefined>;
  writeTarget(health: TargetHealth): Promise<void>;
  listTargets(): Promise<readonly TargetHealth[]>;
}

/** What the sweep leaves behind of itself. Milliseconds since the epoch. */
export interface Heartbeat {
  readonly startedAt: number;
  /** When a sweep last reached everything. */
  readonly completedAt?: number;
  /** When the last stretch without sweeps ended. */
  readonly wokeAt?: number;
}

/** What instances tell each other about the program itself. */
export interface SystemStore {
  readHeartbeat(): Promise<Heartbeat | undefined>;
  writeHeartbeat(heartbeat: Heartbeat): Promise<void>;
}

/** The partition that outbreaks stand in, where a tenant's id would stand; no tenant's id begins with an underscore. */
export const OUTBREAKS = '_outbreaks';

/** What began lately, and what of it belongs together. */
export interface OutbreakStore {
  /** Writes what is not there yet. */
  recordOpenings(openings: readonly Opening[]): Promise<void>;
  /** Openings of a cause from an instant on, oldest first; `atMost` spares reading more than are needed. */
  readOpenings(cause: Cause, since: number, atMost?: number): Promise<readonly Opening[]>;
  readOutbreak(cause: Cause): Promise<Stored<OutbreakState> | undefined>;
  listOutbreaks(): Promise<readonly Stored<OutbreakState>[]>;
  commitOutbreak(change: OutbreakChange): Promise<'committed' | 'conflict'>;
  /** Pending notifications of outbreaks that no instance seems to be sending. */
  readLost(lostBefore: number): Promise<readonly NotificationPointer[]>;
}

/** Rows older than these instants are to go. Milliseconds since the epoch. */
export interface Cutoffs {
  readonly history: number;
  readonly deliveries: number;
  /** For those that are delivered, superseded or grouped. */
  readonly notifications: number;
  /** For those that have ended, with their timelines and all of their notifications. */
  readonly incidents: number;
}

/** Takes away what is past its time. */
export interface RetentionStore {
  /** @returns how many rows were deleted */
  deleteOld(tenantId: string, before: Cutoffs): Promise<number>;
  deleteOpenings(before: number): Promise<number>;
  /** How far the present round came: the partition done last, or none where the round is complete. */
  readProgress(): Promise<{ readonly at: number; readonly after?: string } | undefined>;
  writeProgress(progress: { readonly at: number; readonly after?: string }): Promise<void>;
}

/** Reading for people: pages of projections. */
export interface Views {
  tokens(
    filter: { readonly tenantId?: string; readonly status?: SyncStatus; readonly cause?: Cause },
    page: PageRequest,
  ): Promise<Page<TokenState>>;
  /** Newest first. */
  history(key: TokenKey, page: PageRequest): Promise<Page<HistoryItem>>;
  incidents(
    filter: { readonly tenantId?: string; readonly state?: 'open' | 'resolved'; readonly cause?: Cause },
    page: PageRequest,
  ): Promise<Page<IncidentProjection>>;
  incident(tenantId: string, incidentId: string): Promise<IncidentProjection | undefined>;
  /** All of it, oldest first. */
  timeline(tenantId: string, incidentId: string): Promise<readonly TimelineEntry[]>;
  notifications(
    filter: { readonly tenantId?: string; readonly state?: NotificationState; readonly target?: string },
    page: PageRequest,
  ): Promise<Page<Notification>>;
}

/** Notifications on their way. */
export interface Outbox {
  read(pointer: NotificationPointer): Promise<Stored<Notification> | undefined>;
  /** All notifications of one incident to one target, oldest first. */
  readSiblings(pointer: NotificationPointer): Promise<readonly Stored<Notification>[]>;
  /** The notifications of one notice, one for each of its targets. */
  readNotice(pointer: Omit<NotificationPointer, 'target'>): Promise<readonly Stored<Notification>[]>;
  /** Writes notifications of one notice that stands in no decision. @returns conflict where they are there already */
  insert(notifications: readonly Notification[]): Promise<'written' | 'conflict'>;
  /** @returns conflict when another writer changed the row since it was read; then nothing was written */
  update(stored: Stored<Notification>, next: Notification): Promise<Stored<Notification> | 'conflict'>;
}

/** The queue's name; queue names are lower case. */
export const NOTIFICATION_QUEUE = 'vpp-notifications';

/** The queue of pointers to notifications that are due. */
export interface NotificationQueue {
  /** @param delayMs the message stays unseen that long */
  enqueue(pointer: NotificationPointer, delayMs: number): Promise<void>;
}

/** Where operators look; never given a secret. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/**
 * How one attempt to send ended. `retry` is for what may pass (429, 5xx, time-outs, network faults), `refused` for
 * what will not (any other 4xx, a redirect). A `free` retry costs no attempt: the other side, or our own haste, asks
 * for patience. A reason never holds a URL, a key or an answer's body unfiltered.
 */
export type SendResult =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry'; readonly reason: string; readonly retryAfterMs?: number; readonly free?: true }
  | { readonly kind: 'refused'; readonly reason: string };

/** One place that notices go to. It sends once and classifies; whoever calls it retries. It never throws. */
export interface Target {
  /** Names the target in rows, routes and health: `webhook`, `teams`, or the name a route gave it. */
  readonly id: string;
  send(notice: Notice): Promise<SendResult>;
  /** Whether this target gets a notice at all; absent where it gets every one. */
  wants?(notice: Notice): boolean;
  /**
   * Says again that these notices, the latest of each incident that is open, still hold; for services that forget what
   * is not repeated. Called with every sweep. Absent where there is no need.
   */
  refresh?(open: readonly Notice[]): Promise<SendResult>;
  /** Passes on that somebody is working on the incident of this notice. Absent where a service has no such notion. */
  acknowledge?(notice: Notice): Promise<SendResult>;
}
