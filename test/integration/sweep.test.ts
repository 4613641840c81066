import { expect, test } from 'vitest';
import { StorageUnavailable } from '../../src/app/model/ports.ts';
import { DAY, HOUR } from '../../src/domain/policy.ts';
import type { RowStore } from '../../src/storage/row-store.ts';
import { rowsOf, useStorage } from '../support/storage.ts';
import { Way } from '../support/way.ts';
import { at, freshTenant, type Instance, MINUTE, outcomesOf, send, startInstance } from './instance.ts';

const storage = useStorage();

test('what was never brought to the mailboxes is brought there when its marker is a minute old', async () => {
  const dead = await startInstance(storage.connection, {}, cutOffFromMailboxes);
  const tenantId = freshTenant();
  await send(dead, { tenantId, status: 'failed' });
  const [left] = await rowsOf(storage.table, tenantId, 'told!');

  const app = await startInstance(storage.connection);
  app.time = MINUTE - 1;
  await app.sweep();
  const early = await dueOf(tenantId);
  app.time = MINUTE;
  await app.sweep();

  expect(left?.rowKey).toBe('told!token-1!00000001');
  expect(early).toEqual([]);
  expect(await dueOf(tenantId)).toEqual([`due!${tenantId}!token-1!00000001`]);
  expect(await rowsOf(storage.table, tenantId, 'told!')).toEqual([]);
  expect(app.queue.take()).toEqual(expect.arrayContaining(['log', 'webhook']));
});

test('a queue that is out of order fails no report; the sweep makes up for it', async () => {
  const app = await startInstance(storage.connection);
  const tenantId = freshTenant();
  app.queue.fault = new StorageUnavailable('queue storage: 503');

  const results = await send(app, { tenantId, status: 'failed' });
  app.queue.fault = undefined;
  app.time = MINUTE;
  await app.sweep();

  expect(outcomesOf(results)).toEqual(['applied']);
  expect(app.lines).toContainEqual(expect.stringContaining('queue storage: 503'));
  expect(app.queue.take()).toEqual(expect.arrayContaining(['log', 'webhook']));
  expect(await rowsOf(storage.table, tenantId, 'told!')).toEqual([]);
});

test('a wake-up that was lost is put again when its row is more than a minute late', async () => {
  const app = await startInstance(storage.connection);
  const tenantId = freshTenant();
  await send(app, { tenantId, status: 'failed' });
  app.queue.take();

  app.time = MINUTE + 1;
  await app.sweep();

  expect(app.queue.take()).toEqual(expect.arrayContaining(['log', 'webhook']));
});

test('a failure that lasts turns critical', async () => {
  const app = await startInstance(storage.connection, { CRITICAL_AFTER: '20h' });
  const tenantId = freshTenant();
  await send(app, { tenantId, status: 'failed', lastSyncAt: at(0) });

  app.time = 20 * HOUR - 1;
  await app.sweep();
  const early = await told(app, tenantId);
  app.time = 20 * HOUR;
  await app.sweep();

  expect(early).toEqual(['syncFailed', 'warning', 1]);
  expect(await told(app, tenantId)).toEqual(['syncFailed', 'critical', 2]);
});

test('an expiry that passes is told', async () => {
  const app = await startInstance(storage.connection);
  const tenantId = freshTenant();
  await send(app, { tenantId, lastSyncAt: at(0), expiresAt: at(HOUR) });

  app.time = HOUR;
  await app.sweep();

  expect(await told(app, tenantId)).toEqual(['tokenExpired', 'critical', 1]);
});

test('changed settings let every row be looked at again, once', async () => {
  const before = await startInstance(storage.connection);
  const tenantId = freshTenant();
  await send(before, { tenantId, status: 'failed', lastSyncAt: at(-HOUR) });
  const after = await startInstance(storage.connection, { CRITICAL_AFTER: '30m' });

  await after.sweep();
  const [etag] = await etagsOf(tenantId);
  await after.sweep();

  expect(await told(after, tenantId)).toEqual(['syncFailed', 'critical', 2]);
  expect(await etagsOf(tenantId)).toEqual([etag]);
});

test('what is not due is left alone', async () => {
  const app = await startInstance(storage.connection);
  const tenantId = freshTenant();
  await send(app, { tenantId, status: 'failed' });
  await app.sweep(); // The first one sets the hour of the tenant's daily look.
  const before = await rowsOf(storage.table, tenantId);

  await app.sweep();

  expect(await rowsOf(storage.table, tenantId)).toEqual(before);
});

test('two sweeps at once decide everything once', async () => {
  const [one, other] = [await startInstance(storage.connection), await startInstance(storage.connection)];
  const tenantId = freshTenant();
  const tokens = Array.from({ length: 50 }, (_, i) => ({ tenantId, tokenId: `t-${i}`, expiresAt: at(HOUR) }));
  await send(one, ...tokens.map((token) => ({ ...token, lastSyncAt: at(0) })));
  one.time = HOUR;
  other.time = HOUR;

  await Promise.all([one.sweep(), other.sweep()]);

  const timeline = await rowsOf(storage.table, tenantId, 'timeline!');
  const { items } = await one.views.tokens({ tenantId }, { limit: 100 });
  expect(items.map(({ no }) => no)).toEqual(tokens.map(() => 1));
  expect(timeline).toHaveLength(items.reduce((sum, { entries }) => sum + entries, 0));
  expect((await dueOf(tenantId)).filter((key) => key.includes('!t-'))).toHaveLength(tokens.length);
});

