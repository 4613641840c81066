/** Microsoft Graph's `vppTokenSyncStatus`, with the numbers of its enumeration. */
export const SYNC_STATUS_VALUES = { none: 0, inProgress: 1, completed: 2, failed: 3 } as const;

export type SyncStatus = keyof typeof SYNC_STATUS_VALUES;

export const SYNC_STATUSES = Object.keys(SYNC_STATUS_VALUES) as readonly SyncStatus[];

/** The integer that Graph's enumeration gives to a status. */
export function statusValue(status: SyncStatus): 0 | 1 | 2 | 3 {
  return SYNC_STATUS_VALUES[status];
}

/**
 * Reads a status as the known serializers write it: the member name in any letter case, the integer 0 to 3, or
 * that integer as a string (default .NET and Go JSON write integers, OData strings of them).
 *
 * @returns undefined for everything else, `unknownFutureValue` and booleans included.
 */
export function parseSyncStatus(input: unknown): SyncStatus | undefined {
  if (typeof input === 'number') return SYNC_STATUSES.find((name) => SYNC_STATUS_VALUES[name] === input);
  if (typeof input !== 'string') return undefined;
  const lower = input.toLowerCase();
  return SYNC_STATUSES.find((name) => name.toLowerCase() === lower || String(SYNC_STATUS_VALUES[name]) === input);
}
