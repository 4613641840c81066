import { describe, expect, test } from 'vitest';
import { newId } from '../../../src/app/commit/new-id.ts';
import { Ingest } from '../../../src/app/ingest/ingest.ts';
import type { IngestResult } from '../../../src/app/ingest/ingest-item.ts';
import { StorageUnavailable } from '../../../src/app/model/ports.ts';
import { DEFAULT_POLICY } from '../../../src/domain/policy.ts';
import { TableSubjectStore } from '../../../src/storage/subject-store.ts';
import { TableTenantStore } from '../../../src/storage/tenant-store.ts';
import { Way } from '../../support/way.ts';
import { type Fields, type Instance, NOON, outcomesOf, ts, World } from '../../support/world.ts';

const FAILED: Fields = { status: 'failed', lastSyncAt: ts(NOON) };
const ID = 'idempotency-key:a/0';
const TOKENS = Array.from({ length: 8 }, (_, i) => `t-${i}`);

/** Requests that come for one tenant at once: the first goes alone, the others gather behind it. */
function send(world: World, requests: readonly Fields[], app: Instance = world.app) {
  return Promise.allSettled(requests.map((fields) => world.post(app, fields)));
}

/** What became of each request, in a word. */
function endings(answers: readonly PromiseSettledResult<readonly IngestResult[]>[]): readonly string[] {
  return answers.map((it) => (it.status === 'fulfilled' ? outcomesOf(it.value).join() : it.reason.message));
}

/** A world that knows its tenant, and counts from now on. */
async function prepared(): Promise<World> {
  const world = new World();
  await world.report({ tokenId: 'known', lastSyncAt: ts(NOON - 1) });
  world.app.way.transactions.length = 0;
  return world;
}

describe('what comes while a commit of its tenant is under way', () => {
  test('goes together in the next', async () => {
    const world = await prepared();

    const answers = await send(
      world,
      TOKENS.map((tokenId) => ({ tokenId })),
    );

    expect(new Set(endings(answers))).toEqual(new Set(['applied']));
    expect(world.app.way.transactions).toEqual([2, 2 * 7]);
  });

  test('does not wait for another tenant', async () => {
    const world = await prepared();
    await world.report({ tenantId: 'other', tokenId: 'other' });
    const began: string[] = [];
    world.app.way.beforeRead = (key) => began.push(key);

    const posted = [world.post(world.app, {}), world.post(world.app, { tenantId: 'other' })];
    const before = [...began];
    await Promise.all(posted);

    expect(before).toEqual(['contoso/token!t-1', 'other/token!t-1']);
  });

  test('is folded in order where it is about one token, each with its own answer and history', async () => {
    const world = await prepared();

    const answers = await send(world, [
      { tokenId: 'known', lastSyncAt: ts(NOON) },
      { ...FAILED, lastSyncAt: ts(NOON + 1) },
      { lastSyncAt: ts(NOON + 2) },
      { lastSyncAt: ts(NOON + 1) },
    ]);

    const statuses = answers.map((it) => it.status === 'fulfilled' && it.value.map(statusesOf).join());
    expect(endings(answers)).toEqual(['applied', 'applied', 'applied', 'stale']);
    expect(statuses).toEqual(['completed completed', 'null failed', 'failed completed', 'completed completed']);
    const { items } = await world.app.views.history({ tenantId: 'contoso', tokenId: 't-1' }, { limit: 9 });
    expect(items).toHaveLength(3);
  });

  test('is told in one go', async () => {
    const world = await prepared();
    let handOvers = 0;
    world.app.way.beforeWrite = ([row]) => {
      if (row?.rowKey.startsWith('due!')) handOvers += 1;
    };

    await send(
      world,
      TOKENS.map((tokenId) => ({ ...FAILED, tokenId })),
    );

    const targets = 2;
    expect(handOvers).toBe(2 * targets);
  });
});

