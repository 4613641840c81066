import type { Surroundings } from '../../domain/diagnosis.ts';
import type { Tenant } from '../model/ports.ts';
import type { SweepDeps } from './sweep-deps.ts';

/** What the last complete listing of its tenant says of a token. */
export type ListedToken = Pick<Surroundings, 'listedAt' | 'isListed'>;

const NOT_LISTED: ListedToken = { isListed: false };

/**
 * What Graph says of a tenant's tokens, which no token's own row keeps; of a tenant that is not polled, nothing.
 *
 * @returns asked with a token's id
 * @throws StorageUnavailable
 */
export async function listedTokens(
  tenant: Tenant,
  { tenants, polls }: SweepDeps,
): Promise<(tokenId: string) => ListedToken> {
  if (!isListed(tenant, polls)) return () => NOT_LISTED;
  const stored = await tenants.readListed(tenant.tenantId);
  const listedAt = stored?.value.tenant.poll?.listedAt;
  if (!stored || listedAt === undefined) return () => NOT_LISTED;
  return (tokenId) => {
    const token = stored.value.listing.get(tokenId);
    if (!token) return NOT_LISTED;
    // One that the last listing lacked: the next good one says whether it is gone, and until then it is not silent.
    return { isListed: true, ...(!token.isMissing && { listedAt }) };
  };
}

/** Whether a tenant is polled and was listed completely: then its tokens are reported by Graph. */
export function isListed(tenant: Tenant, polls: SweepDeps['polls']): boolean {
  return polls?.isPolled(tenant) === true && tenant.poll?.listedAt !== undefined;
}
