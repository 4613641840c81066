import { eachOf } from '../../src/app/commit/each-of.ts';
import type { PollFault } from '../../src/app/model/graph.ts';
import { readBySettings } from '../../src/config/tenants.ts';
import { everyTenant } from '../every-tenant.ts';
import { EXIT, type Outcome, UsageError } from '../outcome.ts';
import type { Progress } from '../progress.ts';
import type { Opened } from '../service.ts';
import { table } from '../table.ts';

/** Tenants read side by side. */
const CONCURRENCY = 4;

interface Read {
  readonly tenantId: string;
  /** When the last complete listing was, in milliseconds since the epoch. */
  readonly listedAt: number | undefined;
  readonly fault: PollFault | undefined;
}

/**
 * `poll [tenant]`: reads tenants from Microsoft Graph now, due or not, as the app itself would.
 *
 * @param only one tenant alone; all that are read where absent
 * @param isExported whether the settings are those of an app elsewhere, whose managed identity is not here
 * @throws UsageError
 */
export async function poll(
  only: string | undefined,
  isExported: boolean,
  { service, settings }: Opened,
  width: number,
  progress: Progress,
): Promise<Outcome> {
  const isOurs = settings.GRAPH_CLIENT_SECRET !== undefined || settings.GRAPH_CERTIFICATE !== undefined;
  if (isExported && !isOurs) {
    throw new UsageError('Only the app itself can read: its managed identity exists in Azure only.');
  }
  const ids = (await tenantsRead({ service, settings })).filter((id) => only === undefined || id === only);
  if (ids.length === 0) {
    throw new UsageError(
      only === undefined
        ? 'No tenant is read from Microsoft Graph.'
        : `Tenant "${only}" is not read from Microsoft Graph.`,
    );
  }
  const reads: Read[] = [];
  await eachOf(ids, CONCURRENCY, async (tenantId) => {
    await service.poll({ tenantId }, true);
    const { listedAt, fault } = (await service.readTenant(tenantId))?.poll ?? {};
    reads.push({ tenantId, listedAt, fault });
    progress.say(`${reads.length} of ${ids.length} tenants`);
  });
  progress.end();
  reads.sort((a, b) => (a.tenantId < b.tenantId ? -1 : 1));
  const failed = reads.filter(({ fault }) => fault);
  const rows = failed.map(({ tenantId, fault }) => [tenantId, fault?.kind ?? '', fault?.reason ?? '']);
  return {
    json: { value: reads.map(jsonOf) },
    text: [
      `${reads.length - failed.length} of ${reads.length} tenants read.\n`,
      ...(failed.length > 0
        ? ['\n', table(['TENANT', 'FAULT', 'REASON'], rows, width), '\ndoctor says what mends each.\n']
        : []),
    ].join(''),
    exitCode: failed.length > 0 ? EXIT.wrong : EXIT.ok,
  };
}

/** All tenants that are read, those that only settings name listed first, as the check does. */
async function tenantsRead({ service, settings }: Pick<Opened, 'service' | 'settings'>): Promise<readonly string[]> {
  for (const [tenantId, isRead] of readBySettings(settings)) {
    if (isRead && !(await service.readTenant(tenantId))) await service.changeTenant({ tenantId });
  }
  const ids: string[] = [];
  for await (const { tenant, isRead } of everyTenant(service)) if (isRead) ids.push(tenant.tenantId);
  return ids;
}

function jsonOf({ tenantId, listedAt, fault }: Read) {
  const listed = listedAt === undefined ? null : new Date(listedAt).toISOString();
  return { tenantId, read: fault === undefined, lastListingDateTime: listed, fault: fault ?? null };
}
