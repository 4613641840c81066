import type { Cause } from '../../domain/cause.ts';
import type { TokenKey } from '../../domain/report.ts';
import type { SyncStatus } from '../../domain/sync-status.ts';
import type { Marker } from './marker.ts';
import type { Notice } from './notice.ts';
import type { Listing, PollProgress } from './poll.ts';
import type {
  HistoryItem,
  IdempotencyRecord,
  IncidentProjection,
  Silence,
  SubjectChange,
  TimelineEntry,
} from './state.ts';
import type { ConnectionState, Stored, SubjectState, TokenState } from './subject.ts';
import type { StoredSummary } from './summary.ts';

/**
 * The one failure that every storage port may throw: the service is out of reach, overloaded or refuses us. Nothing
 * of the call may be taken as done or as not done.
 */
export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable';
}

/** Milliseconds since the epoch. */
export type Clock = () => number;

/** Where to go on reading; opaque to its reader. */
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
  /** False where a person ended the monitoring of the whole tenant. */
  readonly enabled: boolean;
  /** When that was, in milliseconds since the epoch; kept when it is monitored again. */
  readonly disabledAt?: number;
  /** Whether a person had its tokens read from Microsoft Graph; settings can say so too. */
  readonly polled: boolean;
  /** When its reporter was heard again after a silence, in milliseconds since the epoch. */
  readonly spokeAgainAt?: number;
  /** How reading it from Graph goes; absent where it never was. */
  readonly poll?: PollProgress;
}

/** A tenant with all that is known of its tokens in Graph. */
export interface ListedTenant {
  readonly tenant: Tenant;
  readonly listing: Listing;
}

/** What a sweep finds due in one tenant, or changed since an instant. */
export interface DueRows {
  readonly subjects: readonly Stored<SubjectState>[];
  /** Those that are not due, and changed since. */
  readonly changed: readonly SubjectState[];
  readonly haveSilencesChanged: boolean;
  /** Markers that their writers did not bring to the mailboxes. */
  readonly markers: readonly Marker[];
  /** How many rows could not be read; the log names them. */
  readonly unreadable: number;
}

/** The state of all subjects. */
export interface SubjectStore {
  /** Subjects that do not exist are absent from the map. */
  read(tenantId: string, subjects: readonly string[]): Promise<ReadonlyMap<string, Stored<SubjectState>>>;
  /**
   * Those among the subjects that this instance remembers having written, as it wrote them. Another may have written
   * since: only a commit that succeeds proves that none did.
   */
  recall(tenantId: string, subjects: readonly string[]): ReadonlyMap<string, Stored<SubjectState>>;
  /** Those subjects of a tenant that are no tokens. */
  readBesideTokens(tenantId: string): Promise<readonly Stored<SubjectState>[]>;
  /** The delivery ids among those given that were used in the last days. */
  readIdempotency(tenantId: string, deliveryIds: readonly string[]): Promise<ReadonlyMap<string, IdempotencyRecord>>;
  /**
   * Writes all changes of one tenant in one transaction.
   *
   * @returns conflict when anything was changed by another writer since it was read, a delivery id used included;
   *   then nothing was written
   */
  commit(tenantId: string, changes: readonly SubjectChange[]): Promise<'committed' | 'conflict'>;
  /** How many changes fit one transaction, counted from the first; at least 1. */
  fitting(changes: readonly SubjectChange[]): number;
  /** All subjects of a tenant, in pages. */
  readAll(tenantId: string): AsyncIterable<readonly Stored<SubjectState>[]>;
  /**
   * Subjects to decide anew, those that changed since an instant, and markers past their time, in pages, oldest key
   * first.
   */
  readDue(
    tenantId: string,
    due: { readonly now: number; readonly policyHash: string; readonly changedSince: number },
  ): AsyncIterable<DueRows>;
}

