import { afterEach, beforeEach, expect, test } from 'vitest';
import { LOST_AFTER_MS, StorageUnavailable } from '../../src/app/model/ports.ts';
import { sweep } from '../../src/app/sweep/sweep.ts';
import { at, freshTenant, openWorld, outcomesOf, send } from '../support/service.ts';
import { rowsOf, TableProxy, useStorage } from '../support/storage.ts';

const storage = useStorage();
let proxy: TableProxy;
let connection: string;

beforeEach(async () => {
  proxy = new TableProxy();
  connection = await proxy.start(storage.connection);
});
afterEach(() => proxy.stop());

test('where nobody listens, a report is refused as unavailable, soon', async () => {
  const nowhere = storage.connection.replace(
    /TableEndpoint=http:\/\/127\.0\.0\.1:\d+/,
    'TableEndpoint=http://127.0.0.1:9',
  );
  const world = await openWorld(nowhere);
  const began = performance.now();

  const refusal = await send(world, { tenantId: freshTenant() }).catch((error: unknown) => error);

  expect(refusal).toBeInstanceOf(StorageUnavailable);
  expect(performance.now() - began).toBeLessThan(5_000);
});

test('a report refused while storage was down left nothing, and is applied when it is back', async () => {
  const world = await openWorld(connection);
  const tenantId = freshTenant();
  const report = { tenantId, status: 'failed', deliveryId: 'idempotency-key:a/0' } as const;
  proxy.mode = 'cut';
  const refusal = await send(world, report).catch((error: unknown) => error);
  const left = await rowsOf(storage.table, tenantId);

  proxy.mode = 'pass';
  const results = await send(world, report);

  expect(refusal).toBeInstanceOf(StorageUnavailable);
  expect(left).toEqual([]);
  expect(outcomesOf(results)).toEqual(['applied']);
});

test('a write whose answer is lost is found done: no second history row, no second alert', async () => {
  const world = await openWorld(connection);
  const tenantId = freshTenant();
  await send(world, { tenantId, lastSyncAt: at(-2) });
  proxy.mode = 'loseAnswers';
  setTimeout(() => {
    proxy.mode = 'pass';
  }, 100); // The client tries again from about 150 ms on.

  const results = await send(world, { tenantId, status: 'failed', lastSyncAt: at(-1) });

  const rows = await rowsOf(storage.table, tenantId);
  expect(results[0]).toMatchObject({ status: 'failed', incident: { cause: 'syncFailed', state: 'open' } });
  expect(rows.filter(({ rowKey }) => rowKey?.startsWith('history!'))).toHaveLength(2);
  expect(rows.filter(({ rowKey }) => rowKey?.startsWith('notification!'))).toHaveLength(2);
});

test('what was written although the sender was told 503 is whole, is told of, and is known when it comes again', async () => {
  const world = await openWorld(connection);
  const tenantId = freshTenant();
  const report = { tenantId, status: 'failed', deliveryId: 'idempotency-key:a/0' } as const;
  await send(world, { tenantId, tokenId: 'another' });
  proxy.mode = 'loseAnswers';
  const refusal = await send(world, report).catch((error: unknown) => error);
  proxy.mode = 'pass';

  const again = await send(world, report);
  world.time = LOST_AFTER_MS;
  await sweep(world.sweep);

  const kinds = (await rowsOf(storage.table, tenantId)).map(({ rowKey }) => rowKey?.split('!')[0] ?? '');
  expect(refusal).toBeInstanceOf(StorageUnavailable);
  expect(outcomesOf(again)).toEqual(['duplicate']);
  expect(kinds.toSorted()).toEqual([
    'delivery',
    'history',
    'history',
    'incident',
    'notification',
    'notification',
    'tenant',
    'timeline',
    'timeline',
    'token',
    'token',
  ]);
  expect(world.queue.take('webhook').filter((pointer) => pointer.tenantId === tenantId)).toHaveLength(1);
});

test('a sweep that cannot reach storage fails as unavailable and does its work when it is back', async () => {
  const world = await openWorld(connection);
  const tenantId = freshTenant();
  await send(world, { tenantId, status: 'failed' });
  world.queue.enqueued.length = 0;
  world.time = LOST_AFTER_MS;
  proxy.mode = 'cut';
  const failed = await sweep(world.sweep).catch((error: unknown) => error);

  proxy.mode = 'pass';
  await sweep(world.sweep);

  expect(failed).toBeInstanceOf(StorageUnavailable);
  expect(world.queue.take('webhook').map((pointer) => pointer.tenantId)).toContain(tenantId);
});
