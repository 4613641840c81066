import { afterAll, beforeAll, expect, test } from 'vitest';
import { move } from '../../src/app/commit/commit-event.ts';
import { at, freshTenant, MINUTE, openWorld, outcomesOf, send, type World } from '../support/service.ts';
import { TableProxy, useStorage } from '../support/storage.ts';

const storage = useStorage();
const proxy = new TableProxy();
let world: World;

beforeAll(async () => {
  world = await openWorld(await proxy.start(storage.connection));
});
afterAll(() => proxy.stop());

const HUNDRED = Array.from({ length: 100 }, (_, i) => `t-${i}`);

test('a report costs one read and one write', async () => {
  const tenantId = await knownTenant();

  await send(world, { tenantId, status: 'failed' });

  expect(proxy.count()).toEqual({ reads: 1, writes: 1 });
});

test('so does one with a delivery id', async () => {
  const tenantId = await knownTenant();

  await send(world, { tenantId, status: 'failed', deliveryId: 'idempotency-key:a/0' });

  expect(proxy.count()).toEqual({ reads: 1, writes: 1 });
});

test('the first report of a tenant costs one read and two writes more, once', async () => {
  proxy.count();

  await send(world, { tenantId: freshTenant() });

  expect(proxy.count()).toEqual({ reads: 2, writes: 3 });
});

test.each([
  ['completed', async () => undefined],
  ['failed', async () => undefined],
  [
    'failed, which somebody acknowledged,',
    async (tenantId: string) => {
      const { items } = await world.views.incidents({ tenantId }, { limit: 1 });
      const incidentId = items[0]?.incident.id ?? '';
      await move({ tenantId, tokenId: 'token-1' }, { kind: 'acknowledged', incidentId, by: 'Ada' }, world.ingest);
    },
  ],
])('%s reported again within five minutes costs one read and no write', async (name, meanwhile) => {
  const tenantId = await knownTenant();
  const status = name.startsWith('failed') ? 'failed' : 'completed';
  await send(world, { tenantId, status, lastSyncAt: at(-MINUTE) });
  await meanwhile(tenantId);
  await send(world, { tenantId, status, lastSyncAt: at(-MINUTE) });
  proxy.count();

  const results = await send(world, { tenantId, status, lastSyncAt: at(-MINUTE), observedAt: at(1) });

  expect(outcomesOf(results)).toEqual(['unchanged']);
  expect(proxy.count()).toEqual({ reads: 1, writes: 0 });
});

test('the same again after five minutes is written', async () => {
  const own = await openWorld(storage.connection);
  const tenantId = freshTenant();
  await send(own, { tenantId, lastSyncAt: at(0) });
  own.time = 5 * 60_000 + 1;

  await send(own, { tenantId, lastSyncAt: at(0), observedAt: at(own.time) });

  const { items } = await own.views.tokens({ tenantId }, { limit: 1 });
  expect(items[0]?.record.lastReportAt).toBe(at(own.time));
});

test.each([
  { kind: 'new and completed', before: undefined, status: 'completed' },
  { kind: 'completed again with a newer sync', before: 'completed', status: 'completed' },
  { kind: 'new and failing', before: undefined, status: 'failed' },
  { kind: 'failing after having completed', before: 'completed', status: 'failed' },
  { kind: 'completing after having failed', before: 'failed', status: 'completed' },
] as const)('an array of 100 tokens, all $kind, costs at most 3 reads and 10 writes', async ({ before, status }) => {
  const tenantId = await knownTenant();
  if (before)
    await send(world, ...HUNDRED.map((tokenId) => ({ tenantId, tokenId, status: before, lastSyncAt: at(0) })));
  proxy.count();

  const results = await send(
    world,
    ...HUNDRED.map((tokenId, i) => ({
      tenantId,
      tokenId,
      status,
      lastSyncAt: at(1),
      deliveryId: `idempotency-key:a/${i}`,
    })),
  );

  const { reads, writes } = proxy.count();
  expect(new Set(outcomesOf(results))).toEqual(new Set(['applied']));
  expect(reads).toBeLessThanOrEqual(3);
  expect(writes).toBeLessThanOrEqual(10);
});

test('tokens of a tenant that has thousands are still read in at most 3 reads', async () => {
  const tenantId = await knownTenant();
  const all = Array.from({ length: 2_100 }, (_, i) => `t-${String(i).padStart(4, '0')}`);
  for (let i = 0; i < all.length; i += 100) {
    const rows = all.slice(i, i + 100).map((id) => ({ partitionKey: tenantId, rowKey: `token!${id}` }));
    await storage.table.submitTransaction(rows.map((row) => ['create', row]));
  }
  await send(world, { tenantId, tokenId: 't-9999' });
  proxy.count();

  const found = await world.ingest.store.readTokens(tenantId, ['known', 'absent', 'absent-too', 't-9999']);

  expect([...found.keys()].toSorted()).toEqual(['known', 't-9999']);
  expect(proxy.count().reads).toBeLessThanOrEqual(3);
});

/** A tenant that this instance has met already. */
async function knownTenant(): Promise<string> {
  const tenantId = freshTenant();
  await send(world, { tenantId, tokenId: 'known' });
  proxy.count();
  return tenantId;
}
