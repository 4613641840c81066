import { CLOUDS, type CloudName } from './clouds.ts';

/**
 * Where an administrator of a tenant lets an app registration read it.
 * https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
 */
export function consentUrl(cloud: CloudName, tenantId: string, clientId: string): string {
  return `${CLOUDS[cloud].login}/${encodeURIComponent(tenantId)}/adminconsent?client_id=${encodeURIComponent(clientId)}`;
}
