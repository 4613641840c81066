import { expect, test } from 'vitest';
import { move } from '../../src/app/commit/commit-event.ts';
import { publisher } from '../../src/app/commit/publish.ts';
import { LOST_AFTER_MS, StorageUnavailable } from '../../src/app/model/ports.ts';
import { sweep } from '../../src/app/sweep/sweep.ts';
import { at, freshTenant, MINUTE, openWorld, outcomesOf, send, type World } from '../support/service.ts';
import { rowsOf, useStorage } from '../support/storage.ts';

const storage = useStorage();
const HOUR = 60 * MINUTE;

test('a notification that was never enqueued is found when it is more than a minute past due', async () => {
  const world = await openWorld(storage.connection);
  const tenantId = freshTenant();
  await send(world, { tenantId, status: 'failed' });
  world.queue.enqueued.length = 0; // The process died between the answer and the queue.

  world.time = LOST_AFTER_MS - 1;
  await sweep(world.sweep);
  const early = enqueuedFor(world, tenantId);
  world.time = LOST_AFTER_MS;
  await sweep(world.sweep);

  expect(early).toEqual([]);
  expect(enqueuedFor(world, tenantId)).toEqual(['log', 'webhook']);
});

test('a queue that is out of order fails no report; the sweep makes up for it', async () => {
  const world = await openWorld(storage.connection);
  const tenantId = freshTenant();
  const publish = publisher(
    { enqueue: () => Promise.reject(new StorageUnavailable('queue storage: 503')) },
    world.sweep.outbreaks,
    world.deliver.log,
  );

  const results = await send({ ingest: { ...world.ingest, publish } }, { tenantId, status: 'failed' });
  world.time = LOST_AFTER_MS;
  await sweep(world.sweep);

  expect(outcomesOf(results)).toEqual(['applied']);
  expect(world.lines).toContainEqual(
    expect.stringMatching(/not enqueued, will be sent by the next check, .*reason="queue storage: 503"/),
  );
  expect(enqueuedFor(world, tenantId)).toEqual(['log', 'webhook']);
});

test('a failure that lasts turns critical', async () => {
  const world = await openWorld(storage.connection);
  const tenantId = freshTenant();
  await send(world, { tenantId, status: 'failed', lastSyncAt: at(0) });
  world.queue.enqueued.length = 0;

  world.time = 24 * HOUR - 1;
  await sweep(world.sweep);
  const early = await told(world, tenantId);
  world.time = 24 * HOUR;
  await sweep(world.sweep);

  expect(early).toEqual(['syncFailed', 'warning', 1]);
  expect(await told(world, tenantId)).toEqual(['syncFailed', 'critical', 2]);
});

test('an expiry that passes is told', async () => {
  const world = await openWorld(storage.connection);
  const tenantId = freshTenant();
  await send(world, { tenantId, lastSyncAt: at(0), expiresAt: at(HOUR) });

  world.time = HOUR;
  await sweep(world.sweep);

  expect(await told(world, tenantId)).toEqual(['tokenExpired', 'critical', 1]);
});

test('changed settings let every row be looked at again, once', async () => {
  const before = await openWorld(storage.connection);
  const tenantId = freshTenant();
  await send(before, { tenantId, status: 'failed', lastSyncAt: at(-HOUR) });
  const after = await openWorld(storage.connection, { CRITICAL_AFTER: '30m' });

  await sweep(after.sweep);
  const [etag] = await etagsOf(tenantId);
  await sweep(after.sweep);

  expect(await told(after, tenantId)).toEqual(['syncFailed', 'critical', 2]);
  expect(await etagsOf(tenantId)).toEqual([etag]);
});

test('what is not due is left alone', async () => {
  const world = await openWorld(storage.connection);
  const tenantId = freshTenant();
  await send(world, { tenantId, status: 'failed' });
  await sweep(world.sweep); // The first one sets the hour of the tenant's daily look.
  const before = await rowsOf(storage.table, tenantId);

  await sweep(world.sweep);

  expect(await rowsOf(storage.table, tenantId)).toEqual(before);
});

test('two sweeps at once tell of everything once', async () => {
  const [one, other] = [await openWorld(storage.connection), await openWorld(storage.connection)];
  const tenantId = freshTenant();
  const tokens = Array.from({ length: 50 }, (_, i) => ({ tenantId, tokenId: `t-${i}`, expiresAt: at(HOUR) }));
  await send(one, ...tokens.map((token) => ({ ...token, lastSyncAt: at(0) })));
  one.time = HOUR;
  other.time = HOUR;

  await Promise.all([sweep(one.sweep), sweep(other.sweep)]);

  const notifications = await rowsOf(storage.table, tenantId, 'notification!');
  expect(notifications).toHaveLength(2 * tokens.length);
  expect([...enqueuedFor(one, tenantId), ...enqueuedFor(other, tenantId)]).toHaveLength(2 * tokens.length);
});

