import { expect, test } from 'vitest';
import { ingest } from '../../src/app/ingest/ingest.ts';
import type { IngestResult } from '../../src/app/ingest/ingest-item.ts';
import { type StateStore, StorageUnavailable } from '../../src/app/model/ports.ts';
import { SYNC_STATUSES } from '../../src/domain/sync-status.ts';
import { fromTokenRow } from '../../src/storage/token-row.ts';
import { recordOf } from '../domain/build.ts';
import { at, freshTenant, itemOf, MINUTE, openWorld, outcomesOf, send } from '../support/service.ts';
import { rowsOf, useStorage } from '../support/storage.ts';

const storage = useStorage();

test('64 different reports for one token at once, through two instances: nothing is lost and nothing is doubled', async () => {
  const instances = [await openWorld(storage.connection), await openWorld(storage.connection)];
  const tenantId = freshTenant();
  const items = Array.from({ length: 64 }, (_, i) =>
    itemOf({
      tenantId,
      status: SYNC_STATUSES[(i + 3) % 4],
      lastSyncAt: at(-(i * 37) * MINUTE),
      observedAt: at(-((i * 11) % 64) * 1_000),
    }),
  );

  const answers = await Promise.allSettled(
    items.map((item, i) => ingest([item], (instances[i % 2] as (typeof instances)[0]).ingest)),
  );

  const accepted = items.filter((_, i) => answers[i]?.status === 'fulfilled');
  const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
  const rows = await rowsOf(storage.table, tenantId);
  const stored = rows.filter(({ rowKey }) => rowKey?.startsWith('token!'));
  const { record, incident, entries } = fromTokenRow(stored[0] as never).value;
  expect(refused.filter((reason) => !(reason instanceof StorageUnavailable))).toEqual([]);
  expect(accepted.length).toBeGreaterThan(32);
  expect(record).toEqual(recordOf(...accepted.map(({ report }) => report)));
  expect(countOf(rows, 'history!')).toBe(accepted.length);
  expect(countOf(rows, 'incident!')).toBe(1);
  expect(countOf(rows, 'timeline!')).toBe(entries);
  expect(countOf(rows, 'notification!')).toBe(2 * (incident?.seq ?? 0));
});

test('two instances that report the same failure at once open one incident', async () => {
  const [one, other] = [await openWorld(storage.connection), await openWorld(storage.connection)];
  const tenantId = freshTenant();
  const failure = { tenantId, status: 'failed', lastSyncAt: at(0) } as const;

  const results = (await Promise.all([send(one, failure), send(other, failure)])).flat();

  const ids = results.map((result) => (result.kind === 'accepted' ? result.incident?.id : undefined));
  expect(outcomesOf(results).sort()).toEqual(['applied', 'unchanged']);
  expect(new Set(ids).size).toBe(1);
  expect([...one.queue.take('webhook'), ...other.queue.take('webhook')]).toHaveLength(1);
});

test('a batch of which another instance changes one token meanwhile is stored whole', async () => {
  const [one, other] = [await openWorld(storage.connection), await openWorld(storage.connection)];
  const tenantId = freshTenant();
  const tokens = Array.from({ length: 20 }, (_, i) => ({ tenantId, tokenId: `t-${i}` }));
  await send(one, ...tokens);
  const { store } = one.ingest;
  let isFirst = true;
  const interrupted = {
    ...one.ingest,
    store: {
      ...delegating(store),
      commit: async (...args: Parameters<typeof store.commit>) => {
        if (isFirst) {
          isFirst = false;
          await send(other, { tenantId, tokenId: 't-7', status: 'failed', lastSyncAt: at(2) });
        }
        return store.commit(...args);
      },
    },
  };

  const results = await ingest(
    tokens.map((token, i) => itemOf({ ...token, status: 'inProgress', lastSyncAt: at(1) }, i)),
    interrupted,
  );

  const histories = await rowsOf(storage.table, tenantId, 'history!t-7!');
  expect(outcomesOf(results)).toEqual(tokens.map((_, i) => (i === 7 ? 'stale' : 'applied')));
  expect(histories.map(({ status }) => status).sort()).toEqual(['completed', 'failed', 'inProgress']);
});

test('the same delivery again is a duplicate and changes nothing', async () => {
  const world = await openWorld(storage.connection);
  const tenantId = freshTenant();
  const report = { tenantId, status: 'failed', deliveryId: 'idempotency-key:a/0', lastSyncAt: at(0) } as const;
  await send(world, report);
  const before = await rowsOf(storage.table, tenantId);

  const results = await send(world, report);

  expect(outcomesOf(results)).toEqual(['duplicate']);
  expect(await rowsOf(storage.table, tenantId)).toEqual(before);
});

test('one delivery sent twice at once is applied once', async () => {
  const [one, other] = [await openWorld(storage.connection), await openWorld(storage.connection)];
  const tenantId = freshTenant();
  const report = { tenantId, status: 'failed', deliveryId: 'idempotency-key:a/0' } as const;

  const results = (await Promise.all([send(one, report), send(other, report)])).flat();

  expect(outcomesOf(results).sort()).toEqual(['applied', 'duplicate']);
  expect(await rowsOf(storage.table, tenantId, 'history!')).toHaveLength(1);
});

test('a delivery id that comes again for another token, at once or later, is refused', async () => {
  const world = await openWorld(storage.connection);
  const tenantId = freshTenant();
  const deliveryId = 'idempotency-key:a/0';

  const first = await send(world, { tenantId, tokenId: 'one', deliveryId });
  const second = await send(world, { tenantId, tokenId: 'two', deliveryId });

  expect(outcomesOf([...first, ...second])).toEqual(['applied', 'reused']);
  expect(await rowsOf(storage.table, tenantId, 'token!')).toHaveLength(1);
});

