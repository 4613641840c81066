import { expect, test } from 'vitest';
import { OUTBREAKS, StorageUnavailable } from '../../../src/app/model/ports.ts';
import { retain } from '../../../src/app/retain/retention.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/domain/policy.ts';
import type { MemoryRows } from '../../support/memory-rows.ts';
import { NOON, ts, World } from '../../support/world.ts';

const AGES = [
  { when: 'a second before its time', by: -SECOND, gone: false },
  { when: 'exactly at', by: 0, gone: false },
  { when: 'a second past it', by: SECOND, gone: true },
] as const;

test.each(
  [
    { kind: 'history!', days: 90 },
    { kind: 'delivery!', days: 7 },
    { kind: 'notification!', days: 90 },
    { kind: 'opening!', days: 90 },
  ].flatMap((kind) => AGES.map((age) => ({ ...kind, ...age }))),
)('$kind is kept for $days days, $when', async ({ kind, days, by, gone }) => {
  const world = await busy();
  const before = count(world, kind);
  world.now = NOON + days * DAY + by;

  await retain(world.app.retention);

  expect(before).toBeGreaterThan(0);
  expect(count(world, kind)).toBe(gone ? 0 : before);
});

test.each(AGES)('an ended incident goes after 400 days with its timeline, $when', async ({ by, gone }) => {
  const world = await busy();
  const before = [count(world, 'incident!'), count(world, 'timeline!')];
  world.now = NOON + MINUTE + 400 * DAY + by;

  await retain(world.app.retention);

  expect(before[0]).toBe(2);
  // The one that is open stays, whatever its age, and so does its timeline.
  expect(count(world, 'incident!')).toBe(gone ? 1 : 2);
  expect(count(world, 'timeline!')).toBe(gone ? 2 : before[1]);
});

test('what people and the product still need is never deleted', async () => {
  const world = await busy();
  world.now = NOON + 4_000 * DAY;

  await retain(world.app.retention);

  const kinds = new Set([...rowsOf(world)].map(({ rowKey }) => rowKey.split('!')[0]));
  expect([...kinds].sort()).toEqual(['contoso', 'incident', 'retention', 'sweep', 'tenant', 'timeline', 'token']);
  expect((await world.incident('open')).resolvedAt).toBeUndefined();
});

test('a dead notification stays as long as its incident, to be redriven', async () => {
  const world = await busy();
  await settle(world, 'dead');
  world.now = NOON + 100 * DAY;
  await retain(world.app.retention);
  const after = count(world, 'notification!');

  world.now = NOON + 402 * DAY;
  await retain(world.app.retention);

  expect(after).toBeGreaterThan(1);
  expect(count(world, 'notification!')).toBeLessThan(after);
});

test('a notification that is still on its way is left alone', async () => {
  const world = await busy();
  await settle(world, 'pending');
  const before = count(world, 'notification!');
  world.now = NOON + 100 * DAY;

  await retain(world.app.retention);

  expect(count(world, 'notification!')).toBe(before);
});

test('outbreaks that are over go with their timelines too', async () => {
  const world = new World();
  const tenants = [1, 2, 3, 4, 5].map((i) => ({ tenantId: `tenant-${i}` }));
  await world.report(...tenants.map((it) => ({ ...it, status: 'failed' as const })));
  await world.sweep();
  await world.run(NOON + MINUTE);
  await world.report(...tenants);
  await world.sweep();
  const before = rowsIn(world, OUTBREAKS).map((key) => key.split('!')[0]);
  world.now += 401 * DAY;

  await retain(world.app.retention);

  expect(before).toContain('timeline');
  expect(rowsIn(world, OUTBREAKS)).toEqual(['outbreak!syncFailed']);
});

test('rows go in groups, as many as a transaction takes', async () => {
  const world = await long(230);
  world.now = NOON + 200 * DAY;
  world.app.way.transactions.length = 0;

  const deleted = await retain(world.app.retention);

  expect(deleted).toBe(230);
  expect(world.app.way.transactions).toEqual([100, 100, 30]);
});

test('a complete round is followed by a day of rest', async () => {
  const world = await busy();
  world.now = NOON + 100 * DAY;
  await retain(world.app.retention);
  await world.report({ tokenId: 'x', receivedAt: ts(NOON), observedAt: ts(NOON) });
  world.now += DAY - SECOND;

  const rested = await retain(world.app.retention);
  world.now += SECOND;
  const after = await retain(world.app.retention);

  expect([rested, after]).toEqual([0, 1]);
});

