import type { UnreadToken } from '../model/poll.ts';
import type { TenantStore } from '../model/ports.ts';

/** Tokens that Graph lists in a way that cannot be read as reports: by tenant, then by id. */
export type UnreadTokens = ReadonlyMap<string, Readonly<Record<string, UnreadToken>>>;

/**
 * @param only one tenant alone
 * @throws StorageUnavailable
 */
export async function unreadTokens(
  only: string | undefined,
  tenants: Pick<TenantStore, 'list' | 'read'>,
): Promise<UnreadTokens> {
  const found = new Map<string, Readonly<Record<string, UnreadToken>>>();
  if (only !== undefined) {
    const unread = (await tenants.read(only))?.poll?.unread;
    return unread ? new Map([[only, unread]]) : found;
  }
  for await (const { tenantId, poll } of tenants.list()) if (poll?.unread) found.set(tenantId, poll.unread);
  return found;
}
