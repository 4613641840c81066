import { type SigningKeys, sign, verify } from './signed.ts';

/** How long a tenant's link works where nothing else is asked for: a year. Milliseconds. */
export const TENANT_LINK_LASTS = 365 * 86_400_000;

/**
 * The address of a tenant's status page, or of one of its tokens', for its own people: it lets them look, and see no
 * other tenant.
 *
 * @param statusPageUrl where `/api/status` is served
 * @param expiresAt milliseconds since the epoch
 */
export function tenantLink(
  statusPageUrl: string,
  { tenantId, tokenId }: { readonly tenantId: string; readonly tokenId?: string },
  expiresAt: number,
  keys: SigningKeys,
): string {
  const url = new URL(statusPageUrl);
  const parts = [tenantId, ...(tokenId === undefined ? [] : [tokenId])].map(encodeURIComponent);
  url.pathname = [url.pathname.replace(/\/+$/, ''), ...parts].join('/');
  url.searchParams.set('link', sign('tenant', [tenantId], expiresAt, keys));
  return url.href;
}

/** The tenant that a link is for, and until when; undefined where it is wrong or has expired. */
export function tenantOfLink(
  link: string,
  keys: SigningKeys,
  now: number,
): { readonly tenantId: string; readonly expiresAt: number } | undefined {
  const read = verify('tenant', link, keys, now);
  const tenantId = read.ok ? read.fields[0] : undefined;
  return read.ok && tenantId !== undefined ? { tenantId, expiresAt: read.expiresAt } : undefined;
}
