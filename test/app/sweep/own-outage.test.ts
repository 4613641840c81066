import { afterEach, expect, test, vi } from 'vitest';
import { isLate } from '../../../src/app/commit/outage.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/domain/policy.ts';
import { NOON, PERIOD, ts, World } from '../../support/world.ts';

const SILENT = NOON + 50 * HOUR;

afterEach(() => vi.restoreAllMocks());

test('a sweep leaves behind when it began and that it was complete', async () => {
  const world = new World();

  await world.sweep();

  expect(await world.heartbeat()).toEqual({ startedAt: NOON, completedAt: NOON, holdUntil: undefined });
});

test('the very first sweep holds nothing back', async () => {
  const world = new World();
  await world.report();
  world.now = SILENT;

  await world.sweep();

  expect(world.told()).toEqual(['opened contoso/t-1 reporterSilent warning']);
});

test.each([
  { gap: 2 * PERIOD - SECOND, holds: false },
  { gap: 2 * PERIOD, holds: false },
  { gap: 2 * PERIOD + SECOND, holds: true },
])('a gap of more than two periods is an outage of our own: $gap ms', async ({ gap, holds }) => {
  const world = new World();
  await world.sweep();
  world.now += gap;

  await world.sweep();

  expect((await world.heartbeat())?.holdUntil).toBe(holds ? world.now + PERIOD : undefined);
});

test('after an outage of ours nobody is told silent until a period has passed', async () => {
  const world = await known();
  world.now = SILENT + HOUR;

  await world.sweep();
  const first = world.told();
  world.now += PERIOD - SECOND;
  await world.sweep();
  const early = world.told();
  world.now += SECOND;
  await world.sweep();

  expect([first, early]).toEqual([[], []]);
  expect(world.told()).toEqual(['opened contoso/t-1 reporterSilent warning']);
});

test('reports that come within that period make it good: nothing is ever told', async () => {
  const world = await known();
  world.now = SILENT + HOUR;
  await world.sweep();
  world.now += MINUTE;
  await world.report();

  await world.run(world.now + HOUR);

  expect(world.told()).toEqual([]);
});

test('nor is a whole tenant told silent before', async () => {
  const world = await known('t-1', 't-2');
  world.now = SILENT + HOUR;

  await world.sweep();
  const first = world.told();
  world.now += PERIOD;
  await world.sweep();

  expect(first).toEqual([]);
  expect(world.told()).toEqual(['opened contoso reporterSilent warning']);
});

test('what was told silent before the outage neither worsens nor ends until then', async () => {
  const world = await known();
  await world.sweepAt(SILENT);
  world.told();
  world.now = NOON + 80 * HOUR;

  await world.sweep();
  const held = [...world.told(), (await world.incident()).severity];
  world.now += PERIOD;
  await world.sweep();

  expect(held).toEqual(['warning']);
  expect(world.told()).toEqual(['updated worse contoso/t-1 reporterSilent critical']);
});

test('a report that comes while the hold lasts does not end it at once either', async () => {
  const world = await known();
  await world.sweepAt(SILENT);
  world.now = NOON + 60 * HOUR;
  await world.sweep();
  world.told();
  world.now += MINUTE;

  await world.report();
  const atOnce = world.told();
  await world.run(world.now + 2 * PERIOD);

  expect(atOnce).toEqual([]);
  expect(world.told()).toEqual(['resolved contoso/t-1 reporterSilent warning reported']);
});

test('a report before the first sweep is back is judged as in an outage', async () => {
  const world = await known();
  world.now = NOON + 7 * HOUR; // Nobody swept for hours.

  await world.report({ status: 'inProgress', lastSyncAt: ts(NOON + 1), observedAt: ts(NOON + MINUTE) });
  const atOnce = world.told();
  await world.run(world.now + 3 * PERIOD);

  expect(atOnce).toEqual([]);
  expect(world.told()).toEqual(['opened contoso/t-1 syncStuck warning']);
});

test('an overdue sync that a report shows is held likewise', async () => {
  const world = await known();
  world.now = NOON + 51 * HOUR;

  await world.report({ status: 'none', lastSyncAt: ts(NOON) });
  const atOnce = world.told();
  await world.run(world.now + 3 * PERIOD);

  expect(atOnce).toEqual([]);
  expect(world.told()).toEqual(['opened contoso/t-1 syncOverdue warning']);
});

test('what is no matter of time is told at once, outage or not', async () => {
  const world = await known();
  world.now = SILENT + HOUR;

  await world.report({ status: 'failed' });
  await world.report({ tokenState: 'invalid' });
  await world.sweep();

  expect(world.told()).toEqual([
    'opened contoso/t-1 syncFailed warning',
    'updated worse contoso/t-1 tokenInvalid critical',
  ]);
});

test('a sweep that reached not everything leaves its beginning only', async () => {
  const world = await known();
  world.now += PERIOD;
  const before = await world.heartbeat();
  const blind = world.instance();
  blind.way.beforeRead = (key) => {
    if (key.startsWith('contoso/')) throw new Error('unreadable');
  };

  await world.sweep(blind).catch(() => undefined);

  expect(await world.heartbeat()).toEqual({ ...before, startedAt: world.now });
});

test('a sweep whose time runs out is not complete, and the next one does the rest', async () => {
  const world = new World();
  for (let i = 0; i < 40; i++) await world.report({ tenantId: `tenant-${i}`, expiresAt: ts(NOON + 5 * 24 * HOUR) });
  await world.sweep();
  await world.leap(NOON + 5 * 24 * HOUR);
  const slow = world.instance();
  let reads = 0;
  slow.way.beforeRead = () => {
    // Each look at a tenant takes ten seconds.
    if (++reads > 1) world.now += 10 * SECOND;
  };

  const first = await world.sweep(slow);
  slow.way.beforeRead = () => {};
  const second = await world.sweep();

  expect(first.complete).toBe(false);
  expect(second.complete).toBe(true);
  expect((await world.heartbeat())?.completedAt).toBe(world.now);
  for (let i = 0; i < 40; i++) expect((await world.incident('t-1', `tenant-${i}`)).cause).toBe('tokenExpired');
});

test.each([
  { age: 3 * PERIOD - SECOND, late: false },
  { age: 3 * PERIOD, late: false },
  { age: 3 * PERIOD + SECOND, late: true },
])('a sweep is late once three periods have passed since it was complete: $age ms', async ({ age, late }) => {
  const world = new World();
  await world.sweep();

  const isSoLate = isLate(await world.heartbeat(), NOON + age, PERIOD);

  expect(isSoLate).toBe(late);
});

test('sweeps that begin and never reach everything are late too', async () => {
  const world = await known();
  const blind = world.instance();
  blind.way.beforeRead = (key) => {
    if (key.startsWith('contoso/')) throw new Error('unreadable');
  };
  for (let i = 0; i < 4; i++) {
    world.now += PERIOD;
    await world.sweep(blind).catch(() => undefined);
  }

  expect(isLate(await world.heartbeat(), world.now, PERIOD)).toBe(true);
});

function heartbeat(world: World) {
  return world.app.sweep.system.readHeartbeat();
}

/** Tokens that reported at noon, and the sweep that came then. */
async function known(...tokenIds: string[]): Promise<World> {
  const world = new World();
  await world.report(...(tokenIds.length > 0 ? tokenIds : ['t-1']).map((tokenId) => ({ tokenId })));
  await world.sweep();
  return world;
}
