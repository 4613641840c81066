import { TENANT_LINK_LASTS, tenantLink } from '../../src/http/access/tenant-link.ts';
import { parseId } from '../../src/reports/id.ts';
import { EXIT, type Outcome, UsageError } from '../outcome.ts';
import type { Opened } from '../service.ts';

/**
 * `link TENANT`: a link by which the tenant's own people see their status page, and nothing else.
 *
 * @param lasts for how long it works, in milliseconds
 * @throws UsageError
 */
export async function link(id: string, lasts: number | undefined, { service }: Opened): Promise<Outcome> {
  const tenantId = parseId(id);
  if (tenantId === undefined) throw new UsageError(`"${id}" is not the ID of a tenant.`);
  const { statusPageUrl, keys } = service.access;
  const { links } = await keys();
  if (!statusPageUrl || links.length === 0) {
    throw new UsageError('STATUS_PAGE_URL and LINK_SIGNING_SECRETS must be set to make links.');
  }
  if (!(await service.readTenant(tenantId))) throw new UsageError(`No tenant "${tenantId}".`);
  const expiresAt = service.clock() + (lasts ?? TENANT_LINK_LASTS);
  const url = tenantLink(statusPageUrl, { tenantId }, expiresAt, links);
  const until = new Date(expiresAt).toISOString();
  return {
    json: { tenantId, url, expiresAt: until },
    text: `${url}\n\nWho has this link sees the status of tenant "${tenantId}" until ${until.slice(0, 10)}, and can change nothing.\n`,
    exitCode: EXIT.ok,
  };
}
