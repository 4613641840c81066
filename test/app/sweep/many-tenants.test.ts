import { expect, test } from 'vitest';
import { DAY, SECOND } from '../../../src/domain/policy.ts';
import { NOON, ts, World } from '../../support/world.ts';

const TENANTS = Array.from({ length: 40 }, (_, i) => `tenant-${String(i).padStart(2, '0')}`);

test('a sweep with nothing due reads each tenant once, some side by side', async () => {
  const world = await knowing(TENANTS);
  const reads = readsOf(world);

  const summary = await world.app.sweep();

  expect(summary).toMatchObject({ tenants: 40, decided: 0, complete: true });
  expect(reads.toSorted()).toEqual(TENANTS);
});

test('16 tenants are looked at side by side, and never more', async () => {
  const world = await knowing(TENANTS);
  let [underWay, most] = [0, 0];
  readsOf(world, async () => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise(setImmediate);
    underWay -= 1;
  });

  await world.app.sweep();

  expect(most).toBe(16);
});

test.each([
  { seconds: 5, each: 40, complete: true },
  { seconds: 10, each: 20, complete: false },
  { seconds: 45, each: 5, complete: false },
  { seconds: 300, each: 1, complete: false },
])('where each tenant takes $seconds seconds, every sweep gets $each on, and passes none over', async (it) => {
  const world = await knowing(TENANTS);
  const reads = readsOf(world, () => {
    world.now += it.seconds * SECOND;
  });

  for (let after = it.each; after <= 2 * TENANTS.length; after += it.each) {
    const { complete } = await world.app.sweep();
    expect([complete, reads.length]).toEqual([it.complete, after]);
  }

  expect(reads).toEqual([...TENANTS, ...TENANTS]);
});

test('one that dies leaves the next to begin where it began itself', async () => {
  const world = await knowing(TENANTS);
  readsOf(world, () => {
    world.now += 10 * SECOND;
  });
  await world.app.sweep();
  const died = new Promise<void>((resolve) => {
    readsOf(world, () => {
      resolve();
      return new Promise(() => {});
    });
  });
  void world.app.sweep();
  await died;

  world.restart();
  const reads = readsOf(world);
  await world.app.sweep();

  expect(reads).toEqual([...TENANTS.slice(20), ...TENANTS.slice(0, 20)]);
});

test('polls that fall due are handed out, also where no time is left to look at their tenants', async () => {
  const tenantIds = TENANTS.slice(0, 3);
  const world = new World({ polled: tenantIds });
  await world.sweep();
  await world.leap(world.now + DAY);
  readsOf(world, () => {
    world.now += 300 * SECOND;
  });

  const summary = await world.app.sweep();
  const before = world.graph.requests;
  await world.deliverDue();

  expect(summary).toMatchObject({ tenants: 1, complete: false });
  expect(world.graph.requests - before).toBe(tenantIds.length);
});

test('what stops in the midst of a tenant goes on with that tenant', async () => {
  const world = await knowing(['a', 'b', 'c']);
  await world.report(...Array.from({ length: 600 }, (_, i) => ({ tenantId: 'b', tokenId: `t-${i}` })));
  world.restart({ policy: { overdueAfter: 3 * DAY } });
  world.app.way.beforeWrite = ([row]) => {
    if (row?.partitionKey === 'b') world.now += 30 * SECOND;
  };

  const first = await world.app.sweep();
  const stoppedAt = (await world.heartbeat())?.goOnAt;
  world.app.way.beforeWrite = () => {};
  const second = await world.app.sweep();

  expect(first).toMatchObject({ complete: false });
  expect(stoppedAt).toBe('b');
  expect(second).toMatchObject({ complete: true });
  expect(first.decided + second.decided).toBeGreaterThanOrEqual(600);
  expect((await world.heartbeat())?.goOnAt).toBeUndefined();
});

test('many tokens of a tenant that are due at once are brought to a mailbox in one go', async () => {
  const world = new World();
  const many = Array.from({ length: 90 }, (_, i) => ({ tokenId: `t-${i}`, expiresAt: ts(NOON + 5 * DAY) }));
  await world.report(...many);
  await world.sweep();
  await world.leap(NOON + 5 * DAY);
  const handOvers: number[] = [];
  world.app.way.beforeWrite = (rows) => {
    const due = rows.filter((row) => row.partitionKey === '_mailbox!pager' && row.rowKey.includes('!t-'));
    if (due.length > 0) handOvers.push(due.length);
  };

  await world.app.sweep();

  expect(handOvers).toEqual([90]);
});

test('one of many that the service refuses to write holds up none of the others', async () => {
  const world = new World();
  const many = Array.from({ length: 9 }, (_, i) => ({ tokenId: `t-${i}`, expiresAt: ts(NOON + 5 * DAY) }));
  await world.report(...many);
  await world.sweep();
  await world.leap(NOON + 5 * DAY);
  world.app.way.beforeWrite = (rows) => {
    if (rows.some(({ rowKey }) => rowKey === 'token!t-4')) throw new Error('413');
  };

  await expect(world.app.sweep()).rejects.toThrow('413');

  const states = await Promise.all(many.map(({ tokenId }) => world.token(tokenId)));
  expect(states.map(({ incident }) => incident?.cause ?? '-')).toEqual(
    many.map((_, i) => (i === 4 ? '-' : 'tokenExpired')),
  );
});

/** A world that knows these tenants, with nothing due. */
async function knowing(tenantIds: readonly string[]): Promise<World> {
  const world = new World();
  await world.report(...tenantIds.map((tenantId) => ({ tenantId })));
  await world.sweep();
  return world;
}

/** The tenants that are looked at from now on, in order. */
function readsOf(world: World, then: () => unknown = () => {}): string[] {
  const reads: string[] = [];
  world.app.way.beforeRead = (key) => {
    const [tenantId = '', from] = key.split('/');
    if (from !== 'token!' || tenantId.startsWith('_')) return;
    reads.push(tenantId);
    return then();
  };
  return reads;
}
