import { beforeAll, expect, test } from 'vitest';
import { BadContinuation, type Page, type PageRequest } from '../../src/app/model/ports.ts';
import { useStorage } from '../support/storage.ts';
import { at, type Instance, MINUTE, send, startInstance } from './instance.ts';

const storage = useStorage();
let app: Instance;

beforeAll(async () => {
  app = await startInstance(storage.connection);
  const tokens = ['a', 'b', 'c'].flatMap((tenantId) => [1, 2, 3].map((i) => ({ tenantId, tokenId: `t-${i}` })));
  await send(app, ...tokens.map((token) => ({ ...token, lastSyncAt: at(-10 * MINUTE) })));
  await send(app, { tenantId: 'a', tokenId: 't-2', status: 'failed', lastSyncAt: at(-5 * MINUTE) });
  await send(app, { tenantId: 'c', tokenId: 't-1', status: 'failed', lastSyncAt: at(-5 * MINUTE), observedAt: at(1) });
  await send(app, { tenantId: 'c', tokenId: 't-1', status: 'completed', lastSyncAt: at(-MINUTE), observedAt: at(2) });
  await send(app, { tenantId: 'b', tokenId: 't-3', tokenState: 'expired', lastSyncAt: at(-MINUTE) });
});

const ALL = ['a/t-1', 'a/t-2', 'a/t-3', 'b/t-1', 'b/t-2', 'b/t-3', 'c/t-1', 'c/t-2', 'c/t-3'];

test.each([1, 2, 3, 4, 8, 9, 500])('by pages of %i all tokens of all tenants come, each once', async (limit) => {
  const pages = await readAll((page) => app.views.tokens({}, page), limit);

  expect(pages.flat().map(nameOf)).toEqual(ALL);
  expect(pages.slice(0, -1).map((page) => page.length)).toEqual(Array(Math.ceil(9 / limit) - 1).fill(limit));
});

test.each([
  { filter: { tenantId: 'b' }, found: ['b/t-1', 'b/t-2', 'b/t-3'] },
  { filter: { status: 'failed' }, found: ['a/t-2'] },
  { filter: { cause: 'tokenExpired' }, found: ['b/t-3'] },
  { filter: { cause: 'syncFailed' }, found: ['a/t-2'] },
  { filter: { tenantId: 'c', cause: 'syncFailed' }, found: [] },
  { filter: { tenantId: 'nobody' }, found: [] },
] as const)('tokens by $filter', async ({ filter, found }) => {
  const pages = await readAll((page) => app.views.tokens(filter, page), 2);

  expect(pages.flat().map(nameOf)).toEqual(found);
});

test.each([
  { filter: {}, found: ['a/t-2', 'b/t-3', 'c/t-1'] },
  { filter: { state: 'open' }, found: ['a/t-2', 'b/t-3'] },
  { filter: { state: 'resolved' }, found: ['c/t-1'] },
  { filter: { cause: 'tokenExpired' }, found: ['b/t-3'] },
  { filter: { tenantId: 'a', state: 'open' }, found: ['a/t-2'] },
] as const)('incidents by $filter', async ({ filter, found }) => {
  const pages = await readAll((page) => app.views.incidents(filter, page), 1);

  expect(pages.flat().map(({ tenantId, subject }) => `${tenantId}/${subject}`)).toEqual(found);
});

