import { expect, test } from 'vitest';
import type { IngestResult } from '../../src/app/ingest/ingest-item.ts';
import { StorageUnavailable } from '../../src/app/model/ports.ts';
import { SYNC_STATUSES } from '../../src/domain/sync-status.ts';
import { fromTokenRow } from '../../src/storage/subject-row.ts';
import { recordOf } from '../domain/build.ts';
import { rowsOf, useStorage } from '../support/storage.ts';
import { Way } from '../support/way.ts';
import { at, freshTenant, itemOf, MINUTE, outcomesOf, send, startInstance } from './instance.ts';

const storage = useStorage();

test('64 different reports for one token at once, through two instances: nothing is lost and nothing is doubled', async () => {
  const instances = [await startInstance(storage.connection), await startInstance(storage.connection)];
  const tenantId = freshTenant();
  const items = Array.from({ length: 64 }, (_, i) =>
    itemOf({
      tenantId,
      status: SYNC_STATUSES[(i + 3) % 4],
      lastSyncAt: at(-(i * 37) * MINUTE),
      observedAt: at(-((i * 11) % 64) * 1_000),
    }),
  );

  const answers = await Promise.allSettled(items.map((item, i) => instances[i % 2]!.ingest([item])));

  const accepted = items.filter((_, i) => answers[i]?.status === 'fulfilled');
  const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
  const rows = await rowsOf(storage.table, tenantId);
  const stored = rows.filter(({ rowKey }) => rowKey === 'token!token-1');
  const { record, no, entries } = fromTokenRow(stored[0] as never).value;
  expect(refused.filter((reason) => !(reason instanceof StorageUnavailable))).toEqual([]);
  expect(accepted.length).toBeGreaterThan(32);
  expect(record).toEqual(recordOf(...accepted.map(({ report }) => report)));
  expect(countOf(rows, 'history!')).toBe(accepted.length);
  expect(countOf(rows, 'incident!')).toBe(1);
  expect(countOf(rows, 'timeline!')).toBe(entries);
  expect(countOf(rows, 'told!'), 'all was brought to the mailboxes').toBe(0);
  expect(await dueNumbers(tenantId)).toEqual(Array.from({ length: no }, (_, i) => i + 1));
});

test('two instances that report the same failure at once open one incident', async () => {
  const [one, other] = [await startInstance(storage.connection), await startInstance(storage.connection)];
  const tenantId = freshTenant();
  const failure = { tenantId, status: 'failed', lastSyncAt: at(0) } as const;

  const results = (await Promise.all([send(one, failure), send(other, failure)])).flat();

  const ids = results.map((result) => (result.kind === 'accepted' ? result.incident?.id : undefined));
  expect(outcomesOf(results).sort()).toEqual(['applied', 'unchanged']);
  expect(new Set(ids).size).toBe(1);
  expect(await dueNumbers(tenantId)).toEqual([1]);
  expect([...one.queue.take(), ...other.queue.take()].sort()).toEqual(['log', 'webhook']);
});

test('a batch of which another instance changes one token meanwhile is stored whole', async () => {
  const [one, other] = [await startInstance(storage.connection), await startInstance(storage.connection)];
  const tenantId = freshTenant();
  const tokens = Array.from({ length: 20 }, (_, i) => ({ tenantId, tokenId: `t-${i}` }));
  await send(one, ...tokens);
  let isFirst = true;
  const interrupted = await startInstance(storage.connection, {}, (rows) => {
    const way = new Way(rows);
    way.beforeWrite = async () => {
      if (!isFirst) return;
      isFirst = false;
      await send(other, { tenantId, tokenId: 't-7', status: 'failed', lastSyncAt: at(2) });
    };
    return way;
  });

  const results = await send(
    interrupted,
    ...tokens.map((token) => ({ ...token, status: 'inProgress', lastSyncAt: at(1) }) as const),
  );

  const histories = await rowsOf(storage.table, tenantId, 'history!t-7!');
  expect(outcomesOf(results)).toEqual(tokens.map((_, i) => (i === 7 ? 'stale' : 'applied')));
  expect(histories.map(({ status }) => status).sort()).toEqual(['completed', 'failed', 'inProgress']);
});

test('the same delivery again is a duplicate and changes nothing', async () => {
  const app = await startInstance(storage.connection);
  const tenantId = freshTenant();
  const report = { tenantId, status: 'failed', deliveryId: 'idempotency-key:a/0', lastSyncAt: at(0) } as const;
  await send(app, report);
  const before = await rowsOf(storage.table, tenantId);

  const results = await send(app, report);

  expect(outcomesOf(results)).toEqual(['duplicate']);
  expect(await rowsOf(storage.table, tenantId)).toEqual(before);
});

test('one delivery sent twice at once is applied once', async () => {
  const [one, other] = [await startInstance(storage.connection), await startInstance(storage.connection)];
  const tenantId = freshTenant();
  const report = { tenantId, status: 'failed', deliveryId: 'idempotency-key:a/0' } as const;

  const results = (await Promise.all([send(one, report), send(other, report)])).flat();

  expect(outcomesOf(results).sort()).toEqual(['applied', 'duplicate']);
  expect(await rowsOf(storage.table, tenantId, 'history!')).toHaveLength(1);
});

test('a delivery id that comes again for another token, at once or later, is refused', async () => {
  const app = await startInstance(storage.connection);
  const tenantId = freshTenant();
  const deliveryId = 'idempotency-key:a/0';

  const first = await send(app, { tenantId, tokenId: 'one', deliveryId });
  const second = await send(app, { tenantId, tokenId: 'two', deliveryId });

  expect(outcomesOf([...first, ...second])).toEqual(['applied', 'reused']);
  expect(await rowsOf(storage.table, tenantId, 'token!two')).toEqual([]);
});

