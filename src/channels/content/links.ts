import type { IncidentNotice } from '../../app/model/notice.ts';
import type { Catalogue } from './catalogue.ts';
import type { ContentOptions, Link } from './content.ts';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const DOMAIN = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$/i;

/**
 * Where Intune lists VPP tokens; a page for one token does not exist. With the tenant in it, a browser that is signed in
 * to several opens the right one. Source: Microsoft's documentation of the admin center's addresses.
 */
export function intunePage(tenantId?: string): string {
  const isTenant = tenantId !== undefined && (GUID.test(tenantId) || DOMAIN.test(tenantId));
  const tenant = isTenant ? `${tenantId}/` : '';
  return `https://intune.microsoft.com/${tenant}#view/Microsoft_Intune_DeviceSettings/TenantAdminConnectorsMenu/~/appleVpp`;
}

/** Where Intune has its other connections with Apple: enrollment program tokens and the push certificate. */
export function enrollmentPage(tenantId: string | undefined): string {
  return intunePage(tenantId).replace(/#.*/, '#view/Microsoft_Intune_DeviceSettings/DevicesMenu/~/AppleEnrollment');
}

/** Where something can be done about incidents of a cause; undefined where there is no such page. */
export function pageOf(
  { cause, tenantId, pollFault }: Pick<IncidentNotice, 'cause' | 'pollFault'> & { readonly tenantId?: string },
  words: Catalogue,
): Link | undefined {
  const { intune, consent } = words.links;
  switch (cause) {
    case 'reportsRefused':
    case 'channelFailing':
      return undefined;
    case 'pollFailing':
      return pollFault?.consentUrl === undefined ? undefined : { label: consent, url: pollFault.consentUrl };
    case 'enrollmentExpired':
    case 'enrollmentFailing':
    case 'pushCertificateExpired':
      return { label: intune, url: enrollmentPage(tenantId) };
    default:
      return { label: intune, url: intunePage(tenantId) };
  }
}

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
  about: { readonly tenantId?: string; readonly tokenId?: string | null } = {},
): readonly Link[] {
  const { tenantId, tokenId } = about;
  return [{ label: words.links.intune, url: intunePage(tenantId) }, ...statusLinks(words, options, tenantId, tokenId)];
}

/** The link to the status page alone, for what Intune shows nothing of. */
export function statusLinks(
  words: Catalogue,
  { statusPageUrl }: ContentOptions,
  tenantId?: string,
  tokenId?: string | null,
): readonly Link[] {
  if (statusPageUrl === undefined) return [];
  const label = tokenId ? words.links.token : words.links.status;
  return [{ label, url: statusPage(statusPageUrl, tenantId, tokenId) }];
}
