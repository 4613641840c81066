import { beforeAll, expect, test } from 'vitest';
import { BadContinuation, type Page, type PageRequest } from '../../src/app/model/ports.ts';
import { at, MINUTE, openWorld, send, type World } from '../support/service.ts';
import { useStorage } from '../support/storage.ts';

const storage = useStorage();
let world: World;

beforeAll(async () => {
  world = await openWorld(storage.connection);
  const tokens = ['a', 'b', 'c'].flatMap((tenantId) => [1, 2, 3].map((i) => ({ tenantId, tokenId: `t-${i}` })));
  await send(world, ...tokens.map((token) => ({ ...token, lastSyncAt: at(-10 * MINUTE) })));
  await send(world, { tenantId: 'a', tokenId: 't-2', status: 'failed', lastSyncAt: at(-5 * MINUTE) });
  await send(world, { tenantId: 'c', tokenId: 't-1', status: 'failed', lastSyncAt: at(-5 * MINUTE) });
  await send(world, { tenantId: 'c', tokenId: 't-1', status: 'completed', lastSyncAt: at(-MINUTE) });
  await send(world, { tenantId: 'b', tokenId: 't-3', tokenState: 'expired', lastSyncAt: at(-MINUTE) });
});

const ALL = ['a/t-1', 'a/t-2', 'a/t-3', 'b/t-1', 'b/t-2', 'b/t-3', 'c/t-1', 'c/t-2', 'c/t-3'];

test.each([1, 2, 3, 4, 8, 9, 500])('by pages of %i all tokens of all tenants come, each once', async (limit) => {
  const pages = await readAll((page) => world.views.tokens({}, page), limit);

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
  const pages = await readAll((page) => world.views.tokens(filter, page), 2);

  expect(pages.flat().map(nameOf)).toEqual(found);
});

test.each([
  { filter: {}, found: ['a/t-2', 'b/t-3', 'c/t-1'] },
  { filter: { state: 'open' }, found: ['a/t-2', 'b/t-3'] },
  { filter: { state: 'resolved' }, found: ['c/t-1'] },
  { filter: { cause: 'tokenExpired' }, found: ['b/t-3'] },
  { filter: { tenantId: 'a', state: 'open' }, found: ['a/t-2'] },
] as const)('incidents by $filter', async ({ filter, found }) => {
  const pages = await readAll((page) => world.views.incidents(filter, page), 1);

  expect(pages.flat().map(({ tenantId, tokenId }) => `${tenantId}/${tokenId}`)).toEqual(found);
});

test('a history comes newest first, page by page, and is of its token only', async () => {
  const pages = await readAll((page) => world.views.history({ tenantId: 'c', tokenId: 't-1' }, page), 2);

  expect(pages.map((page) => page.map(({ status }) => status).sort())).toEqual([
    ['completed', 'failed'],
    ['completed'],
  ]);
});

test('the timeline tells an incident from its beginning to its end', async () => {
  const [incident] = (await world.views.incidents({ tenantId: 'c' }, { limit: 1 })).items;

  const timeline = await world.views.timeline('c', incident?.incident.id ?? '');

  expect(timeline.map(({ seq, event }) => [seq, event.kind])).toEqual([
    [1, 'report'],
    [2, 'notice'],
    [3, 'report'],
    [4, 'notice'],
  ]);
});

test('notifications by state and target', async () => {
  const { items } = await world.views.notifications({ state: 'pending', target: 'webhook' }, { limit: 10 });

  expect(items.map(({ tenantId, notice }) => `${tenantId} ${notice.type}`)).toEqual([
    'a vpp.incident.opened',
    'b vpp.incident.opened',
    'c vpp.incident.opened',
    'c vpp.incident.resolved',
  ]);
});

test.each(['', 'x', '%', 'bm90IGpzb24', encoded('text'), encoded(['a']), encoded(['a', 1]), encoded(['a', 'b', 'c'])])(
  'a continuation that this program did not give is told apart: %o',
  async (continuation) => {
    await expect(world.views.tokens({}, { limit: 1, continuation })).rejects.toThrow(BadContinuation);
  },
);

test("a continuation that was made up with a quote in it reaches no other tenant's rows", async () => {
  const continuation = encoded(["a' or PartitionKey ge '", "x' or RowKey ge '"]);

  const page = await world.views.tokens({ tenantId: 'a' }, { limit: 500, continuation });

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
