import type { Cause } from '../../domain/cause.ts';
import type { Clock, Log, Queue, SendOutcome } from '../model/ports.ts';
import type { Message, OpenAlert } from './message.ts';
import type { DueRow, GroupRow, Guard, HeardRow, SentRow } from './rows.ts';
import type { Mute, SubjectKey, SubjectWant } from './want.ts';

/** One place that messages go to. It sends once, for 10 s at most, and classifies; it never throws. */
export interface MailboxTarget<S> {
  readonly id: string;
  /** Whether it holds alerts under keys, which later messages change and end (PagerDuty, Alertmanager). */
  readonly hasKeys: boolean;
  /** The least time between two sends, in milliseconds. */
  readonly paceMs: number;
  /** Changes with the target's settings; holds none of them. */
  readonly settingsHash: string;
  /** Reads whatever sends need of storage, so that nothing stands between the last look at the clock and a send. */
  prepare?(): Promise<void>;
  send(message: Message<S>): Promise<SendOutcome>;
  /** Says again all that is open, in one request; absent where the service forgets nothing. */
  refresh?(open: readonly OpenAlert<S>[]): Promise<SendOutcome>;
}

/** One row to write or to take away. */
export type Change =
  | { readonly put: 'heard'; readonly row: HeardRow }
  | { readonly put: 'group'; readonly row: GroupRow }
  | { readonly put: 'due'; readonly row: DueRow }
  | { readonly put: 'sent'; readonly row: SentRow }
  | { readonly drop: 'heard'; readonly row: SubjectKey }
  | { readonly drop: 'group'; readonly row: Pick<GroupRow, 'id'> }
  | { readonly drop: 'due'; readonly row: DueRow }
  | { readonly drop: 'sent'; readonly row: Pick<SentRow, 'at' | 'message'> };

/** Rows by `idOf`; a row that cannot be parsed is undefined there and logged. */
export type HeardRows = ReadonlyMap<string, HeardRow | undefined>;

/** Which rows: of a tenant, behind a subject, told through this group or a later one. */
export interface HeardRange {
  readonly tenantId?: string;
  readonly after?: SubjectKey;
  readonly sinceGroup?: string;
}

/** How many changes a transaction takes beside the guard. */
export const MAX_CHANGES = 99;

/** Mailboxes in storage. Every method may throw StorageUnavailable; then nothing is known of the outcome. */
export interface MailboxStore {
  readGuard(target: string): Promise<{ readonly guard: Guard; readonly etag: string } | undefined>;
  /**
   * Writes the guard and up to 99 changes, all or nothing.
   *
   * @param etag the guard's as it was read; absent where there was none
   * @returns conflict where the guard is another one
   */
  commit(
    target: string,
    guard: Guard,
    etag: string | undefined,
    changes: readonly Change[],
  ): Promise<{ readonly etag: string } | 'conflict'>;
  /** The rows that are due by an instant, and all groups that have not ended. */
  readWaiting(
    target: string,
    now: number,
  ): Promise<{ readonly due: readonly DueRow[]; readonly groups: readonly GroupRow[] }>;
  /** Those of these subjects that have a row. */
  readHeard(target: string, keys: readonly SubjectKey[]): Promise<HeardRows>;
  /** Rows told through this group or a later one, those that may believe one of the causes open, and unsure ones. */
  readCompany(target: string, sinceGroup: string | undefined, causes: readonly Cause[]): Promise<HeardRows>;
  /** Attempts from an instant on. */
  readSent(target: string, since: number): Promise<readonly SentRow[]>;
  /** Rows and groups that are dead. */
  readDead(target: string): Promise<{ readonly rows: readonly HeardRow[]; readonly groups: readonly GroupRow[] }>;
  /** All rows of a kind, in pages, those that cannot be parsed left out. */
  allHeard(target: string, range?: HeardRange): AsyncIterable<readonly HeardRow[]>;
  allGroups(target: string): AsyncIterable<readonly GroupRow[]>;
  allSentBefore(target: string, before: number): AsyncIterable<readonly SentRow[]>;
  /** Puts up to 100 due rows for each transaction, past the guard. */
  insertDue(target: string, rows: readonly DueRow[]): Promise<void>;
  /** Due rows alone: all, or those of a tenant, or of a subject. */
  readDue(target: string, only?: { readonly tenantId: string; readonly subject?: string }): Promise<readonly DueRow[]>;
}

/** What subjects' rows say now. */
export interface WantsReader<S> {
  /** By `idOf`. A subject that does not exist is absent; one that cannot be read is undefined, and logged. */
  readWants(keys: readonly SubjectKey[]): Promise<ReadonlyMap<string, SubjectWant<S> | undefined>>;
  readMutes(tenantIds: readonly string[]): Promise<readonly Mute[]>;
}

/** What a queue message says: there may be something to do for this target. */
export interface WakeUp {
  readonly target: string;
  /** That it stands for one that came again. */
  readonly again?: true;
}

/** The queue `vpp-notifications`. */
export type WakeUpQueue = Queue<WakeUp>;

/** What a run needs. It has no timer but `sleep` and no chance but `random`. */
export interface MailboxDeps<S> {
  /** The configured targets, by id. */
  readonly targets: ReadonlyMap<string, MailboxTarget<S>>;
  readonly store: MailboxStore;
  readonly wants: WantsReader<S>;
  readonly wakeUps: WakeUps;
  readonly clock: Clock;
  readonly sleep: (ms: number) => Promise<void>;
  /** From 0 to 1. */
  readonly random: () => number;
  /** A ULID. */
  readonly newId: () => string;
  readonly log: Log;
  readonly settings: {
    /** `OUTBREAK_MIN`. */
    readonly outbreakMin: number;
    /** How often a target that forgets is told again what is open, in milliseconds: the sweep's period. */
    readonly refreshEvery: number;
  };
}

/** Puts wake-ups, few of them: see `wake-ups.ts`. */
export interface WakeUps {
  /** Wakes a target at an instant or up to 2 s later. @throws StorageUnavailable */
  wake(target: string, at: number): Promise<void>;
  /** Puts a wake-up back for one that came again. @throws StorageUnavailable */
  putBack(target: string, at: number): Promise<void>;
}