test('where the time runs out the next run goes on behind the tenant that was done last', async () => {
  const world = await tenants(['a', 'b', 'c', 'd']);
  world.now = NOON + 100 * DAY;
  const seen: string[] = [];
  world.app.way.beforeWrite = ([row], kind) => {
    if (kind !== 'transact' || !row) return;
    seen.push(row.partitionKey);
    world.now += 2 * MINUTE; // Of the 200 seconds two tenants take all.
  };

  await retain(world.app.retention);
  const first = [...seen];
  const asked: string[] = [];
  world.app.way.beforeRead = (key) => void asked.push(key.split('/')[0] ?? '');
  world.now += HOUR;
  await retain(world.app.retention);

  expect(first).toEqual(['a', 'b']);
  expect(asked).not.toContain('a');
  expect(seen).toEqual(['a', 'b', 'c', 'd']);
  expect(count(world, 'history!')).toBe(0);
});

test('where storage fails midway the next run goes on there, and nothing was half done', async () => {
  const world = await tenants(['a', 'b', 'c']);
  world.now = NOON + 100 * DAY;
  world.app.way.beforeWrite = ([row], kind) => {
    if (kind === 'transact' && row?.partitionKey === 'b') throw new StorageUnavailable('gone');
  };
  const first = await retain(world.app.retention);
  const left = ['a', 'b', 'c'].map(
    (tenant) => rowsIn(world, tenant).filter((key) => key.startsWith('history!')).length,
  );
  world.app.way.beforeWrite = () => {};
  world.now += HOUR;

  const second = await retain(world.app.retention);

  expect(left).toEqual([0, 1, 1]);
  expect([first, second]).toEqual([1, 2]);
  expect(world.lines).toContain('retention: stopped, will go on within the hour, reason="gone"');
});

test('an incident whose deletion was interrupted is found again', async () => {
  const world = await busy();
  world.now = NOON + 402 * DAY;
  let isFirst = true;
  world.app.way.beforeWrite = ([row]) => {
    if (!isFirst || !row?.rowKey.startsWith('incident!')) return;
    isFirst = false;
    throw new StorageUnavailable('gone');
  };
  await retain(world.app.retention);
  const between = count(world, 'incident!');
  world.now += HOUR;

  await retain(world.app.retention);

  expect([between, count(world, 'incident!')]).toEqual([2, 1]);
  expect(count(world, 'timeline!')).toBe(2);
});

test('two runs at once do no harm', async () => {
  const world = await long(150);
  world.now = NOON + 200 * DAY;

  await Promise.all([retain(world.app.retention), retain(world.instance().retention)]);
  world.now += DAY;
  await retain(world.app.retention);

  expect(count(world, 'history!')).toBe(0);
  expect(count(world, 'token!')).toBe(1);
});

/** A token whose failure is over, another whose is not, and all that goes with them. */
async function busy(): Promise<World> {
  const world = new World();
  await world.report({ status: 'failed', deliveryId: 'idempotency-key:a/0', lastSyncAt: ts(NOON - MINUTE) });
  await world.report({ tokenId: 'open', status: 'failed' });
  await world.sweep();
  world.now = NOON + MINUTE;
  const received = { receivedAt: ts(NOON), observedAt: ts(NOON) };
  await world.report({ ...received, lastSyncAt: ts(NOON - SECOND) });
  // Its end was told a minute later than all else; so that every row of a kind has the same age.
  await backdate(world);
  return world;
}

async function backdate(world: World): Promise<void> {
  for (const row of [...rowsOf(world)]) {
    if (row.rowKey.startsWith('notification!')) await world.rows.put({ ...row, createdAt: ts(NOON) });
  }
}

/** Turns all notifications into what they were not. */
async function settle(world: World, state: string): Promise<void> {
  for (const row of [...rowsOf(world)]) {
    if (row.rowKey.startsWith('notification!')) await world.rows.put({ ...row, state });
  }
}

/** A token with so many history rows. */
async function long(length: number): Promise<World> {
  const world = new World();
  for (let i = 0; i < length; i++) {
    world.now += SECOND;
    await world.report();
  }
  return world;
}

/** Tenants with one history row each. */
async function tenants(ids: readonly string[]): Promise<World> {
  const world = new World();
  for (const tenantId of ids) await world.report({ tenantId });
  return world;
}

function rowsOf(world: World) {
  return (world.rows as MemoryRows).everything();
}

function rowsIn(world: World, partition: string): string[] {
  return [...rowsOf(world)].filter(({ partitionKey }) => partitionKey === partition).map(({ rowKey }) => rowKey);
}

function count(world: World, prefix: string): number {
  return [...rowsOf(world)].filter(({ rowKey }) => rowKey.startsWith(prefix)).length;
}
