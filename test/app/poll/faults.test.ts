import { describe, expect, test } from 'vitest';
import type { PollFault } from '../../../src/app/model/graph.ts';
import { StorageUnavailable } from '../../../src/app/model/ports.ts';
import { APP_TENANT } from '../../../src/app/model/subject.ts';
import { DAY, HOUR, MINUTE } from '../../../src/domain/policy.ts';
import { DEAD_CREDENTIAL, UNREACHABLE } from '../../support/fake-graph.ts';
import { NOON, World } from '../../support/world.ts';
import { item, TENANT } from './build.ts';

const OPENED = 'opened contoso/_poll pollFailing warning';
const ENDED = 'resolved contoso/_poll pollFailing warning corrected';

/** A tenant that was listed once, and from then on only answers with a fault. */
async function failing(fault: PollFault, tenantIds = [TENANT]): Promise<World> {
  const world = new World({ polled: tenantIds, policy: { silentAfter: 4 * DAY, overdueAfter: 4 * DAY } });
  for (const id of tenantIds) world.graph.items.set(id, [item('t-1')]);
  await world.run(NOON + 2 * HOUR);
  for (const id of tenantIds) world.graph.faults.set(id, { page: 1, fault });
  return world;
}

test('a third failed poll in a row is told, with its reason, and the next good one ends it', async () => {
  const world = await failing(UNREACHABLE);

  await world.run(world.now + 2 * HOUR);
  expect(world.told()).toEqual([OPENED]);
  expect(world.noticesTo().at(-1)).toMatchObject({ pollFault: UNREACHABLE });
  world.graph.faults.clear();
  await world.run(world.now + HOUR);

  expect(world.told()).toEqual([ENDED]);
});

test('two failed polls in a row are not told', async () => {
  const world = await failing(UNREACHABLE);
  // The first fails at 14:35.
  await world.run(NOON + 175 * MINUTE);
  world.graph.faults.clear();

  await world.run(world.now + 2 * HOUR);

  expect(world.told()).toEqual([]);
});

test('it is critical from its third day on', async () => {
  const world = await failing(UNREACHABLE);
  await world.run(world.now + 2 * HOUR);
  world.told();

  await world.run(NOON + 3 * DAY, HOUR);

  expect(world.told()).toContain('updated worse contoso/_poll pollFailing critical');
});

test('while its polls fail, no token of a tenant is silent or overdue, nor is its reporter', async () => {
  const world = await failing(UNREACHABLE);

  await world.run(NOON + 12 * DAY, HOUR);

  expect(world.told().filter((line) => !line.includes('_poll'))).toEqual([]);
});

test('a fault is tried again in 15 minutes, or when Graph asks for it', async () => {
  const world = await failing({ kind: 'throttled', reason: 'HTTP 429', retryAfterMs: 2 * HOUR });
  // The first fails at 14:35.
  await world.run(NOON + 160 * MINUTE);
  world.graph.requests = 0;

  await world.run(NOON + 270 * MINUTE);
  expect(world.graph.requests).toBe(0);
  await world.run(NOON + 280 * MINUTE);

  expect(world.graph.requests).toBe(1);
});

test('a tenant that is polled no more has no fault either', async () => {
  const world = await failing(UNREACHABLE);
  await world.run(world.now + 2 * HOUR);
  world.told();

  world.restart({ polled: [] });
  await world.run(world.now + 10 * MINUTE);

  expect(world.told()).toEqual([ENDED]);
});

describe('the credential of the app', () => {
  const TENANTS = Array.from({ length: 30 }, (_, i) => `tenant-${i}`);
  const OF_ALL = `opened ${APP_TENANT}/_credential pollFailing warning`;

  test('that is refused is one message, whatever the number of tenants', async () => {
    const world = await failing(DEAD_CREDENTIAL, TENANTS);

    await world.run(world.now + 3 * HOUR);

    expect(world.told()).toEqual([OF_ALL]);
    expect(await world.subject('_credential', APP_TENANT)).toMatchObject({ tenantCount: 30, fault: DEAD_CREDENTIAL });
  });

  test('that is mended ends it, and says how many tenants it was', async () => {
    const world = await failing(DEAD_CREDENTIAL, TENANTS);
    await world.run(world.now + 3 * HOUR);
    world.told();
    world.graph.faults.clear();

    await world.run(world.now + HOUR);

    expect(world.told()).toEqual([`resolved ${APP_TENANT}/_credential pollFailing warning corrected`]);
    expect(world.noticesTo().at(-1)).toMatchObject({ tenantCount: expect.any(Number), pollFault: DEAD_CREDENTIAL });
  });

  test('hides no other fault of a tenant', async () => {
    const world = await failing(DEAD_CREDENTIAL, [TENANT, 'fabrikam']);
    world.graph.faults.set('fabrikam', { page: 1, fault: { kind: 'noConsent', reason: 'AADSTS65001' } });

    await world.run(world.now + 3 * HOUR);

    expect(world.told().toSorted()).toEqual([OF_ALL, 'opened fabrikam/_poll pollFailing warning']);
  });

  test('that is refused later does not end what was told of a tenant', async () => {
    const world = await failing(UNREACHABLE);
    await world.run(world.now + 2 * HOUR);
    world.told();

    world.graph.faults.set(TENANT, { page: 1, fault: DEAD_CREDENTIAL });
    await world.run(world.now + HOUR);

    expect(world.told()).toEqual([OF_ALL]);
  });
});

test('a poll that never comes to its end is told, too, and ends with the first that does', async () => {
  const world = await failing(UNREACHABLE);
  world.graph.faults.clear();
  world.graph.beforePage = () => {
    throw new StorageUnavailable('somewhere on the way');
  };

  await world.run(world.now + 3 * HOUR);
  expect(world.told()).toEqual([]);
  await world.run(world.now + HOUR);
  expect(world.told()).toEqual([OPENED]);
  world.graph.beforePage = () => {};
  await world.run(world.now + 15 * MINUTE);

  expect(world.told()).toEqual([ENDED]);
});

test('after an outage of ours polls have their time before one of them is late', async () => {
  const world = await failing(UNREACHABLE);
  world.graph.faults.clear();
  world.loseMessages();
  world.now = NOON + 2 * DAY;

  await world.run(world.now + HOUR);

  expect(world.told()).toEqual([]);
});

test('a person may acknowledge that a tenant cannot be read', async () => {
  const world = await failing(UNREACHABLE);
  await world.run(world.now + 2 * HOUR);
  const { id } = await world.incident('_poll');

  await world.app.acknowledge(TENANT, id, { by: 'kim' });

  expect((await world.incident('_poll')).acknowledged).toMatchObject({ by: 'kim' });
});
