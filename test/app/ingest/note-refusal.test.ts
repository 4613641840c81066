import { expect, test } from 'vitest';
import { StorageUnavailable } from '../../../src/app/model/ports.ts';
import { APP_TENANT, REFUSED_PREFIX } from '../../../src/app/model/subject.ts';
import { DAY, HOUR, MINUTE } from '../../../src/domain/policy.ts';
import { type Instance, NOON, ts, World } from '../../support/world.ts';

const POINTERS = ['#/0/lastSyncStatus'];
const REFUSED = 'contoso/_refused:contoso reportsRefused warning';

test('a known tenant whose reports are only refused for an hour is told of, with what was wrong', async () => {
  const world = await known();
  await refuse(world, NOON + MINUTE);
  await refuse(world, NOON + HOUR);
  const early = world.told();

  await refuse(world, NOON + HOUR + MINUTE + 5 * MINUTE);

  expect(early).toEqual([]);
  expect(world.told()).toEqual([`opened ${REFUSED}`]);
  expect(world.noticesTo()).toMatchObject([{ tenantId: 'contoso', tokenId: null, detail: '#/0/lastSyncStatus' }]);
});

test('a report that is accepted ends it', async () => {
  const world = await told();
  await world.leap(NOON + 2 * HOUR);

  await world.report();
  await world.sweep();

  expect(world.told()).toEqual([`resolved ${REFUSED} reported`]);
});

test('a report that is accepted in between begins the hour anew', async () => {
  const world = await known();
  await refuse(world, NOON + MINUTE);
  await world.leap(NOON + 30 * MINUTE);
  await world.report();
  await refuse(world, NOON + 40 * MINUTE);

  await refuse(world, NOON + 90 * MINUTE);

  expect(world.told()).toEqual([]);
});

test('24 hours without a refusal end it, though nothing was accepted', async () => {
  const world = await told();
  const last = NOON + HOUR + MINUTE;

  await world.sweepAt(last + DAY - 1_000);
  const early = world.told();
  await world.sweepAt(last + DAY);

  expect(early).toEqual([]);
  expect(world.told()).toEqual([`resolved ${REFUSED} corrected`]);
});

test('those of a tenant that nobody knows are not noted', async () => {
  const world = await known();

  for (const at of [1, 61, 121]) {
    world.now = NOON + at * MINUTE;
    await world.app.noteRefusals([{ tenantId: 'nobody', pointers: POINTERS }]);
  }
  await world.settle();

  expect(await world.find(`${REFUSED_PREFIX}nobody`, APP_TENANT)).toBeUndefined();
  expect(world.told()).toEqual([]);
});

test('a tenant’s refusals are noted once in five minutes, by all instances together', async () => {
  const world = await known();
  const other = world.instance();
  const writes = [counted(world.app), counted(other)];
  const note = (app: Instance) => app.noteRefusals([{ tenantId: 'contoso', pointers: POINTERS }]);
  for (let minute = 0; minute < 10; minute++) {
    world.now = NOON + minute * MINUTE;
    for (const app of [world.app, other]) {
      await note(app);
      await note(app);
    }
  }

  expect(writes.reduce((sum, count) => sum + count(), 0)).toBe(2);
});

test('where storage is out of reach the log says so, and whoever refused goes on', async () => {
  const world = await known();
  const blind = world.instance();
  blind.way.beforeRead = () => {
    throw new StorageUnavailable('gone');
  };

  await blind.noteRefusals([{ tenantId: 'contoso', pointers: POINTERS }]);

  expect(world.lines).toContain('refused reports: not noted, tenant=contoso reason="gone"');
});

test('it goes to whom the tenant’s alerts go, and the tenant’s silence holds it', async () => {
  const world = new World({
    targets: ['ops', 'others'],
    rules: [
      { tenants: ['contoso'], targets: ['ops'] },
      { tenants: ['fabrikam'], targets: ['others'] },
    ],
  });
  await world.report({ lastSyncAt: ts(NOON) });
  await world.sweep();
  await world.app.silence('contoso', '*', { until: NOON + 3 * HOUR, at: NOON, by: 'ana' });
  await refuse(world, NOON + MINUTE);
  await refuse(world, NOON + HOUR + MINUTE);
  const held = [world.noticesTo('ops'), world.noticesTo('others')];

  await world.run(NOON + 3 * HOUR + 10 * MINUTE);

  expect(held).toEqual([[], []]);
  expect([world.noticesTo('ops').length, world.noticesTo('others').length]).toEqual([1, 0]);
});

test('lifting the silence of its tenant tells it at once', async () => {
  const world = await known();
  await world.app.silence('contoso', '*', { until: NOON + 9 * HOUR, at: NOON, by: 'ana' });
  await refuse(world, NOON + MINUTE);
  await refuse(world, NOON + HOUR + MINUTE);

  await world.app.silence('contoso', '*', undefined);
  await world.settle();

  expect(world.told()).toEqual([`opened ${REFUSED}`]);
});

test('an incident of it can be acknowledged in the partition of the app', async () => {
  const world = await told();
  const { id } = await world.incident(`${REFUSED_PREFIX}contoso`, APP_TENANT);

  const outcome = await world.app.acknowledge(APP_TENANT, id, { by: 'ana' });

  expect(outcome).toBe('acknowledged');
  expect((await world.incident(`${REFUSED_PREFIX}contoso`, APP_TENANT)).acknowledged).toMatchObject({ by: 'ana' });
});

/** A tenant that has reported. */
async function known(): Promise<World> {
  const world = new World();
  await world.report({ lastSyncAt: ts(NOON) });
  await world.sweep();
  world.told();
  return world;
}

/** A tenant whose people know that its reports are refused. */
async function told(): Promise<World> {
  const world = await known();
  await refuse(world, NOON + MINUTE);
  await refuse(world, NOON + HOUR + MINUTE);
  expect(world.told()).toEqual([`opened ${REFUSED}`]);
  return world;
}

async function refuse(world: World, at: number): Promise<void> {
  await world.leap(at);
  await world.app.noteRefusals([{ tenantId: 'contoso', pointers: POINTERS }]);
  await world.settle();
}

/** Counts what an instance writes of it. */
function counted({ way }: Instance): () => number {
  let count = 0;
  way.beforeWrite = (rows) => {
    if (rows.some(({ rowKey }) => rowKey.startsWith(`token!${REFUSED_PREFIX}`))) count += 1;
  };
  return () => count;
}