/** What the sweep keeps of each tenant for all that shows many, and under `_app` of what concerns the app itself. */
export interface SummaryStore {
  /** @returns undefined where there is none, or none that can be read: then it is made anew */
  read(tenantId: string): Promise<Stored<StoredSummary> | undefined>;
  /** @returns conflict where another wrote since it was read */
  write(summary: StoredSummary, basis: Stored<StoredSummary> | undefined): Promise<'written' | 'conflict'>;
  /** Those of all tenants, in the order of their ids. */
  all(): AsyncIterable<StoredSummary>;
}

/** What people decide on a tenant as a whole. */
export type TenantChange = Partial<Pick<Tenant, 'name' | 'enabled' | 'disabledAt' | 'polled'>>;

/** The tenants at a glance. */
export interface TenantDirectory {
  readonly areSeveral: boolean;
  /** What their rows call them, by id. */
  readonly names: ReadonlyMap<string, string>;
}

/** The list of tenants. */
export interface TenantStore {
  /**
   * Lists the tenant, unless this instance has done so before.
   *
   * @param first what has to be there before it
   */
  ensure(tenantId: string, first: () => Promise<unknown>): Promise<void>;
  read(tenantId: string): Promise<Tenant | undefined>;
  /** Notes that a silent tenant's reporter was heard again. */
  noteSpokeAgain(tenantId: string, at: number): Promise<void>;
  /** @param from the one to begin with, by id; those before it come last */
  list(from?: string): AsyncIterable<Tenant>;
  /** In the order of their ids. @throws BadContinuation */
  page(page: PageRequest): Promise<Page<Tenant>>;
  /** The tenant with its listing, which may be large; undefined where it is not listed. */
  readListed(tenantId: string): Promise<Stored<ListedTenant> | undefined>;
  /**
   * Keeps how a poll ended, and what it was listed.
   *
   * @returns conflict where the row is not as it was read; then nothing was written
   */
  writeListed(stored: Stored<ListedTenant>, poll: PollProgress, listing: Listing): Promise<'written' | 'conflict'>;
  /** Lists the tenant where it is not yet, and changes what is given of it. */
  change(tenantId: string, change: TenantChange): Promise<void>;
  /** As it was known within the last minute. */
  directory(): Promise<TenantDirectory>;
}

/** Silences that are in force, or to come. */
export interface SilenceStore {
  list(tenantId: string): Promise<readonly Silence[]>;
  /** @param subject a subject's id, or `*` */
  read(tenantId: string, subject: string): Promise<Silence | undefined>;
  /**
   * Begins a silence in place of the one that stood there, or ends it.
   *
   * @param marker written in the same transaction where alerts may go out earlier than before
   */
  write(tenantId: string, subject: string, silence: Silence | undefined, marker: Marker | undefined): Promise<void>;
}

/** How a target's mailbox stood when a sweep looked at it. */
export interface MailboxLook {
  readonly target: string;
  /** How many subjects have something that waits to be sent, silenced ones included. */
  readonly waiting: number;
  /** How many subjects and groups are undelivered. */
  readonly dead: number;
  /** Since when the oldest of what waits has been due, or until when it waits. Milliseconds since the epoch. */
  readonly oldestDueAt?: number;
}

/** What the sweep leaves behind of itself. Milliseconds since the epoch. */
export interface Heartbeat {
  readonly startedAt: number;
  /** When a sweep last reached everything. */
  readonly completedAt?: number;
  /** When that sweep began: it saw everything that was written before. */
  readonly coveredFrom?: number;
  /** The end of the last stretch in which no sweep ran. */
  readonly wokeAt?: number;
  /** How many rows the last complete sweep found due and could not read. */
  readonly unreadable?: number;
  /** The tenant at which the last sweep ran out of time, and the next begins. */
  readonly goOnAt?: string;
  /** Of each configured target. */
  readonly mailboxes?: readonly MailboxLook[];
}

