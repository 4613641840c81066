import type { Catalogue } from './catalogue.ts';
import type { ContentOptions, Link } from './content.ts';

/** Where Intune lists its connectors and tokens; a page for one VPP token does not exist. Source: Microsoft's documentation. */
export const INTUNE_CONNECTORS =
  'https://intune.microsoft.com/#view/Microsoft_Intune_DeviceSettings/TenantAdminMenu/~/connectorsAndTokens';

/** The status page of a token below the given status page, or that page itself where no token is named. */
export function statusPage(base: string, tenantId?: string, tokenId?: string | null): string {
  if (tenantId === undefined || tokenId === undefined || tokenId === null) return base;
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${encodeURIComponent(tenantId)}/${encodeURIComponent(tokenId)}`;
  return url.href;
}

/** The link to Intune, and to the status page where there is one. */
export function linksFor(
  words: Catalogue,
  options: ContentOptions,
  token?: { tenantId: string; tokenId: string | null },
): readonly Link[] {
  const intune = { label: words.links.intune, url: INTUNE_CONNECTORS };
  if (options.statusPageUrl === undefined) return [intune];
  const label = token?.tokenId ? words.links.token : words.links.status;
  return [intune, { label, url: statusPage(options.statusPageUrl, token?.tenantId, token?.tokenId) }];
}
