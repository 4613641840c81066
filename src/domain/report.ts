import type { SyncStatus } from './sync-status.ts';
import type { Timestamp } from './timestamp.ts';

/** Graph's `vppTokenState`; `duplicateLocationId` is in beta only. */
export const TOKEN_STATES = [
  'unknown',
  'valid',
  'expired',
  'invalid',
  'assignedToExternalMDM',
  'duplicateLocationId',
] as const;
export type VppTokenState = (typeof TOKEN_STATES)[number];

/** Graph's `vppTokenAccountType`. */
export const ACCOUNT_TYPES = ['business', 'education'] as const;
export type AccountType = (typeof ACCOUNT_TYPES)[number];

/** Names one token of one tenant. */
export interface TokenKey {
  readonly tenantId: string;
  readonly tokenId: string;
}

/** What a report may or may not carry; absent means no information, never "cleared". */
export interface OptionalFields {
  /** A member of `TOKEN_STATES`, or a text of the sender's that means nothing to `diagnose` and is only shown. */
  readonly tokenState?: string;
  readonly expiresAt?: Timestamp;
  readonly organizationName?: string;
  readonly displayName?: string;
  readonly locationName?: string;
  /** Masked before it gets here, as in `v***@example.com`. */
  readonly appleId?: string;
  readonly accountType?: AccountType;
  readonly countryOrRegion?: string;
  /** What the sender says of the failure; at most 2,000 characters. */
  readonly detail?: string;
  /** How many apps the last sync saw. */
  readonly appCount?: number;
  /** Tells one Apple Account from another without naming it: keyed by this app alone. Only what was polled has it. */
  readonly accountHash?: string;
}

/** The names of the optional fields, in the order of the contract. */
export const OPTIONAL_FIELDS = [
  'tokenState',
  'expiresAt',
  'organizationName',
  'displayName',
  'locationName',
  'appleId',
  'accountType',
  'countryOrRegion',
  'detail',
  'appCount',
  'accountHash',
] as const satisfies readonly (keyof OptionalFields)[];

/** A sync report after parsing: what a sender saw of one token at one moment. */
export interface Report extends TokenKey, OptionalFields {
  readonly status: SyncStatus;
  /** When the sync that the status speaks of took place; absent where it is unknown or never was. */
  readonly lastSyncAt?: Timestamp;
  /** When the sender saw it; never later than `receivedAt`. */
  readonly observedAt: Timestamp;
  readonly receivedAt: Timestamp;
  /** Which kind of envelope brought it, as in `report` or `cloudevents`. */
  readonly source: string;
  /** The sender's id of this delivery, prefixed by its kind, as in `idempotency-key:abc/0`. */
  readonly deliveryId?: string;
}