test('many due tokens of one tenant are decided in a few transactions each', async () => {
  const app = await startInstance(storage.connection);
  const tenantId = freshTenant();
  const tokens = Array.from({ length: 120 }, (_, i) => ({ tenantId, tokenId: `t-${i}`, expiresAt: at(HOUR) }));
  await send(app, ...tokens.map((token) => ({ ...token, lastSyncAt: at(0) })));
  app.time = HOUR;

  await app.sweep();

  const { items } = await app.views.incidents({ tenantId, cause: 'tokenExpired' }, { limit: 500 });
  expect(items).toHaveLength(120);
});

test('a renewal that is reported while the sweep decides is not lost', async () => {
  const tenantId = freshTenant();
  const reporter = await startInstance(storage.connection);
  await send(reporter, { tenantId, status: 'failed', lastSyncAt: at(0), expiresAt: at(HOUR) });
  let isFirst = true;
  const sweeper = await startInstance(storage.connection, {}, (rows) => {
    const way = new Way(rows);
    way.beforeWrite = async ([row]) => {
      if (!isFirst || row?.partitionKey !== tenantId || row.rowKey !== 'token!token-1') return;
      isFirst = false;
      reporter.time = HOUR + 1;
      const renewed = { status: 'completed', expiresAt: at(300 * DAY) } as const;
      await send(reporter, { tenantId, ...renewed, lastSyncAt: at(HOUR), observedAt: at(HOUR) });
    };
    return way;
  });
  sweeper.time = HOUR;

  await sweeper.sweep();

  const { items } = await sweeper.views.tokens({ tenantId }, { limit: 1 });
  expect(isFirst).toBe(false);
  expect(items[0]).toMatchObject({ incident: { resolution: 'renewed' }, told: null });
});

test('a retired token is quiet, its incident ended, until it is reported as seen later', async () => {
  const app = await startInstance(storage.connection);
  const tenantId = freshTenant();
  const failure = { tenantId, status: 'failed', lastSyncAt: at(0), expiresAt: at(HOUR) } as const;
  await send(app, failure);

  await app.retireToken({ tenantId, tokenId: 'token-1' }, { kind: 'retired' });
  app.time = 30 * DAY;
  await app.sweep();
  const quiet = (await app.views.tokens({ tenantId }, { limit: 1 })).items[0];
  await send(app, { ...failure, observedAt: at(-MINUTE) });
  const late = (await app.views.tokens({ tenantId }, { limit: 1 })).items[0];
  await send(app, { ...failure, observedAt: at(app.time) });

  expect(quiet).toMatchObject({ incident: { resolution: 'retired' }, told: null });
  expect(late?.told).toBeNull();
  expect((await told(app, tenantId)).slice(0, 2)).toEqual(['tokenExpired', 'critical']);
});

test('a row that cannot be read keeps nothing else waiting, is counted, and is named in the log', async () => {
  const app = await startInstance(storage.connection);
  const broken = `a-${freshTenant()}`; // Comes first, and the others are more than are looked at side by side.
  const healthy = Array.from({ length: 40 }, (_, i) => `z-${i}`);
  await send(app, ...[broken, ...healthy].map((tenantId) => ({ tenantId, lastSyncAt: at(0), expiresAt: at(HOUR) })));
  const key = { partitionKey: broken, rowKey: 'token!token-1' };
  const { record } = await storage.table.getEntity<{ record: string }>(key.partitionKey, key.rowKey);
  await storage.table.updateEntity({ ...key, record: '{"not":' }, 'Merge');
  app.time = HOUR;

  const swept = await app.sweep();

  await storage.table.updateEntity({ ...key, record }, 'Merge'); // Or every further test would find it.
  const looked = await Promise.all(healthy.map((tenantId) => told(app, tenantId)));
  expect(new Set(looked.map(String))).toEqual(new Set(['tokenExpired,critical,1']));
  expect(swept).toMatchObject({ complete: true, unreadable: 1 });
  expect(app.lines).toContainEqual(expect.stringContaining(`${broken}/token!token-1`));
});

/** A process that dies between its commit and what follows from it. */
function cutOffFromMailboxes(rows: RowStore): RowStore {
  const way = new Way(rows);
  way.beforeWrite = ([row]) => {
    if (row?.partitionKey.startsWith('_mailbox!')) throw new StorageUnavailable('table storage: gone');
  };
  return way;
}

/** What waits for this tenant in the webhook's mailbox. */
async function dueOf(tenantId: string): Promise<string[]> {
  return (await rowsOf(storage.table, '_mailbox!webhook', `due!${tenantId}!`)).map(({ rowKey = '' }) => rowKey);
}

/** What people should know of the tenant's only token, and how many notices that took. */
async function told(app: Instance, tenantId: string) {
  const { items } = await app.views.tokens({ tenantId }, { limit: 1 });
  return [items[0]?.told?.cause, items[0]?.told?.severity, items[0]?.no];
}

async function etagsOf(tenantId: string): Promise<(string | undefined)[]> {
  return (await rowsOf(storage.table, tenantId, 'token!token-1')).map(({ etag }) => etag);
}
