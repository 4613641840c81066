import type { GroupNotice, IncidentNotice } from '../../app/model/notice.ts';
import { APP_TENANT, keyOf } from '../../app/model/subject.ts';
import type { Catalogue } from './catalogue.ts';
import type { ContentOptions, Link, LinkKind, OwnLinks } from './content.ts';

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

/** The link to the VPP tokens of a tenant in Intune. */
export function intuneLink(words: Catalogue, tenantId?: string): Link {
  return { label: words.links.intune, url: intunePage(tenantId) };
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
      return intuneLink(words, tenantId);
  }
}

/** What can be done about an incident from its alert, and where to look at it, the last of them. */
export function incidentLinks(notice: IncidentNotice, words: Catalogue, { own }: ContentOptions): readonly Link[] {
  if (!own) return [];
  const { at, tokenId, incidentId } = notice;
  const { tenantId } = keyOf(notice.tenantId, tokenId ?? notice.subject ?? '');
  const act = (kind: 'acknowledge' | 'silence') => linkOf(kind, words, own.ofIncident(kind, tenantId, incidentId, at));
  const isOver = notice.type === 'vpp.incident.resolved';
  const show =
    notice.tenantId === APP_TENANT
      ? linkOf('show', words, own.ofIncident('show', tenantId, incidentId, at))
      : tenantLink(notice.tenantId, tokenId ?? undefined, at, words, own);
  return [...(isOver || notice.acknowledged ? [] : [act('acknowledge')]), ...(isOver ? [] : [act('silence')]), show];
}

/** The same of a group. @param tenantId of the one tenant that all of it is about, if there is one */
export function groupLinks(
  { type, groupId, at }: GroupNotice,
  tenantId: string | undefined,
  words: Catalogue,
  { own }: ContentOptions,
): readonly Link[] {
  if (!own) return [];
  const act = (kind: LinkKind) => linkOf(kind, words, own.ofGroup(kind, groupId, at));
  const isOfTenant = tenantId !== undefined && tenantId !== APP_TENANT;
  return [
    ...(type === 'vpp.outbreak.resolved' ? [] : [act('acknowledge'), act('silence')]),
    isOfTenant ? tenantLink(tenantId, undefined, at, words, own) : act('show'),
  ];
}

/** Where to look at what is said of one tenant. */
export function tenantLinks(
  tenantId: string | undefined,
  at: number,
  words: Catalogue,
  { own }: ContentOptions,
): readonly Link[] {
  return own && tenantId !== undefined ? [tenantLink(tenantId, undefined, at, words, own)] : [];
}

function tenantLink(tenantId: string, tokenId: string | undefined, at: number, words: Catalogue, own: OwnLinks): Link {
  const label = tokenId === undefined ? words.links.show : words.links.token;
  return { kind: 'show', label, url: own.ofTenant(tenantId, tokenId, at) };
}

function linkOf(kind: LinkKind, words: Catalogue, url: string): Link {
  return { kind, label: words.links[kind], url };
}