describe('each for itself', () => {
  test('a delivery that was seen before is a duplicate, the others are stored', async () => {
    const world = await prepared();
    await world.report({ tokenId: 't-3', deliveryId: ID, lastSyncAt: ts(NOON) });

    const answers = await send(
      world,
      TOKENS.map((tokenId, i) => ({ tokenId, lastSyncAt: ts(NOON), ...(i === 3 && { deliveryId: ID }) })),
    );

    expect(endings(answers)).toEqual(TOKENS.map((_, i) => (i === 3 ? 'duplicate' : 'applied')));
  });

  test('of two at once with one delivery id the second is judged by what became of the first', async () => {
    const world = await prepared();

    const answers = await send(world, [
      { tokenId: 'known' },
      { deliveryId: ID },
      { deliveryId: ID },
      { deliveryId: ID, status: 'none' },
    ]);

    expect(endings(answers)).toEqual(['applied', 'applied', 'duplicate', 'reused']);
  });

  test('another writer of one token costs the others nothing but a moment', async () => {
    const world = await prepared();
    const other = world.instance();
    let isFirst = true;
    world.app.way.beforeWrite = async (rows) => {
      if (!isFirst || !rows.some(({ rowKey }) => rowKey === 'token!t-5')) return;
      isFirst = false;
      await world.post(other, { tokenId: 't-5', lastSyncAt: ts(NOON + 1) });
    };

    const answers = await send(
      world,
      TOKENS.map((tokenId) => ({ tokenId, lastSyncAt: ts(NOON) })),
    );

    expect(endings(answers)).toEqual(TOKENS.map((_, i) => (i === 5 ? 'stale' : 'applied')));
  });

  test('what an instance remembers of a token is never taken for what stands', async () => {
    const world = await prepared();
    const other = world.instance();
    await world.report({ tokenId: 'known', lastSyncAt: ts(NOON) });
    await world.post(other, { ...FAILED, tokenId: 'known', lastSyncAt: ts(NOON + 1) });

    const again = await world.report({ tokenId: 'known', lastSyncAt: ts(NOON) });

    expect(again.map((it) => it.kind === 'accepted' && [it.outcome, it.status])).toEqual([['stale', 'failed']]);
  });

  test('a token that this instance has just written is not read again', async () => {
    const world = await prepared();
    await world.report({ tokenId: 'known', lastSyncAt: ts(NOON) });
    const reads: string[] = [];
    world.app.way.beforeRead = (key) => reads.push(key);

    await world.report({ tokenId: 'known', lastSyncAt: ts(NOON + 1) });

    expect(reads.filter((key) => key.includes('token!'))).toEqual([]);
  });

  test('a row that cannot be read fails the reports of its token only', async () => {
    const world = await prepared();
    await world.rows.put({ partitionKey: 'contoso', rowKey: 'token!t-2', record: 'no JSON' });

    const answers = await send(
      world,
      TOKENS.map((tokenId) => ({ tokenId })),
    );

    const others = endings(answers).filter((_, i) => i !== 2);
    expect(new Set(others)).toEqual(new Set(['applied']));
    expect(endings(answers)[2]).toContain('contoso/token!t-2 cannot be read');
  });

  test('one that the service refuses to write fails by itself', async () => {
    const world = await prepared();
    world.app.way.beforeWrite = (rows) => {
      if (rows.some(({ rowKey }) => rowKey === 'token!t-6')) throw new Error('413');
    };

    const answers = await send(
      world,
      TOKENS.map((tokenId) => ({ tokenId })),
    );

    expect(endings(answers)).toEqual(TOKENS.map((_, i) => (i === 6 ? '413' : 'applied')));
  });

  test('what storage does not take fails those that went together, and none that came after', async () => {
    const world = await prepared();
    let isAway = true;
    world.app.way.beforeWrite = () => {
      if (isAway) throw new StorageUnavailable('gone');
    };

    const first = world.post(world.app, {}).finally(() => {
      isAway = false;
    });
    const answers = await Promise.allSettled([first, world.post(world.app, {})]);

    expect(endings(answers)).toEqual(['gone', 'applied']);
  });
});

describe('in time', () => {
  test('a commit that hangs holds up those who come after it for two seconds', async () => {
    const { ingest, world, way, ring } = bare();
    const reached = hang(way, 'token!slow');

    const slow = ingest.store([world.itemOf({ tokenId: 'slow' })]);
    const after = ingest.store([world.itemOf({ tokenId: 'after' })]);
    await reached;
    ring(2_000);

    expect(outcomesOf(await after)).toEqual(['applied']);
    expect(await Promise.race([slow, 'still under way'])).toBe('still under way');
  });

  test('who is not stored in time is told so', async () => {
    const { ingest, world, way, ring } = bare();
    const reached = hang(way, 'token!slow');

    const slow = ingest.store([world.itemOf({ tokenId: 'slow' })]);
    await reached;
    ring(10_000);

    await expect(slow).rejects.toThrow('not stored in time');
  });

  test('who has been told so is not stored any more', async () => {
    const { ingest, world, way, ring } = bare();
    const reached = hang(way, 'token!slow');
    void ingest.store([world.itemOf({ tokenId: 'slow' })]);
    const late = ingest.store([world.itemOf({ tokenId: 'late' })]);
    await reached;

    world.now += 10_000;
    const fresh = ingest.store([world.itemOf({ tokenId: 'fresh' })]);
    ring(2_000);

    expect(outcomesOf(await fresh)).toEqual(['applied']);
    expect(await world.find('late')).toBeUndefined();
    void late;
  });

  test('more than an instance can hold is refused at once, until some of it is stored', async () => {
    const world = await prepared();
    const many = Array.from({ length: 1_000 }, (_, i): Fields => ({ tokenId: `m-${i}` }));

    const full = Array.from({ length: 5 }, () => world.post(world.app, ...many));
    const refused = await world.post(world.app, {}).catch((error: unknown) => error);
    await Promise.all(full);
    const taken = await world.post(world.app, {});

    expect(refused).toBeInstanceOf(StorageUnavailable);
    expect(outcomesOf(taken)).toEqual(['applied']);
  });
});

/** The use case by itself, whose sleepers wake when the test wants it. */
function bare() {
  const world = new World();
  const way = new Way(world.rows);
  const sleepers: { readonly ms: number; readonly wake: () => void }[] = [];
  const clock = () => world.now;
  const ingest = new Ingest({
    subjects: new TableSubjectStore(way, clock, console),
    tenants: new TableTenantStore(way, clock),
    handOver: async () => {},
    wokeAt: async () => undefined,
    context: () => ({
      now: world.now,
      policy: DEFAULT_POLICY,
      policyHash: '',
      unchangedWindow: 0,
      expirySteps: [],
      surroundings: {},
      newId,
      audienceFor: () => [],
    }),
    clock,
    sleep: (ms) => new Promise((wake) => sleepers.push({ ms, wake })),
    random: () => 0.5,
  });
  const ring = (ms: number) => {
    for (const sleeper of sleepers) if (sleeper.ms === ms) sleeper.wake();
  };
  return { world, way, ingest, ring };
}

/** Holds whoever writes a row for ever. @returns when it is reached */
function hang(way: Way, rowKey: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  way.beforeWrite = (rows) => {
    if (!rows.some((row) => row.rowKey === rowKey)) return undefined;
    resolve();
    return new Promise(() => {});
  };
  return promise;
}

function statusesOf(result: IngestResult): string {
  return result.kind === 'accepted' ? `${result.previousStatus} ${result.status}` : 'reused';
}
