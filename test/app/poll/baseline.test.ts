import { beforeAll, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../src/domain/policy.ts';
import { timestampOf } from '../../../src/domain/timestamp.ts';
import { UNREACHABLE } from '../../support/fake-graph.ts';
import { NOON, World } from '../../support/world.ts';
import { item, items, listed, TENANT } from './build.ts';

const OLD = { lastSyncStatus: 'failed', lastSyncDateTime: timestampOf(NOON - 20 * DAY) };

/** 300 tokens, of which the last of each hundred has failed for long. */
function someFailing() {
  return items(300).map((it, i) => (i % 100 === 99 ? { ...it, ...OLD } : it));
}

test('what a first listing finds wrong is one message, when the listing is complete', async () => {
  const world = new World({ polled: [TENANT] });

  await listed(world, someFailing(), 6 * MINUTE);

  expect(world.told()).toEqual(['outbreak.opened null names 3: 3 open']);
});

test('a single token that fails is a first check, too', async () => {
  const world = new World({ polled: [TENANT] });

  await listed(world, [item('t-1', OLD), item('t-2')], 6 * MINUTE);

  expect(world.noticesTo()).toMatchObject([{ type: 'vpp.outbreak.opened', kind: 'baseline', counts: { open: 1 } }]);
});

test('where all is well nothing is said', async () => {
  const world = new World({ polled: [TENANT] });

  await listed(world, items(300), DAY);

  expect(world.told()).toEqual([]);
});

test('nothing of it is told before the listing is complete, also where that takes several polls', async () => {
  const world = new World({ polled: [TENANT] });
  world.graph.faults.set(TENANT, { page: 3, fault: UNREACHABLE });
  await listed(world, someFailing(), 16 * MINUTE);
  expect(world.told()).toEqual([]);
  world.graph.faults.clear();

  await world.run(world.now + 20 * MINUTE);

  expect(world.noticesTo()).toMatchObject([{ kind: 'baseline', counts: { open: 3 } }]);
});

test('a listing that never completes does not keep what it found for itself', async () => {
  const world = new World({ polled: [TENANT] });
  world.graph.faults.set(TENANT, { page: 3, fault: UNREACHABLE });

  await listed(world, someFailing(), 70 * MINUTE);

  expect(world.noticesTo()).toContainEqual(
    expect.objectContaining({ kind: 'baseline', counts: { open: 2, recovered: 0, moved: 0 } }),
  );
});

test('what fails after the first listing is an alert of its own', async () => {
  const world = new World({ polled: [TENANT] });
  await listed(world, items(3), 2 * HOUR);

  await listed(world, [...items(2), item('t-0003', { ...OLD, lastSyncDateTime: timestampOf(world.now) })], 2 * HOUR);

  expect(world.told()).toEqual(['opened contoso/t-0003 syncFailed warning']);
});

describe('600 tenants brought in at once, ten of them with old faults', () => {
  const TENANTS = Array.from({ length: 600 }, (_, i) => `tenant-${String(i).padStart(3, '0')}`);

  let world: World;

  beforeAll(async () => {
    world = new World({ polled: TENANTS });
    for (const [i, id] of TENANTS.entries()) {
      world.graph.items.set(id, [item('t-1', i % 60 === 0 ? OLD : {}), item('t-2')]);
    }
    await world.run(NOON + 10 * MINUTE);
  });

  test('are one message, and one more for those whose listings completed later', async () => {
    const notices = world.noticesTo();

    expect(notices.map(({ type }) => type).slice(0, 1)).toEqual(['vpp.outbreak.opened']);
    expect(notices.length).toBeLessThanOrEqual(2);
    expect(notices.at(-1)).toMatchObject({ kind: 'baseline', counts: { open: 10 } });
  });

  test('are one request to Graph and two of storage each from then on', async () => {
    const requests: string[] = [];
    world.app.way.beforeRead = (key) => requests.push(`read ${key.split('/')[0]}`);
    world.app.way.beforeWrite = (rows) => requests.push(...rows.map(({ partitionKey }) => `write ${partitionKey}`));
    world.graph.requests = 0;
    world.now += HOUR;

    for (const tenantId of TENANTS) await world.app.poll({ tenantId });

    expect(world.graph.requests).toBe(600);
    expect(requests).toEqual(TENANTS.flatMap(() => ['read _tenants', 'write _tenants']));
  });
});
