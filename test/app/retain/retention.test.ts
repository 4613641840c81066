import { expect, test } from 'vitest';
import { StorageUnavailable } from '../../../src/app/model/ports.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/domain/policy.ts';
import type { MemoryRows } from '../../support/memory-rows.ts';
import { REFUSED, Scripted } from '../../support/scripted.ts';
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
  ].flatMap((kind) => AGES.map((age) => ({ ...kind, ...age }))),
)('$kind is kept for $days days, $when', async ({ kind, days, by, gone }) => {
  const world = await busy();
  const before = count(world, kind);
  world.now = NOON + days * DAY + by;

  await world.app.retain();

  expect(before).toBeGreaterThan(0);
  expect(count(world, kind)).toBe(gone ? 0 : before);
});

test.each(AGES)('an ended incident goes after 400 days with its timeline, $when', async ({ by, gone }) => {
  const world = await busy();
  const before = [count(world, 'incident!'), count(world, 'timeline!')];
  world.now = NOON + MINUTE + 400 * DAY + by;

  await world.app.retain();

  expect(before[0]).toBe(2);
  // The one that is open stays, whatever its age, and so does its timeline.
  expect(count(world, 'incident!')).toBe(gone ? 1 : 2);
  expect(count(world, 'timeline!')).toBe(gone ? 2 : before[1]);
});

test.each(AGES)('what was sent is remembered for 90 days, $when', async ({ by, gone }) => {
  const world = await busy();
  const last = Math.max(...world.heard.map(({ at }) => at));
  const before = count(world, 'sent!');
  world.now = last + 90 * DAY + by;

  await world.app.retain();

  expect(before).toBeGreaterThan(2);
  // The first were sent a minute before the last.
  expect(count(world, 'sent!')).toBe(gone ? 0 : 2);
});

test('what a target was told of an incident that ended goes with it; of an open one it stays', async () => {
  const world = await busy();
  world.now = NOON + 402 * DAY;

  await world.app.retain();

  expect(await world.standings()).toEqual(['contoso/open delivered']);
});

test('and so it is with a target that left the settings', async () => {
  const world = new World({ targets: ['pager', 'ops'] });
  await world.report({ status: 'failed' });
  await world.sweep();
  world.now += MINUTE;
  await world.report();
  world.restart({ targets: ['pager'] });
  await world.run(world.now + HOUR);
  const before = await world.standings('ops');
  world.now += 402 * DAY;

  await world.app.retain();

  expect(before).toEqual(['contoso/t-1 delivered']);
  expect(await world.standings('ops')).toEqual([]);
});

test('what is still to be told stays, however old', async () => {
  const world = await busy();
  await world.app.silence('contoso', '*', { until: NOON + 500 * DAY, at: world.now, by: 'ana' });
  await world.report({ tokenId: 'open', lastSyncAt: ts(NOON + HOUR) });
  world.now = NOON + 402 * DAY;

  await world.app.retain();

  expect(await world.standings()).toEqual(['contoso/open silenced']);
});

test('what is dead stays as long as its incident, to be redriven', async () => {
  const world = new World({ targets: [new Scripted('pager', REFUSED)] });
  await world.report({ status: 'failed' });
  world.now = NOON + 399 * DAY;
  await world.app.retain();
  const kept = await world.standings();
  world.now = NOON + 401 * DAY;

  await world.app.retain();

  expect(kept).toEqual(['contoso/t-1 dead']);
  expect(await world.standings()).toEqual([]);
});

test('groups that have ended go after 400 days, and those that have not stay', async () => {
  const world = new World();
  const five = (tokenId: string) => [1, 2, 3, 4, 5].map((i) => ({ tokenId: `${tokenId}-${i}` }));
  await world.report(...five('a').map((it) => ({ ...it, status: 'failed' as const })));
  await world.report(...five('b').map((it) => ({ ...it, tokenState: 'invalid' })));
  world.now += MINUTE;
  await world.report(...five('a'));
  const before = await world.app.groups({ target: 'pager' });
  world.now += 401 * DAY;

  await world.app.retain();

  expect(before).toHaveLength(2);
  expect(await world.app.groups({ target: 'pager' })).toMatchObject([{ cause: 'tokenInvalid', counts: { open: 5 } }]);
});

