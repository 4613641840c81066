/** Rows older than these instants are to go. Milliseconds since the epoch. */
export interface Cutoffs {
  readonly history: number;
  readonly idempotency: number;
  readonly silences: number;
  /** For those that have ended, with their timelines. */
  readonly incidents: number;
}

/** Takes away what is past its time. */
export interface RetentionStore {
  /** @returns how many rows were deleted */
  deleteOld(tenantId: string, before: Cutoffs): Promise<number>;
  /** How far the present round came: the partition done last, or none where the round is complete. */
  readProgress(): Promise<{ readonly at: number; readonly after?: string } | undefined>;
  writeProgress(progress: { readonly at: number; readonly after?: string }): Promise<void>;
}

/** Takes away everything that is kept of a tenant, but for its rows in mailboxes. */
export interface PurgeStore {
  /** All but its place in the list of tenants. @returns how many rows were deleted */
  deleteTenant(tenantId: string): Promise<number>;
  unlist(tenantId: string): Promise<void>;
}
