import { ALERT_LINK_LASTS, alertToken } from './act-token.ts';
import type { SigningKeys } from './signed.ts';
import { tenantLink } from './tenant-link.ts';

/**
 * The addresses of this app that alerts of one target lead to. The same alert has the same ones on every attempt: they
 * last from the moment that it was decided.
 *
 * @param statusPageUrl where `/api/status` is served
 * @param target in whose mailbox groups are known
 */
export function alertLinks(statusPageUrl: string, target: string, keys: SigningKeys) {
  const address = (token: string) => `${statusPageUrl.replace(/status$/, 'act')}/${token}`;
  const end = (from: number) => from + ALERT_LINK_LASTS;
  return {
    ofIncident: (action: 'acknowledge' | 'silence' | 'show', tenantId: string, incidentId: string, from: number) =>
      address(alertToken(action, { kind: 'incident', tenantId, incidentId }, end(from), keys)),
    ofGroup: (action: 'acknowledge' | 'silence' | 'show', groupId: string, from: number) =>
      address(alertToken(action, { kind: 'group', target, groupId }, end(from), keys)),
    ofTenant: (tenantId: string, tokenId: string | undefined, from: number) =>
      tenantLink(statusPageUrl, { tenantId, ...(tokenId !== undefined && { tokenId }) }, end(from), keys),
  };
}
