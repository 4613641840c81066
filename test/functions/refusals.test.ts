import { HttpRequest, type InvocationContext } from '@azure/functions';
import { expect, test } from 'vitest';
import { underInvocation } from '../../functions/invocation-log.ts';
import { receiveReports } from '../../functions/sync-reports.ts';
import { World } from '../support/world.ts';

/** What one request is answered, and what it leaves in the log. */
async function send(body: string, more: Record<string, string> = {}) {
  const warnings: string[] = [];
  const context = { info: () => {}, warn: (line: string) => warnings.push(line) } as unknown as InvocationContext;
  const headers = { 'content-type': 'application/json', ...more };
  const request = new HttpRequest({ method: 'POST', url: 'http://localhost/', headers, body: { string: body } });
  const { status } = await underInvocation(context, () => receiveReports(request, new World().app));
  return { status, warnings };
}

// The log remembers what it wrote, so each case names a token of its own.
test('a delivery by Event Grid of which one event is refused is answered 200 and leaves a line', async () => {
  const events = [
    { id: 'ok', lastSyncStatus: 3 },
    { id: 'grid', lastSyncStatus: 9, detail: 'hidden' },
  ].map((data, i) => ({
    id: `e${i}`,
    eventType: 'Contoso.Synced',
    data,
  }));

  const { status, warnings } = await send(JSON.stringify(events), { 'aeg-event-type': 'Notification' });

  expect(status).toBe(200);
  expect(warnings).toEqual([
    'report refused: route="POST /api/sync-reports" status=400 tenant=default token=grid pointers=#/1/data/lastSyncStatus',
  ]);
});

test('a request that is refused whole leaves a line, which does not quote it', async () => {
  const { status, warnings } = await send('{"token":"sToken-secret",');

  expect(status).toBe(400);
  expect(warnings).toEqual(['report refused: route="POST /api/sync-reports" status=400']);
});

test('a request of which nothing is refused leaves none', async () => {
  expect((await send('{"id":"fine","lastSyncStatus":3}')).warnings).toEqual([]);
});

test('refusals of a known tenant are noted, so that its people hear of it; what came beside them is stored', async () => {
  const world = new World();
  await world.report();
  const send = (body: object) => {
    const headers = { 'content-type': 'application/json' };
    const request = {
      method: 'POST',
      url: 'http://localhost/',
      headers,
      body: { string: JSON.stringify(body) },
    } as const;
    return receiveReports(new HttpRequest(request), world.app);
  };
  const bad = { tenantId: 'contoso', id: 't-1', lastSyncStatus: 9 };

  const statuses = [
    (await send(bad)).status,
    (await send([bad, { tenantId: 'contoso', id: 't-2', lastSyncStatus: 3 }])).status,
  ];

  expect(statuses).toEqual([400, 207]);
  expect(await world.find('_refused:contoso', '_app')).toMatchObject({ pointers: ['#/lastSyncStatus'] });
  expect((await world.token('t-2')).record.tokenId).toBe('t-2');
});
