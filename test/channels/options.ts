import type { ContentOptions, OwnLinks } from '../../src/channels/content/content.ts';
import { HOSTILE } from './hard-notices.ts';

const BASE = 'https://vpp.example/api';

/** Links that can be read, in place of signed ones. */
export const OWN_LINKS: OwnLinks = {
  ofIncident: (action, tenantId, incidentId) => `${BASE}/act/${action}~${tenantId}~${incidentId}`,
  ofGroup: (action, groupId) => `${BASE}/act/${action}~${groupId}`,
  ofTenant: (tenantId, tokenId) =>
    `${BASE}/status/${tenantId}${tokenId === undefined ? '' : `/${tokenId}`}?link=signed`,
};

/** What tenants of tests are called, by what stands before the first dot of their ids. `fabrikam` has no name. */
const NAMES = new Map<string | undefined, string>([
  ['6f1c2d3e-0000-4000-8000-00000000abcd', 'Contoso School District'],
  ['contoso', 'Contoso School District'],
  ...Object.entries(HOSTILE),
]);

/** How alerts are worded in tests: English, UTC, one tenant; `over` replaces what a test is about. */
export function contentOptions(over: Partial<ContentOptions> = {}): ContentOptions {
  return {
    locale: 'en',
    timeZone: 'UTC',
    severalTenants: false,
    tenantNames: { get: (id) => NAMES.get(id.split('.')[0]) },
    ...over,
  };
}
