import { afterAll, beforeAll, expect, test } from 'vitest';
import { TableSubjectStore } from '../../src/storage/subject-store.ts';
import { Table } from '../../src/storage/table.ts';
import { TableProxy, tableIn, useStorage } from '../support/storage.ts';
import { at, freshTenant, type Instance, MINUTE, NOW, outcomesOf, send, startInstance } from './instance.ts';

const storage = useStorage();
const proxy = new TableProxy();
let connection: string;
let app: Instance;

beforeAll(async () => {
  connection = await proxy.start(storage.connection);
  app = await startInstance(connection);
});
afterAll(() => proxy.stop());

const HUNDRED = Array.from({ length: 100 }, (_, i) => `t-${i}`);
const TARGETS = 2;
/** What there is to tell goes to each mailbox; then its marker is deleted. */
const HAND_OVER = TARGETS + 1;

test('a report that opens nothing costs one read and one write', async () => {
  const tenantId = await knownTenant();

  await send(app, { tenantId, status: 'completed' });

  expect(proxy.count()).toEqual({ reads: 1, writes: 1 });
});

test('one that opens an incident costs a write more for each target, one to delete the marker, and wakes each', async () => {
  const own = await startInstance(connection);
  const tenantId = await knownTenant(own);

  await send(own, { tenantId, status: 'failed' });

  expect(proxy.count()).toEqual({ reads: 1, writes: 1 + HAND_OVER });
  expect(own.queue.take()).toEqual(['log', 'webhook']);
});

test('a delivery id costs nothing more', async () => {
  const tenantId = await knownTenant();

  await send(app, { tenantId, status: 'completed', deliveryId: 'idempotency-key:a/0' });

  expect(proxy.count()).toEqual({ reads: 1, writes: 1 });
});

test('the first report of a tenant costs a read and two writes more, once', async () => {
  proxy.count();

  await send(app, { tenantId: freshTenant() });

  expect(proxy.count()).toEqual({ reads: 2, writes: 3 });
});

test.each([
  ['completed', async () => undefined],
  ['failed', async () => undefined],
  [
    'failed, which somebody acknowledged,',
    async (tenantId: string) => {
      const { items } = await app.views.incidents({ tenantId }, { limit: 1 });
      await app.acknowledge(tenantId, items[0]?.incident.id ?? '', { by: 'Ada' });
    },
  ],
])('%s reported again within five minutes costs one read and no write', async (name, meanwhile) => {
  const tenantId = await knownTenant();
  const status = name.startsWith('failed') ? 'failed' : 'completed';
  await send(app, { tenantId, status, lastSyncAt: at(-MINUTE) });
  await meanwhile(tenantId);
  await send(app, { tenantId, status, lastSyncAt: at(-MINUTE) });
  proxy.count();

  const results = await send(app, { tenantId, status, lastSyncAt: at(-MINUTE), observedAt: at(1) });

  expect(outcomesOf(results)).toEqual(['unchanged']);
  expect(proxy.count()).toEqual({ reads: 1, writes: 0 });
});

test('the same again after five minutes is written', async () => {
  const own = await startInstance(storage.connection);
  const tenantId = freshTenant();
  await send(own, { tenantId, lastSyncAt: at(0) });
  own.time = 5 * 60_000 + 1;

  await send(own, { tenantId, lastSyncAt: at(0), observedAt: at(own.time) });

  const { items } = await own.views.tokens({ tenantId }, { limit: 1 });
  expect(items[0]?.record.lastReportAt).toBe(at(own.time));
});

test.each([
  { kind: 'new and completed', before: undefined, status: 'completed', telling: 0 },
  { kind: 'completed again with a newer sync', before: 'completed', status: 'completed', telling: 0 },
  { kind: 'new and failing', before: undefined, status: 'failed', telling: HAND_OVER },
  { kind: 'failing after having completed', before: 'completed', status: 'failed', telling: HAND_OVER },
  { kind: 'completing after having failed', before: 'failed', status: 'completed', telling: HAND_OVER },
] as const)(
  'an array of 100 tokens, all $kind, costs at most 3 reads and 10 writes beside what is told',
  async (row) => {
    const { before, status, telling } = row;
    const tenantId = await knownTenant();
    if (before)
      await send(app, ...HUNDRED.map((tokenId) => ({ tenantId, tokenId, status: before, lastSyncAt: at(0) })));
    proxy.count();

    const results = await send(
      app,
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
    expect(writes).toBeLessThanOrEqual(10 + telling);
  },
);

test('one message costs at most 14 storage requests', async () => {
  const own = await startInstance(connection, { ALERT_WEBHOOK_URL: 'https://alone.example/hook' });
  const tenantId = await knownTenant(own);
  await own.deliver({ target: 'webhook' }, 1); // what the tests before this one left
  await send(own, { tenantId, status: 'failed' });
  const sent = own.webhook.attempts.length;
  proxy.count();

  await own.deliver({ target: 'webhook' }, 1);

  const { reads, writes } = proxy.count();
  expect(own.webhook.attempts.length).toBe(sent + 1);
  expect(reads + writes).toBeLessThanOrEqual(14);
});

test('tokens of a tenant that has thousands are still read in at most 3 reads', async () => {
  const tenantId = await knownTenant();
  const all = Array.from({ length: 2_100 }, (_, i) => `t-${String(i).padStart(4, '0')}`);
  for (let i = 0; i < all.length; i += 100) {
    const rows = all.slice(i, i + 100).map((id) => ({ partitionKey: tenantId, rowKey: `token!${id}` }));
    await storage.table.submitTransaction(rows.map((row) => ['create', row]));
  }
  await send(app, { tenantId, tokenId: 't-9999' });
  const subjects = new TableSubjectStore(new Table(tableIn(connection)), () => NOW, { error: () => {} });
  proxy.count();

  const absent = Array.from({ length: 38 }, (_, i) => `n-${i}`);
  const found = await subjects.read(tenantId, ['known', ...absent, 't-9999']);

  expect([...found.keys()].toSorted()).toEqual(['known', 't-9999']);
  expect(proxy.count().reads).toBeLessThanOrEqual(3);
});

/** A tenant that this instance has met already. */
async function knownTenant(instance = app): Promise<string> {
  const tenantId = freshTenant();
  await send(instance, { tenantId, tokenId: 'known' });
  proxy.count();
  return tenantId;
}