test.each([
  { filter: {}, found: ['a/_enrollment:1', 'a/_push', 'c/_push'] },
  { filter: { tenantId: 'a' }, found: ['a/_enrollment:1', 'a/_push'] },
  { filter: { tenantId: 'b' }, found: [] },
])('connections by $filter, without those that are gone', async ({ filter, found }) => {
  const facts = (gone?: object) => JSON.stringify({ label: {}, ...gone });
  const columns = { v: 1, entries: 0, no: 0, isReminder: false, audience: '[]', policyHash: 'h' };
  const connection = (partitionKey: string, subject: string, kind: string, status = 'here') =>
    storage.table.upsertEntity({
      ...{ partitionKey, rowKey: `token!${subject}`, subject, kind, status, ...columns },
      facts: facts(status === 'gone' ? { gone: { at: 1, why: 'notShown' } } : undefined),
    });
  await connection('a', '_enrollment:1', 'enrollment');
  await connection('a', '_enrollment:2', 'enrollment', 'gone');
  await connection('a', '_push', 'push');
  await connection('c', '_push', 'push');

  const pages = await readAll((page) => app.views.connections(filter, page), 1);

  expect(pages.flat().map(({ tenantId, subject }) => `${tenantId}/${subject}`)).toEqual(found);
});

test('a history comes newest first, page by page, and is of its token only', async () => {
  const pages = await readAll((page) => app.views.history({ tenantId: 'c', tokenId: 't-1' }, page), 2);

  expect(pages.map((page) => page.map(({ status }) => status))).toEqual([['completed', 'failed'], ['completed']]);
});

test('the timeline tells an incident from its beginning to its end', async () => {
  const [incident] = (await app.views.incidents({ tenantId: 'c' }, { limit: 1 })).items;

  const timeline = await app.views.timeline('c', incident?.incident.id ?? '');

  expect(timeline.map(({ seq, event }) => [seq, event.kind])).toEqual([
    [1, 'report'],
    [2, 'notice'],
    [3, 'report'],
    [4, 'notice'],
  ]);
});

test.each([1, 2, 500])('by pages of %i notifications come target by target, each once', async (limit) => {
  const pages = await readAll((page) => app.notifications({}, page), limit);

  expect(pages.flat().map(({ target, tenantId, subject }) => `${target} ${tenantId}/${subject}`)).toEqual([
    'log a/t-2',
    'log b/t-3',
    'log c/t-1',
    'webhook a/t-2',
    'webhook b/t-3',
    'webhook c/t-1',
  ]);
});

test.each([
  { filter: { target: 'webhook', state: 'pending' }, found: ['a/t-2', 'b/t-3', 'c/t-1'] },
  { filter: { target: 'webhook', state: 'delivered' }, found: [] },
  { filter: { target: 'webhook', tenantId: 'b' }, found: ['b/t-3'] },
  { filter: { target: 'webhook', tenantId: 'c', subject: 't-2' }, found: [] },
] as const)('notifications by $filter', async ({ filter, found }) => {
  const pages = await readAll((page) => app.notifications(filter, page), 1);

  expect(pages.flat().map(({ tenantId, subject }) => `${tenantId}/${subject}`)).toEqual(found);
});

test.each(['', 'x', '%', 'bm90IGpzb24', encoded('text'), encoded(['a']), encoded(['a', 1]), encoded(['a', 'b', 'c'])])(
  'a continuation that this program did not give is told apart: %o',
  async (continuation) => {
    await expect(app.views.tokens({}, { limit: 1, continuation })).rejects.toThrow(BadContinuation);
  },
);

test("a continuation that was made up with a quote in it reaches no other tenant's rows", async () => {
  const continuation = encoded(["a' or PartitionKey ge '", "x' or RowKey ge '"]);

  const page = await app.views.tokens({ tenantId: 'a' }, { limit: 500, continuation });

  expect(page.items.map(nameOf)).toEqual(['a/t-1', 'a/t-2', 'a/t-3']);
});

function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function nameOf({ record }: { record: { tenantId: string; tokenId: string } }): string {
  return `${record.tenantId}/${record.tokenId}`;
}

async function readAll<T>(read: (page: PageRequest) => Promise<Page<T>>, limit: number): Promise<T[][]> {
  const pages: T[][] = [];
  let continuation: string | undefined;
  do {
    const page = await read({ limit, ...(continuation !== undefined && { continuation }) });
    pages.push([...page.items]);
    continuation = page.continuation;
  } while (continuation !== undefined);
  return pages;
}
