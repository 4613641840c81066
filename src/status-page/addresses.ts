/** The page of a tenant. @param base the path of the overview */
export function tenantAddress(base: string, tenantId: string): string {
  return `${base}/${encodeURIComponent(tenantId)}`;
}

/** The page of a token. */
export function tokenAddress(base: string, tenantId: string, tokenId: string): string {
  return `${tenantAddress(base, tenantId)}/${encodeURIComponent(tokenId)}`;
}