test('in a mixed batch the duplicates, the reused and the fresh each get their own answer', async () => {
  const world = await openWorld(storage.connection);
  const tenantId = freshTenant();
  const first = { tenantId, tokenId: 'one', deliveryId: 'idempotency-key:a/0' };
  const second = { tenantId, tokenId: 'two', deliveryId: 'idempotency-key:a/1' };
  await send(world, first, second);

  const results = await send(
    world,
    first,
    { ...second, status: 'failed' },
    { tenantId, tokenId: 'three', deliveryId: 'idempotency-key:a/2' },
  );

  expect(outcomesOf(results)).toEqual(['duplicate', 'reused', 'applied']);
});

test('an id that stands twice in one request is a duplicate where the content is the same, and refused where not', async () => {
  const world = await openWorld(storage.connection);
  const tenantId = freshTenant();
  const event = { tenantId, deliveryId: 'cloudevents:source id' };

  const results = await send(world, event, event, { ...event, status: 'failed' });

  expect(outcomesOf(results)).toEqual(['applied', 'duplicate', 'reused']);
});

test('a repeat within a request of an id that was used before with another body is refused like the first', async () => {
  const world = await openWorld(storage.connection);
  const tenantId = freshTenant();
  const event = { tenantId, deliveryId: 'cloudevents:source id' };
  await send(world, event);

  const results = await send(world, { ...event, status: 'failed' }, { ...event, status: 'failed' });

  expect(outcomesOf(results)).toEqual(['reused', 'reused']);
});

test('the same delivery id in two tenants is two deliveries', async () => {
  const world = await openWorld(storage.connection);
  const deliveryId = 'idempotency-key:a/0';

  const results = [
    ...(await send(world, { tenantId: freshTenant(), deliveryId })),
    ...(await send(world, { tenantId: freshTenant(), deliveryId, status: 'failed' })),
  ];

  expect(outcomesOf(results)).toEqual(['applied', 'applied']);
});

test('more reports of one token than a transaction holds are folded in their order', async () => {
  const world = await openWorld(storage.connection);
  const tenantId = freshTenant();
  const reports = Array.from({ length: 150 }, (_, i) => ({
    tenantId,
    status: 'failed' as const,
    lastSyncAt: at((i - 150) * MINUTE),
    deliveryId: `idempotency-key:a/${i}`,
  }));

  const results = await send(world, ...reports);

  const rows = await rowsOf(storage.table, tenantId);
  expect(new Set(outcomesOf(results))).toEqual(new Set(['applied']));
  expect(results.map(({ index }) => index)).toEqual(reports.map((_, i) => i));
  expect(countOf(rows, 'history!')).toBe(150);
  expect(countOf(rows, 'delivery!')).toBe(150);
});

test('an array over several tenants and tokens is stored in as many transactions as it takes', async () => {
  const world = await openWorld(storage.connection);
  const tenantIds = [freshTenant(), freshTenant()];
  const reports = Array.from({ length: 120 }, (_, i) => ({
    tenantId: tenantIds[i % 2] ?? '',
    tokenId: `t-${i}`,
    status: 'failed' as const,
  }));

  const results = await send(world, ...reports);

  const rows = (await Promise.all(tenantIds.map((id) => rowsOf(storage.table, id)))).flat();
  expect(results.map((result) => result.kind === 'accepted' && result.tokenId)).toEqual(
    reports.map(({ tokenId }) => tokenId),
  );
  expect(countOf(rows, 'token!')).toBe(120);
  expect(countOf(rows, 'notification!')).toBe(240);
});

test('a tenant is listed with its first token, once', async () => {
  const [one, other] = [await openWorld(storage.connection), await openWorld(storage.connection)];
  const tenantId = freshTenant();

  await Promise.all([send(one, { tenantId }), send(other, { tenantId, tokenId: 'token-2' })]);

  const tenants = await rowsOf(storage.table, '_tenants');
  expect(tenants.filter(({ rowKey }) => rowKey === tenantId)).toHaveLength(1);
});

test('the answer names the status before, and the incident as it now stands', async () => {
  const world = await openWorld(storage.connection);
  const tenantId = freshTenant();

  const [opened] = await send(world, { tenantId, status: 'failed', lastSyncAt: at(-3) });
  const [ended] = await send(world, { tenantId, status: 'completed', lastSyncAt: at(-2) });
  world.time = MINUTE;
  const [after] = await send(world, { tenantId, status: 'completed', lastSyncAt: at(-1) });

  expect(stateOf(opened)).toEqual([null, 'open']);
  expect(stateOf(ended)).toEqual(['failed', 'resolved']);
  expect(stateOf(after)).toEqual(['completed', undefined]);
});

/** The store's own methods, one by one, so that a test can put one of its own beside the rest. */
function delegating(store: StateStore): StateStore {
  return {
    readTokens: (...args) => store.readTokens(...args),
    readDeliveries: (...args) => store.readDeliveries(...args),
    commit: (...args) => store.commit(...args),
    fitting: (...args) => store.fitting(...args),
    readAllTokens: (...args) => store.readAllTokens(...args),
    listTenants: () => store.listTenants(),
    readDue: (...args) => store.readDue(...args),
  };
}

function stateOf(result: IngestResult | undefined) {
  return result?.kind === 'accepted' ? [result.previousStatus, result.incident?.state] : undefined;
}

function countOf(rows: readonly { rowKey?: string }[], prefix: string): number {
  return rows.filter(({ rowKey }) => rowKey?.startsWith(prefix)).length;
}