test('many due tokens of one tenant are decided in a few transactions each', async () => {
  const world = await openWorld(storage.connection);
  const tenantId = freshTenant();
  const tokens = Array.from({ length: 120 }, (_, i) => ({ tenantId, tokenId: `t-${i}`, expiresAt: at(HOUR) }));
  await send(world, ...tokens.map((token) => ({ ...token, lastSyncAt: at(0) })));
  world.time = HOUR;

  await sweep(world.sweep);

  const { items } = await world.views.incidents({ tenantId, cause: 'tokenExpired' }, { limit: 500 });
  expect(items).toHaveLength(120);
});

test('a report that comes while the sweep decides is not lost', async () => {
  const [sweeper, reporter] = [await openWorld(storage.connection), await openWorld(storage.connection)];
  const tenantId = freshTenant();
  await send(sweeper, { tenantId, status: 'failed', lastSyncAt: at(0) });
  sweeper.time = 24 * HOUR;
  const decisions = sweeper.sweep.context;
  let isFirst = true;
  const context = async () => {
    const decided = await decisions();
    if (isFirst) {
      isFirst = false;
      return decided;
    }
    await send(reporter, { tenantId, status: 'completed', lastSyncAt: at(1) });
    return decided;
  };

  await sweep({ ...sweeper.sweep, context });

  const { items } = await sweeper.views.tokens({ tenantId }, { limit: 1 });
  expect(items[0]?.incident).toMatchObject({ resolution: 'completed' });
});

test('a retired token is quiet, its incident ended, until it reports again', async () => {
  const world = await openWorld(storage.connection);
  const tenantId = freshTenant();
  const failure = { tenantId, status: 'failed', lastSyncAt: at(0), expiresAt: at(HOUR) } as const;
  await send(world, failure);

  await move({ tenantId, tokenId: 'token-1' }, { kind: 'retired' }, world.ingest);
  world.time = 30 * 24 * HOUR;
  await sweep(world.sweep);
  const quiet = (await world.views.tokens({ tenantId }, { limit: 1 })).items[0];
  await send(world, { ...failure, observedAt: at(world.time) });

  expect(quiet?.incident).toMatchObject({ resolution: 'retired', seq: 2 });
  expect(await told(world, tenantId)).toEqual(['tokenExpired', 'critical', 1]);
});

test('the end of a retired token is told to those who were told of its beginning', async () => {
  const world = await openWorld(storage.connection);
  const tenantId = freshTenant();
  await send(world, { tenantId, status: 'failed' });
  world.queue.enqueued.length = 0;

  await move({ tenantId, tokenId: 'token-1' }, { kind: 'retired' }, world.ingest);

  expect(enqueuedFor(world, tenantId)).toEqual(['log', 'webhook']);
});

test('a row that cannot be read keeps nobody but its own tenant waiting, and is told of', async () => {
  const world = await openWorld(storage.connection);
  const broken = `a-${freshTenant()}`; // Comes first, and the others are more than are looked at side by side.
  const healthy = Array.from({ length: 40 }, (_, i) => `z-${i}`);
  await send(world, ...[broken, ...healthy].map((tenantId) => ({ tenantId, lastSyncAt: at(0), expiresAt: at(HOUR) })));
  const key = { partitionKey: broken, rowKey: 'token!token-1' };
  const { record } = await storage.table.getEntity<{ record: string }>(key.partitionKey, key.rowKey);
  await storage.table.updateEntity({ ...key, record: '{"not":' }, 'Merge');
  world.time = HOUR;

  const swept = await sweep(world.sweep).catch((error: unknown) => error);

  await storage.table.updateEntity({ ...key, record }, 'Merge'); // Or every further test would find it.
  const looked = await Promise.all(healthy.map((tenantId) => told(world, tenantId)));
  expect(new Set(looked.map(String))).toEqual(new Set(['tokenExpired,critical,1']));
  expect(swept).toMatchObject({ name: 'UnreadableRow', message: expect.stringContaining(`${broken}/token!token-1`) });
});

/** The targets that were handed messages of this tenant. */
function enqueuedFor(world: World, tenantId: string): string[] {
  const own = world.queue.enqueued.filter(({ pointer }) => pointer.tenantId === tenantId);
  return own.map(({ pointer }) => pointer.target).sort();
}

/** What people were last told of the tenant's only token, and how many notices that took. */
async function told(world: World, tenantId: string) {
  const { items } = await world.views.tokens({ tenantId }, { limit: 1 });
  const { told: believed, incident } = items[0] ?? {};
  return [believed?.cause, believed?.severity, incident?.seq];
}

async function etagsOf(tenantId: string): Promise<(string | undefined)[]> {
  return (await rowsOf(storage.table, tenantId, 'token!')).map(({ etag }) => etag);
}
