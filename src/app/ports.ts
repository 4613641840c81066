import type { Cause } from '../domain/cause.ts';
import type { TokenKey } from '../domain/report.ts';
import type { SyncStatus } from '../domain/sync-status.ts';
import type { Notice } from './notice.ts';
import type {
  DeliveryEntry,
  HistoryItem,
  IncidentProjection,
  Notification,
  NotificationPointer,
  NotificationState,
  Stored,
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

/** What a sweep finds due in one tenant. */
export interface DueRows {
  readonly tokens: readonly Stored<TokenState>[];
  readonly notifications: readonly NotificationPointer[];
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
  /** Writes the tenant's row unless it is there: before the tenant's first token row. */
  ensureTenant(tenantId: string): Promise<void>;
  listTenants(): AsyncIterable<Tenant>;
  /** Token rows to decide anew, pending notifications that nobody seems to be sending; in pages, oldest key first. */
  readDue(
    tenantId: string,
    due: { readonly now: number; readonly policyHash: string; readonly lostBefore: number },
  ): AsyncIterable<DueRows>;
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
  /** @returns conflict when somebody else changed the row since it was read; then nothing was written */
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
}