test('a silence that is over is not kept; one in force is', async () => {
  const world = await busy();
  await world.app.silence('contoso', 't-1', { until: NOON + HOUR, at: NOON, by: 'ana' });
  await world.app.silence('contoso', '*', { until: NOON + 9 * DAY, at: NOON, by: 'ana' });
  world.now = NOON + DAY;

  await world.app.retain();

  expect(rowsIn(world, 'contoso').filter((key) => key.startsWith('silence!'))).toEqual(['silence!*']);
});

test('what people and the product still need is never deleted', async () => {
  const world = await busy();
  world.now = NOON + 4_000 * DAY;

  await world.app.retain();

  const kinds = new Set([...rowsOf(world)].map(({ rowKey }) => rowKey.split('!')[0]));
  expect([...kinds].sort()).toEqual(
    ['born', 'contoso', 'guard', 'heard', 'heartbeat', 'incident', 'retention', 'targets', 'timeline', 'token'].sort(),
  );
  expect((await world.incident('open')).resolvedAt).toBeUndefined();
});

test('rows go in groups, as many as a transaction takes', async () => {
  const world = await long(230);
  world.now = NOON + 200 * DAY;
  world.app.way.transactions.length = 0;

  const deleted = await world.app.retain();

  expect(deleted).toBe(230);
  // Each mailbox is taken and let go besides.
  expect(world.app.way.transactions.slice(0, -4)).toEqual([100, 100, 30]);
});

test('a complete round is followed by a day of rest', async () => {
  const world = await busy();
  world.now = NOON + 100 * DAY;
  await world.app.retain();
  await world.report({ tokenId: 'x', receivedAt: ts(NOON), observedAt: ts(NOON) });
  world.now += DAY - SECOND;

  const rested = await world.app.retain();
  world.now += SECOND;
  const after = await world.app.retain();

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

  await world.app.retain();
  const first = [...seen];
  const asked: string[] = [];
  world.app.way.beforeRead = (key) => void asked.push(key.split('/')[0] ?? '');
  world.now += HOUR;
  await world.app.retain();

  expect(first).toEqual(['a', 'b']);
  expect(asked).not.toContain('a');
  expect(seen.filter((partition) => !partition.startsWith('_'))).toEqual(['a', 'b', 'c', 'd']);
  expect(count(world, 'history!')).toBe(0);
});

test('where storage fails midway the next run goes on there, and nothing was half done', async () => {
  const world = await tenants(['a', 'b', 'c']);
  world.now = NOON + 100 * DAY;
  world.app.way.beforeWrite = ([row], kind) => {
    if (kind === 'transact' && row?.partitionKey === 'b') throw new StorageUnavailable('gone');
  };
  const first = await world.app.retain();
  const left = ['a', 'b', 'c'].map(
    (tenant) => rowsIn(world, tenant).filter((key) => key.startsWith('history!')).length,
  );
  world.app.way.beforeWrite = () => {};
  world.now += HOUR;

  const second = await world.app.retain();

  expect(left).toEqual([0, 1, 1]);
  expect([first, second]).toEqual([1, 2]);
  expect(world.lines).toContain('retention: interrupted, goes on later, reason="gone"');
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
  await world.app.retain();
  const between = count(world, 'incident!');
  world.now += HOUR;

  await world.app.retain();

  expect([between, count(world, 'incident!')]).toEqual([2, 1]);
  expect(count(world, 'timeline!')).toBe(2);
});

test('two runs at once do no harm', async () => {
  const world = await long(150);
  world.now = NOON + 200 * DAY;

  await Promise.all([world.app.retain(), world.instance().retain()]);
  world.now += DAY;
  await world.app.retain();

  expect(count(world, 'history!')).toBe(0);
  expect(count(world, 'token!t-')).toBe(1);
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
  return world;
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
