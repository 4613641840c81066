import { afterEach, expect, test, vi } from 'vitest';
import { isLate } from '../../../src/app/commit/outage.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/domain/policy.ts';
import { NOON, PERIOD, ts, World } from '../../support/world.ts';

const SILENT = NOON + 50 * HOUR;

afterEach(() => vi.restoreAllMocks());

test('a sweep leaves behind when it began and that it was complete', async () => {
  const world = new World();

  await world.sweep();

  expect(await world.heartbeat()).toEqual({
    startedAt: NOON,
    completedAt: NOON,
    coveredFrom: NOON,
    unreadable: 0,
    mailboxes: ['pager', 'log'].map((target) => ({ target, waiting: 0, dead: 0 })),
  });
});

test('the very first sweep finds no outage before it', async () => {
  const world = new World();
  await world.report();
  world.now = SILENT;

  await world.sweep();

  expect(world.told()).toEqual(['opened contoso/_reporter(1) reporterSilent warning']);
});

test.each([
  { gap: 2 * PERIOD - SECOND, wakes: false },
  { gap: 2 * PERIOD, wakes: true },
])('a gap of two periods is an outage of our own: $gap ms', async ({ gap, wakes }) => {
  const world = new World();
  await world.app.sweep();
  world.now = NOON + gap;

  await world.app.sweep();

  expect((await world.heartbeat())?.wokeAt).toBe(wakes ? NOON + gap : undefined);
});

test('when we woke stands until the next outage', async () => {
  const world = await known();
  world.now = NOON + HOUR;
  await world.app.sweep();

  await world.run(NOON + 3 * HOUR);

  expect((await world.heartbeat())?.wokeAt).toBe(NOON + HOUR);
});

test('an outage of ours of 60 hours, and reports that come again after it: nothing is ever told', async () => {
  const world = await known('t-1', 't-2');
  world.now = NOON + 60 * HOUR;
  await world.sweep();

  for (let hours = 61; hours < 120; hours += 12) {
    await world.run(NOON + hours * HOUR, HOUR);
    await world.report({}, { tokenId: 't-2' });
  }

  expect(world.told()).toEqual([]);
});

test('after an outage of ours a tenant that stays silent is told once it was silent for as long as ever', async () => {
  const world = await known('t-1', 't-2');
  world.now = NOON + 60 * HOUR;
  await world.sweep();

  await world.run(NOON + 109 * HOUR, HOUR);
  const early = world.told();
  await world.run(NOON + 111 * HOUR, HOUR);

  expect(early).toEqual([]);
  expect(world.told()).toEqual(['opened contoso/_reporter(2) reporterSilent warning']);
});

test('and so is a token that stays silent by itself', async () => {
  const world = await known('t-1', 't-2');
  const woke = NOON + 60 * HOUR;
  world.now = woke;
  await world.sweep();
  for (let hours = 5; hours <= 45; hours += 5) {
    await world.run(woke + hours * HOUR, HOUR);
    await world.report({ tokenId: 't-2' });
  }

  await world.run(woke + 49 * HOUR, HOUR);
  const early = world.told();
  await world.run(woke + 51 * HOUR, HOUR);

  expect(early).toEqual([]);
  expect(world.told()).toEqual(['opened contoso/t-1 reporterSilent warning']);
});

test('what was told silent before the outage stays told, and worsens as it would have', async () => {
  const world = await known();
  await world.sweepAt(SILENT);
  world.told();
  world.now = NOON + 80 * HOUR;

  await world.sweep();

  expect(world.told()).toEqual(['updated worse contoso/_reporter(1) reporterSilent critical']);
});

test('a report ends what was told silent, outage or not', async () => {
  const world = await known();
  await world.sweepAt(SILENT);
  world.told();
  world.now = NOON + 60 * HOUR;

  await world.report();
  await world.sweep();

  expect(world.told()).toEqual(['resolved contoso/_reporter(1) reporterSilent warning reported']);
});

test('a sync in progress stands still from when we woke on, also for a report before the first sweep', async () => {
  const world = await known();
  world.now = NOON + 7 * HOUR; // Nobody swept for hours.

  await world.report({ status: 'inProgress', lastSyncAt: ts(NOON + 1), observedAt: ts(NOON + MINUTE) });
  const atOnce = world.told();
  await world.run(NOON + 12 * HOUR, HOUR);
  const early = world.told();
  await world.run(NOON + 14 * HOUR, HOUR);

  expect([atOnce, early]).toEqual([[], []]);
  expect(world.told()).toEqual(['opened contoso/t-1 syncStuck warning']);
});

test('an overdue sync is what a report shows, so it is told at once', async () => {
  const world = await known();
  world.now = NOON + 51 * HOUR;

  await world.report({ status: 'none', lastSyncAt: ts(NOON) });

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

  const first = await slow.sweep();
  const second = await world.app.sweep();

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

/** Tokens that reported at noon, and the sweep that came then. */
async function known(...tokenIds: string[]): Promise<World> {
  const world = new World();
  await world.report(...(tokenIds.length > 0 ? tokenIds : ['t-1']).map((tokenId) => ({ tokenId })));
  await world.sweep();
  return world;
}
