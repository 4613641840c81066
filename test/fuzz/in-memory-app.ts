/**
 * The app's HTTP functions over a table in memory, for runs that Azurite would take hours for: the real routes, use
 * cases and storage mapping; only the table service itself, the queue and the timers are left out.
 */

import process from 'node:process';
import { app } from '@azure/functions';
import { registerRoutes } from '../../functions/routes.ts';
import { serviceOver } from '../../functions/service.ts';
import { readSettings } from '../../src/config/settings.ts';
import { MemoryRows } from '../support/memory-rows.ts';

const read = readSettings({ ...process.env, AzureWebJobsStorage: 'UseDevelopmentStorage=true' });
if (!read.ok) throw new Error(read.problems.join('; '));
const { settings } = read;
const rows = new MemoryRows();
const service = serviceOver({ table: rows, queue: { put: async () => {} }, polls: { put: async () => {} } }, settings);

registerRoutes(async () => ({ ok: true, settings, service: async () => service }));

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