/** Targets, by id, that a sweep has seen. */
export interface SeenTargets {
  /** Those that the settings named when it last looked. */
  readonly here: readonly string[];
  /** Those that they named before; what waits for them is kept. */
  readonly gone: readonly string[];
}

/** What instances tell each other about the app itself. */
export interface AppStore {
  readHeartbeat(): Promise<Heartbeat | undefined>;
  writeHeartbeat(heartbeat: Heartbeat): Promise<void>;
  /** When the app was first seen: the instant that the first caller ever gave. Milliseconds since the epoch. */
  bornAt(now: number): Promise<number>;
  readTargets(): Promise<SeenTargets>;
  writeTargets(targets: SeenTargets): Promise<void>;
  /** 32 random bytes, made once in the app's life: what is signed or hashed by this app alone is keyed by them. */
  key(): Promise<Uint8Array>;
}

/** Reading for people: pages of projections. */
export interface Views {
  tokens(
    filter: { readonly tenantId?: string; readonly status?: SyncStatus; readonly cause?: Cause },
    page: PageRequest,
  ): Promise<Page<TokenState>>;
  /** What connects tenants with Apple beside their tokens, as far as Graph still shows it. */
  connections(filter: { readonly tenantId?: string }, page: PageRequest): Promise<Page<ConnectionState>>;
  /** Newest first. */
  history(key: TokenKey, page: PageRequest): Promise<Page<HistoryItem>>;
  incidents(
    filter: { readonly tenantId?: string; readonly state?: 'open' | 'resolved'; readonly cause?: Cause },
    page: PageRequest,
  ): Promise<Page<IncidentProjection>>;
  incident(tenantId: string, incidentId: string): Promise<IncidentProjection | undefined>;
  /** All of it, oldest first. */
  timeline(tenantId: string, incidentId: string): Promise<readonly TimelineEntry[]>;
}

/** The names of the queues; queue names are lower case. */
export const NOTIFICATION_QUEUE = 'vpp-notifications';
export const POLL_QUEUE = 'vpp-polls';

/** Hands messages to whatever instance is free. One may be lost, come twice or come late. */
export interface Queue<M> {
  /**
   * @param delaySeconds whole seconds for which it stays unseen
   * @throws StorageUnavailable
   */
  put(message: M, delaySeconds: number): Promise<void>;
}

/** Where operators look; never given a secret. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** A channel's address as it sends: once, for 10 s at most, and classified. It never throws. */
export interface Target {
  /** Names the target in rows, routes and health: `webhook`, `teams`, or the name a route gave it. */
  readonly id: string;
  /** Whether it holds alerts under keys, which later notices change and end. */
  readonly hasKeys: boolean;
  /** The least time between two sends, in milliseconds. */
  readonly paceMs: number;
  /** Changes with the target's settings; holds none of them. */
  readonly settingsHash: string;
  send(notice: Notice): Promise<SendOutcome>;
  /** Says again, in one request, all that is open; absent where the service forgets nothing. */
  refresh?(open: readonly Notice[]): Promise<SendOutcome>;
  /** Says that a person works on the incident of this notice; absent where the service has no such notion. */
  acknowledge?(notice: Notice): Promise<SendOutcome>;
}

/**
 * How one attempt to send ended. A reason holds no URL, key or unfiltered answer.
 * - `refused`: the service speaks of the message (400, 413, 415, 422).
 * - `notTaken`: it certainly did not take it, and that speaks of the service: a refused connection or unknown name,
 *   any other 4xx, a redirect, an answer in a 2xx that says so.
 * - `failed`: answered 5xx; whether it was taken is not known.
 * - `noAnswer`: a time-out, a reset. It may still arrive, within 30 s of the send.
 */
export type SendOutcome =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'notTaken'; readonly reason: string; readonly retryAfterMs?: number }
  | { readonly kind: 'failed'; readonly reason: string; readonly status: number; readonly retryAfterMs?: number }
  | { readonly kind: 'noAnswer'; readonly reason: string };
