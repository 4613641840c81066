import type { HttpRequest } from '@azure/functions';
import { readConsentState } from '../src/http/access/consent-state.ts';
import { languageOf } from '../src/http/access/language.ts';
import { normaliseId } from '../src/reports/id.ts';
import { type ConsentEnd, consentPage } from '../src/status-page/consent-page.ts';
import type { PageHandle } from './http.ts';
import type { Service } from './service.ts';

/**
 * `GET /api/consent`: an administrator comes back from Microsoft's consent page, and the tenant is read from now on.
 * https://learn.microsoft.com/entra/identity-platform/v2-admin-consent
 */
export const finishConsent: PageHandle = async (request, service) =>
  consentPage(await endOf(request, service), languageOf(request));

async function endOf({ query }: HttpRequest, service: Service): Promise<ConsentEnd> {
  const { app } = await service.access.keys();
  const asked = readConsentState(query.get('state') ?? '', app, service.clock());
  if (!asked.ok) return asked.why;
  if (query.get('admin_consent')?.toLowerCase() !== 'true') return 'declined';
  const { tenantId, askedAt } = asked;
  if (normaliseId(query.get('tenant') ?? '') !== tenantId) return 'otherTenant';
  // An old link must not bring back a tenant whose monitoring was ended since.
  const before = await service.readTenant(tenantId);
  if (before?.enabled === false && (before.disabledAt ?? 0) >= askedAt) return 'expired';
  await service.changeTenant({ tenantId, polled: true });
  return 'approved';
}
