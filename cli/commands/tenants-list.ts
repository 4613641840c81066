import { clean } from '../../src/channels/content/text.ts';
import { timeWords } from '../../src/channels/content/time.ts';
import { tenantNamesOf } from '../../src/config/targets.ts';
import { tenantView } from '../../src/http/tenant-view.ts';
import { everyTenant } from '../every-tenant.ts';
import { EXIT, type Outcome } from '../outcome.ts';
import type { Opened } from '../service.ts';
import { table } from '../table.ts';

const HEADINGS = [
  'TENANT',
  'NAME',
  'MONITORED',
  'GRAPH',
  'TOKENS',
  'OPEN',
  'LAST REPORT',
  'LAST LISTING',
  'READING FAILS',
];

/** `tenants list` */
export async function listTenants({ service, settings }: Opened, width: number): Promise<Outcome> {
  const named = tenantNamesOf(settings);
  const tenants: ReturnType<typeof tenantView>[] = [];
  for await (const listed of everyTenant(service)) tenants.push(tenantView(listed, named));
  const { stamp } = timeWords('en', settings.TIME_ZONE, service.clock());
  const date = (text: string | null) => (text === null ? '-' : stamp(Date.parse(text)));
  const rows = tenants.map((it) => [
    it.tenantId,
    clean(it.name ?? '-'),
    it.enabled ? 'yes' : 'no',
    it.polled ? 'yes' : 'no',
    String(it.tokens ?? '-'),
    String(it.openIncidents ?? '-'),
    date(it.lastReportDateTime),
    date(it.lastListingDateTime),
    it.pollFault ? `${it.pollFault.kind}: ${it.pollFault.reason}` : '',
  ]);
  return {
    json: { value: tenants },
    text: rows.length === 0 ? 'No tenants yet.\n' : table(HEADINGS, rows, width),
    exitCode: EXIT.ok,
  };
}
