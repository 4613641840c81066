import type { ContentOptions, OwnLinks } from '../../src/channels/content/content.ts';

const BASE = 'https://vpp.example/api';

/** Links that can be read, in place of signed ones. */
export const OWN_LINKS: OwnLinks = {
  ofIncident: (action, tenantId, incidentId) => `${BASE}/act/${action}~${tenantId}~${incidentId}`,
  ofGroup: (action, groupId) => `${BASE}/act/${action}~${groupId}`,
  ofTenant: (tenantId, tokenId) =>
    `${BASE}/status/${tenantId}${tokenId === undefined ? '' : `/${tokenId}`}?link=signed`,
};

/** How alerts are worded in tests: English, UTC, one tenant; `over` replaces what a test is about. */
export function contentOptions(over: Partial<ContentOptions> = {}): ContentOptions {
  return { locale: 'en', timeZone: 'UTC', severalTenants: false, tenantNames: new Map(), ...over };
}
