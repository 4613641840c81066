import type { PollFault } from './graph.ts';

/** What a message on the queue `vpp-polls` says: this tenant's poll may be due. */
export interface PollMessage {
  readonly tenantId: string;
}

/** How reading a tenant from Graph goes; a part of its row. Times are milliseconds since the epoch. */
export interface PollProgress {
  /** When the last poll ended, however it ended. */
  readonly polledAt?: number;
  /** When the next one is due; at once where absent. */
  readonly nextPollAt?: number;
  /** When the last complete listing began to answer: it is a report, at that moment, of every token in it. */
  readonly listedAt?: number;
  /** How many polls have failed in a row. */
  readonly failures: number;
  /** When the first of them ended. */
  readonly failingSince?: number;
  /** What the last poll failed of; absent after a good one. */
  readonly fault?: PollFault;
  /** Tokens, by id, that Graph lists in a way this release cannot read as a report; of many, some. */
  readonly unread?: Readonly<Record<string, UnreadToken>>;
  /** When what stands beside the tokens was last looked at and all was well. */
  readonly neighboursAt?: number;
}

/** A token that cannot be read as a report: it is shown, and never judged. Texts are at most 100 characters long. */
export interface UnreadToken {
  /** What could not be read of it, in English, one line. */
  readonly note: string;
  /** Its sync status as Graph has it. */
  readonly status?: string;
  readonly displayName?: string;
  readonly organizationName?: string;
  readonly locationName?: string;
  readonly tokenState?: string;
  readonly expiresAt?: string;
}

/** A token as Graph listed it last. */
export interface ListedToken {
  /** Of what was read of it: the same hash says nothing new. */
  readonly hash: string;
  /** The last complete listing lacked it, and the one before did not. */
  readonly isMissing?: true;
}

/** What is known of a tenant's tokens in Graph, by token id. */
export type Listing = ReadonlyMap<string, ListedToken>;