test('in a mixed batch the duplicates, the reused and the fresh each get their own answer', async () => {
  const app = await startInstance(storage.connection);
  const tenantId = freshTenant();
  const first = { tenantId, tokenId: 'one', deliveryId: 'idempotency-key:a/0' };
  const second = { tenantId, tokenId: 'two', deliveryId: 'idempotency-key:a/1' };
  await send(app, first, second);

  const results = await send(
    app,
    first,
    { ...second, status: 'failed' },
    { tenantId, tokenId: 'three', deliveryId: 'idempotency-key:a/2' },
  );

  const rows = await rowsOf(storage.table, tenantId, 'token!t');
  expect(outcomesOf(results)).toEqual(['duplicate', 'reused', 'applied']);
  expect(rows.map(({ rowKey }) => rowKey)).toEqual(['token!three', 'token!two']);
});

test('an id that stands twice in one request is a duplicate where the content is the same, and refused where not', async () => {
  const app = await startInstance(storage.connection);
  const tenantId = freshTenant();
  const event = { tenantId, deliveryId: 'cloudevents:source id' };

  const results = await send(app, event, event, { ...event, status: 'failed' });

  expect(outcomesOf(results)).toEqual(['applied', 'duplicate', 'reused']);
});

test('a repeat within a request of an id that was used before with another body is refused like the first', async () => {
  const app = await startInstance(storage.connection);
  const tenantId = freshTenant();
  const event = { tenantId, deliveryId: 'cloudevents:source id' };
  await send(app, event);

  const results = await send(app, { ...event, status: 'failed' }, { ...event, status: 'failed' });

  expect(outcomesOf(results)).toEqual(['reused', 'reused']);
});

test('the same delivery id in two tenants is two deliveries', async () => {
  const app = await startInstance(storage.connection);
  const deliveryId = 'idempotency-key:a/0';

  const results = [
    ...(await send(app, { tenantId: freshTenant(), deliveryId })),
    ...(await send(app, { tenantId: freshTenant(), deliveryId, status: 'failed' })),
  ];

  expect(outcomesOf(results)).toEqual(['applied', 'applied']);
});

test('more reports of one token than a transaction holds are folded in their order', async () => {
  const app = await startInstance(storage.connection);
  const tenantId = freshTenant();
  const reports = Array.from({ length: 150 }, (_, i) => ({
    tenantId,
    status: 'failed' as const,
    lastSyncAt: at((i - 150) * MINUTE),
    deliveryId: `idempotency-key:a/${i}`,
  }));

  const results = await send(app, ...reports);

  const rows = await rowsOf(storage.table, tenantId);
  expect(new Set(outcomesOf(results))).toEqual(new Set(['applied']));
  expect(results.map(({ index }) => index)).toEqual(reports.map((_, i) => i));
  expect(countOf(rows, 'history!')).toBe(150);
  expect(countOf(rows, 'delivery!')).toBe(150);
});

test('an array over several tenants and tokens is stored in as many transactions as it takes', async () => {
  const app = await startInstance(storage.connection);
  const tenantIds = [freshTenant(), freshTenant()];
  const reports = Array.from({ length: 120 }, (_, i) => ({
    tenantId: tenantIds[i % 2] ?? '',
    tokenId: `t-${i}`,
    status: 'failed' as const,
  }));

  const results = await send(app, ...reports);

  const rows = (await Promise.all(tenantIds.map((id) => rowsOf(storage.table, id)))).flat();
  expect(results.map((result) => result.kind === 'accepted' && result.tokenId)).toEqual(
    reports.map(({ tokenId }) => tokenId),
  );
  expect(countOf(rows, 'token!t-')).toBe(120);
  expect(countOf(rows, 'told!')).toBe(0);
  expect((await Promise.all(tenantIds.map(dueNumbers))).flat()).toEqual(Array(120).fill(1));
});

test('a tenant is listed with its first token, once', async () => {
  const [one, other] = [await startInstance(storage.connection), await startInstance(storage.connection)];
  const tenantId = freshTenant();

  await Promise.all([send(one, { tenantId }), send(other, { tenantId, tokenId: 'token-2' })]);

  const tenants = await rowsOf(storage.table, '_tenants');
  expect(tenants.filter(({ rowKey }) => rowKey === tenantId)).toHaveLength(1);
});

test('the answer names the status before, and the incident as it now stands', async () => {
  const app = await startInstance(storage.connection);
  const tenantId = freshTenant();

  const [opened] = await send(app, { tenantId, status: 'failed', lastSyncAt: at(-3) });
  const [ended] = await send(app, { tenantId, status: 'completed', lastSyncAt: at(-2) });
  app.time = MINUTE;
  const [after] = await send(app, { tenantId, status: 'completed', lastSyncAt: at(-1) });

  expect(stateOf(opened)).toEqual([null, 'open']);
  expect(stateOf(ended)).toEqual(['failed', 'resolved']);
  expect(stateOf(after)).toEqual(['completed', undefined]);
});

/** The numbers under which something of this tenant waits in the webhook's mailbox. */
async function dueNumbers(tenantId: string): Promise<number[]> {
  const rows = await rowsOf(storage.table, '_mailbox!webhook', `due!${tenantId}!`);
  return rows.map(({ rowKey = '' }) => Number(rowKey.split('!')[3])).sort((a, b) => a - b);
}

function stateOf(result: IngestResult | undefined) {
  return result?.kind === 'accepted' ? [result.previousStatus, result.incident?.state] : undefined;
}

function countOf(rows: readonly { rowKey?: string }[], prefix: string): number {
  return rows.filter(({ rowKey }) => rowKey?.startsWith(prefix)).length;
}
