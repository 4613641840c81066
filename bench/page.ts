import { gunzipSync } from 'node:zlib';
import functions from '@azure/functions';
import { showOverview } from '../functions/pages.ts';
import { createService, type Service } from '../functions/service.ts';
import { startAzurite } from '../local/azurite.ts';
import { readSettings } from '../src/config/settings.ts';
import { openTable } from '../src/storage/connect.ts';
import { TableSummaryStore } from '../src/storage/summary-store.ts';
import { TableTenantStore } from '../src/storage/tenant-store.ts';
import { manyTenants } from '../test/status-page/many.ts';
import type { Bench, Findings, Section } from './section.ts';
import { median, rounded } from './statistics.ts';

const MOST_TIMES_READS = 3;
const MOST_KIB = 60;
const ADDRESS = 'http://127.0.0.1/api/status';

/** What it costs to show a hundred tokens of many. */
export const page: Section = { name: 'page', title: 'The status page of 3,000 tokens', run };

async function run({ isQuick, progress }: Bench): Promise<Findings> {
  const azurite = await startAzurite();
  try {
    const service = await storeIn(azurite.connectionString, isQuick ? 20 : 600);
    progress('stored');
    const reads: number[] = [];
    const pages: number[] = [];
    let wire = 0;
    // The first of each warm the program up.
    for (let i = 0; i < (isQuick ? 2 : 21); i++) {
      const read = await timed(() => readAll(service));
      const shown = await timed(async () => {
        wire = await show(service);
      });
      if (i === 0) continue;
      reads.push(read);
      pages.push(shown);
    }
    const ratio = median(pages) / median(reads);
    progress(`${rounded(median(reads))} ms to read, ${rounded(median(pages))} ms with the page, ${wire} bytes`);
    return {
      tables: [
        {
          head: ['', 'ms', 'KiB, compressed'],
          rows: [
            ['what the page reads, alone', rounded(median(reads)), ''],
            ['the page of a hundred tokens', rounded(median(pages)), rounded(wire / 1_024)],
          ],
        },
      ],
      targets: [
        { what: 'the page, × its reads alone', measured: ratio, limit: MOST_TIMES_READS, kind: 'at most' },
        { what: 'the page, compressed', measured: wire / 1_024, limit: MOST_KIB, kind: 'at most', unit: 'KiB' },
      ],
      method: [
        'The summaries of 600 tenants of 5 tokens in Azurite, 100 of them with open incidents; the median of 20 pages, in ' +
          'turn with the same reads without a page. The reads are those of the summaries, of groups and of health, ' +
          'unpacked and parsed; the page beside them is arranged, rendered and compressed.',
      ],
    };
  } finally {
    await azurite.stop();
  }
}

async function storeIn(connectionString: string, count: number): Promise<Service> {
  const read = readSettings({ AzureWebJobsStorage: connectionString });
  const table = read.ok ? await openTable(read.settings) : undefined;
  if (!read.ok || !table) throw new Error('the settings are valid');
  const tenants = new TableTenantStore(table, Date.now);
  const summaries = new TableSummaryStore(table, console);
  for (const summary of manyTenants().slice(0, count)) {
    await tenants.ensure(summary.tenantId, async () => undefined);
    await summaries.write({ ...summary, at: Date.now() }, undefined);
  }
  return createService(read.settings);
}

/** What the page reads, in its order. */
async function readAll(service: Service): Promise<void> {
  for await (const _ of service.summaries());
  await Promise.all([service.groups({}), service.health()]);
}

/** @returns how many bytes the page is on the wire */
async function show(service: Service): Promise<number> {
  const request = new functions.HttpRequest({ method: 'GET', url: ADDRESS, headers: { 'accept-encoding': 'gzip' } });
  const { body } = await showOverview(request, service, { kind: 'operator', verified: false, session: 'bench' });
  if (!(body instanceof Uint8Array) || !gunzipSync(body).includes('</html>')) throw new Error('the page is no page');
  return body.byteLength;
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
