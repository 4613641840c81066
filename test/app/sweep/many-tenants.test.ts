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

test('one that runs out of time stops, and the next goes on where it stopped and comes round', async () => {
  const world = await knowing(TENANTS);
  const reads = readsOf(world, () => {
    world.now += 10 * SECOND;
  });

  const first = await world.app.sweep();
  const before = reads.splice(0);
  const second = await world.app.sweep();

  expect(first.complete).toBe(false);
  expect(before).toEqual(TENANTS.slice(0, before.length));
  expect(before.length).toBeLessThan(TENANTS.length);
  expect(second.complete).toBe(false);
  expect(reads.slice(0, 20)).toEqual([...TENANTS, ...TENANTS].slice(before.length, before.length + 20));
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
function readsOf(world: World, then: () => void = () => {}): string[] {
  const reads: string[] = [];
  world.app.way.beforeRead = (key) => {
    const [tenantId = '', from] = key.split('/');
    if (from !== 'token!' || tenantId.startsWith('_')) return;
    reads.push(tenantId);
    then();
  };
  return reads;
}
