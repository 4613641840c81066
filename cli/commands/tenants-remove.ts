import { readBySettings } from '../../src/config/tenants.ts';
import { EXIT, type Outcome, UsageError } from '../outcome.ts';
import type { Progress } from '../progress.ts';
import type { Opened } from '../service.ts';

/** For so long the app may take to send the ends of what was open, before all that is known of it goes. */
const WAIT_MS = 60_000;
const LOOK_EVERY_MS = 2_000;

export interface RemoveOptions {
  /** Whether everything that is kept of the tenant is deleted. */
  readonly purge: boolean;
  /** Who is named as the one who ended it. */
  readonly by: string;
  readonly sleep: (ms: number) => Promise<void>;
}

/**
 * `tenants remove ID`: ends the monitoring of a tenant; with `--purge` deletes everything of it as well.
 *
 * @throws UsageError where there is no such tenant, or settings would list it again
 */
export async function removeTenant(
  tenantId: string,
  { purge, by, sleep }: RemoveOptions,
  { service, settings }: Opened,
  progress: Progress,
): Promise<Outcome> {
  if (readBySettings(settings).get(tenantId)) {
    const named = settings.GRAPH_TENANT_IDS?.includes(tenantId) ? 'GRAPH_TENANT_IDS' : 'TENANTS';
    throw new UsageError(`${named} has tenant "${tenantId}" read from Microsoft Graph. Take it out of there first.`);
  }
  const retired = await service.disableTenant(tenantId, by, (done, all) => progress.say(`${done} of ${all} tokens`));
  if (retired === undefined) throw new UsageError(`No tenant "${tenantId}".`);
  if (!purge) {
    progress.end();
    return {
      json: { tenantId, stopped: retired, purged: null },
      text: `Tenant "${tenantId}" is no longer monitored: ${tokens(retired)} stopped. Its data is kept; --purge deletes it.\n`,
      exitCode: EXIT.ok,
    };
  }
  const deadline = service.clock() + WAIT_MS;
  for (let open = await service.openAt(tenantId); open.length > 0; open = await service.openAt(tenantId)) {
    if (service.clock() >= deadline) break;
    progress.say(`Waiting for the last alerts: ${open.join(', ')}`);
    await sleep(LOOK_EVERY_MS);
  }
  progress.say('Deleting');
  const purged = await service.purgeTenant(tenantId);
  progress.end();
  const { removed, leftOpen, busy } = purged;
  return {
    json: { tenantId, stopped: retired, purged },
    text: [
      `Tenant "${tenantId}" is no longer monitored, and ${removed} rows of it are deleted.\n`,
      ...(leftOpen.length > 0
        ? [`Close its last alerts yourself, their end was not sent: ${leftOpen.join(', ')}.\n`]
        : []),
      ...(busy.length > 0
        ? [`Alerts are being sent to ${busy.join(', ')}. Run this again to delete what is left.\n`]
        : []),
    ].join(''),
    exitCode: busy.length > 0 ? EXIT.failed : EXIT.ok,
  };
}

function tokens(count: number): string {
  return count === 1 ? '1 token' : `${count} tokens`;
}
