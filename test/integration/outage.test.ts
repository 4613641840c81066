import { afterEach, beforeEach, expect, test } from 'vitest';
import { StorageUnavailable } from '../../src/app/model/ports.ts';
import { rowsOf, TableProxy, useStorage } from '../support/storage.ts';
import { at, freshTenant, MINUTE, outcomesOf, send, startInstance } from './instance.ts';

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
  const app = await startInstance(nowhere);

  const refusal = await send(app, { tenantId: freshTenant() }).catch((error: unknown) => error);

  expect(refusal).toBeInstanceOf(StorageUnavailable);
});

test('a report refused while storage was down left nothing, and is applied when it is back', async () => {
  const app = await startInstance(connection);
  const tenantId = freshTenant();
  const report = { tenantId, status: 'failed', deliveryId: 'idempotency-key:a/0' } as const;
  proxy.mode = 'cut';
  const refusal = await send(app, report).catch((error: unknown) => error);
  const left = await rowsOf(storage.table, tenantId);

  proxy.mode = 'pass';
  const results = await send(app, report);

  expect(refusal).toBeInstanceOf(StorageUnavailable);
  expect(left).toEqual([]);
  expect(outcomesOf(results)).toEqual(['applied']);
});

test('a write whose answer is lost is found done: no second history row, no second alert', async () => {
  const app = await startInstance(connection);
  const tenantId = freshTenant();
  await send(app, { tenantId, lastSyncAt: at(-2) });
  proxy.mode = 'loseAnswers';
  setTimeout(() => {
    proxy.mode = 'pass';
  }, 100); // The client tries again from about 150 ms on.

  const results = await send(app, { tenantId, status: 'failed', lastSyncAt: at(-1) });

  expect(results[0]).toMatchObject({ status: 'failed', incident: { cause: 'syncFailed', state: 'open' } });
  expect(await rowsOf(storage.table, tenantId, 'history!')).toHaveLength(2);
  expect(await dueOf(tenantId)).toEqual([`due!${tenantId}!token-1!00000001`]);
});

test('what was written although the sender was told 503 is whole, is told of, and is known when it comes again', async () => {
  const app = await startInstance(connection);
  const tenantId = freshTenant();
  const report = { tenantId, status: 'failed', deliveryId: 'idempotency-key:a/0' } as const;
  await send(app, { tenantId, tokenId: 'another' });
  proxy.mode = 'loseAnswers';
  const refusal = await send(app, report).catch((error: unknown) => error);
  proxy.mode = 'pass';

  const again = await send(app, report);
  const kinds = (await rowsOf(storage.table, tenantId)).map(({ rowKey }) => rowKey?.split('!')[0] ?? '');
  app.time = MINUTE;
  await app.sweep();

  expect(refusal).toBeInstanceOf(StorageUnavailable);
  expect(outcomesOf(again)).toEqual(['duplicate']);
  expect(kinds.toSorted()).toEqual([
    ...['delivery', 'history', 'history', 'incident'],
    ...['timeline', 'timeline', 'token', 'token', 'token', 'token', 'told'],
  ]);
  expect(await rowsOf(storage.table, tenantId, 'told!')).toEqual([]);
  expect(await dueOf(tenantId)).toContain(`due!${tenantId}!token-1!00000001`);
});

test('a sweep that cannot reach storage fails as unavailable and does its work when it is back', async () => {
  const app = await startInstance(connection);
  const tenantId = freshTenant();
  await send(app, { tenantId, status: 'failed' });
  app.queue.take();
  app.time = 2 * MINUTE;
  proxy.mode = 'cut';
  const failed = await app.sweep().catch((error: unknown) => error);

  proxy.mode = 'pass';
  await app.sweep();

  expect(failed).toBeInstanceOf(StorageUnavailable);
  expect(app.queue.take()).toEqual(expect.arrayContaining(['log', 'webhook']));
});

test('a delivery that storage keeps from its mailbox sends nothing, and is put back', async () => {
  const app = await startInstance(connection);
  await send(app, { tenantId: freshTenant(), status: 'failed' });
  app.queue.take();
  proxy.mode = 'cut';

  await app.deliver({ target: 'webhook' }, 1);

  expect(app.webhook.attempts).toEqual([]);
  expect(app.queue.woken).toEqual([{ wakeUp: { target: 'webhook', again: true }, delaySeconds: 55 }]);
});

/** What waits for this tenant in the webhook's mailbox. */
async function dueOf(tenantId: string): Promise<string[]> {
  return (await rowsOf(storage.table, '_mailbox!webhook', `due!${tenantId}!`)).map(({ rowKey = '' }) => rowKey);
}
