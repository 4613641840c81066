/**
 * The app's HTTP functions over a table in memory, for runs that Azurite would take hours for: the real routes, use
 * cases and storage mapping; only the table service itself, the queue and the timers are left out.
 */

import process from 'node:process';
import { app } from '@azure/functions';
import { registerRoutes } from '../../functions/routes.ts';
import { surroundingsOf } from '../../src/app/commit/outage.ts';
import { publisher } from '../../src/app/commit/publish.ts';
import { tenantSilences } from '../../src/app/silence/tenant-silences.ts';
import { createService } from '../../src/compose.ts';
import { readSettings } from '../../src/config/settings.ts';
import { TableOutbreakStore } from '../../src/storage/outbreak-store.ts';
import { TableStateStore } from '../../src/storage/state-store.ts';
import { TableSystemStore } from '../../src/storage/system-store.ts';
import { TableTenantStore } from '../../src/storage/tenant-store.ts';
import { MemoryRows } from '../support/memory-rows.ts';

const read = readSettings({ ...process.env, AzureWebJobsStorage: 'UseDevelopmentStorage=true' });
if (!read.ok) throw new Error(read.problems.join('; '));
const { settings } = read;
const rows = new MemoryRows();
const service = build();

registerRoutes({ ok: true, settings, service: () => service });

app.http('rows', {
  methods: ['GET'],
  route: 'rows',
  handler: async () => ({ body: [...rows.everything()].map((row) => JSON.stringify(row)).join('\n') }),
});
app.http('row', {
  methods: ['GET'],
  route: 'row',
  handler: async ({ query }) => ({ jsonBody: rows.peek(query.get('partition') ?? '', query.get('row') ?? '') ?? null }),
});

async function build() {
  const real = await createService(settings);
  const [store, tenants] = [new TableStateStore(rows, Date.now), new TableTenantStore(rows, Date.now)];
  const silent = { info: () => {}, warn: () => {}, error: () => {} };
  const ingest = {
    ...real.ingest,
    store,
    tenants,
    silences: tenantSilences(tenants, Date.now),
    surroundings: surroundingsOf(new TableSystemStore(rows), Date.now, 5 * 60_000),
    publish: publisher({ enqueue: async () => {} }, new TableOutbreakStore(rows), silent),
  };
  return { ...real, ingest };
}
