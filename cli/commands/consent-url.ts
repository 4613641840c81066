import { consentUrl as urlOf } from '../../src/graph/consent-url.ts';
import { consentState } from '../../src/http/access/consent-state.ts';
import { normaliseId } from '../../src/reports/id.ts';
import { EXIT, type Outcome, UsageError } from '../outcome.ts';
import type { Opened } from '../service.ts';

const GUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * `tenants consent-url ID`: where an administrator of the tenant approves this app. With an address to come back to, that
 * is all there is to do: coming back has the tenant read.
 *
 * @param redirect where `/api/consent` of the app is served; as `STATUS_PAGE_URL` says where absent
 * @throws UsageError
 */
export async function consentUrl(
  id: string,
  redirect: string | undefined,
  { service, settings }: Opened,
): Promise<Outcome> {
  const tenantId = normaliseId(id);
  if (!GUID.test(tenantId)) {
    throw new UsageError(`"${id}" is not the ID of a tenant: it must be a GUID, as the Entra admin center shows it.`);
  }
  const { GRAPH_CLIENT_ID: clientId, GRAPH_CLOUD: cloud } = settings;
  if (!clientId) {
    throw new UsageError('GRAPH_CLIENT_ID is not set: without an app registration there is nothing to approve.');
  }
  const back = redirect ?? settings.STATUS_PAGE_URL?.replace(/status$/, 'consent');
  const url = new URL(urlOf(cloud, tenantId, clientId));
  if (back) {
    const { app } = await service.access.keys();
    url.searchParams.set('redirect_uri', back);
    url.searchParams.set('state', consentState(tenantId, service.clock(), app));
  }
  const then = back
    ? `The link is valid for 7 days. After the approval, reading starts automatically. ${back} must be a redirect URI of the app registration.`
    : 'After the approval, have the tenant read: tenants import FILE, with "enabled": true. With STATUS_PAGE_URL or --redirect, that happens automatically.';
  return {
    json: { tenantId, url: url.href, redirect: back ?? null },
    text: `${url.href}\n\n${then}\n`,
    exitCode: EXIT.ok,
  };
}
