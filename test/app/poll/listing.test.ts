import { beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../src/domain/policy.ts';
import { timestampOf } from '../../../src/domain/timestamp.ts';
import { UNREACHABLE } from '../../support/fake-graph.ts';
import { NOON, World } from '../../support/world.ts';
import { item, listed, TENANT } from './build.ts';

/** Synced just now. */
function synced(world: World, id = 't-1') {
  return item(id, { lastSyncDateTime: timestampOf(world.now) });
}

const RENEWED = { expirationDateTime: timestampOf(NOON + 400 * DAY) };

let world: World;

beforeEach(() => {
  world = new World({ polled: [TENANT], policy: { overdueAfter: 50 * HOUR, silentAfter: 20 * HOUR } });
});

describe('a complete listing is a report of every token in it', () => {
  test('so none falls silent while it is listed, though nothing is written for it', async () => {
    await listed(world, [synced(world)], 45 * HOUR);

    expect(world.told()).toEqual([]);
  });

  test('so it shows that a sync is overdue, and ends that with the next sync', async () => {
    await listed(world, [synced(world)], 52 * HOUR);
    expect(world.told()).toEqual(['opened contoso/t-1 syncOverdue warning']);

    await listed(world, [synced(world)], 2 * HOUR);

    expect(world.told()).toEqual(['resolved contoso/t-1 syncOverdue warning completed']);
  });

  test('also where a post came in between', async () => {
    await listed(world, [synced(world)], 40 * HOUR);
    await world.report({ tokenId: 't-1', lastSyncAt: timestampOf(NOON), expiresAt: timestampOf(NOON + 180 * DAY) });

    await world.run(NOON + 52 * HOUR);

    expect(world.told()).toEqual(['opened contoso/t-1 syncOverdue warning']);
  });

  test('so it ends a silence from before the tenant was polled', async () => {
    const before = new World({ policy: { silentAfter: 20 * HOUR }, rows: world.rows });
    await before.report({ tokenId: 't-1' });
    await before.run(NOON + 21 * HOUR);
    expect(before.told()).toEqual(['opened contoso/_reporter(1) reporterSilent warning']);
    world.now = before.now;

    await listed(world, [synced(world)], HOUR);

    expect(world.told()).toEqual(['resolved contoso/_reporter(1) reporterSilent warning reported']);
  });

  test('so no reminder of a failing token says that nothing was reported', async () => {
    await listed(world, [synced(world)], HOUR);
    const failed = { ...synced(world), lastSyncStatus: 'failed' };

    await listed(world, [failed], 49 * HOUR);

    expect(world.noticesTo().at(-1)).toMatchObject({ type: 'vpp.incident.reminder', noReportSince: undefined });
  });

  test('so when polls end, silence counts from the last', async () => {
    await listed(world, [synced(world)], 45 * HOUR);
    world.restart({ polled: [], policy: { silentAfter: 20 * HOUR } });

    await world.run(NOON + 63 * HOUR);
    expect(world.told()).toEqual([]);
    await world.run(NOON + 68 * HOUR);

    expect(world.told()).toEqual(['opened contoso/_reporter(1) reporterSilent warning']);
  });
});

test('a token that Graph does not list is judged by its own reports', async () => {
  await world.report({ tokenId: 'posted' });

  await listed(world, [synced(world)], 30 * HOUR);

  expect(world.told()).toEqual(['opened contoso/posted reporterSilent warning']);
});

test('a token that one listing lacks is not silent, however long ago its own row was written', async () => {
  await listed(world, [synced(world), synced(world, 't-2')], 30 * HOUR);
  await listed(world, [synced(world)], HOUR + 10 * MINUTE);
  world.graph.faults.set(TENANT, { page: 1, fault: UNREACHABLE });

  await world.run(world.now + 14 * HOUR);

  expect(world.told()).toEqual(['opened contoso/_poll pollFailing warning']);
});

test('a new name that nothing else followed is no change once the token is renewed', async () => {
  const named = { organizationName: 'Contoso Ltd' };
  await listed(world, [synced(world)], 2 * HOUR);
  await listed(world, [{ ...synced(world), ...named }], 49 * HOUR);

  await listed(world, [{ ...synced(world), ...named, ...RENEWED }], 2 * HOUR);

  expect(world.told()).toEqual([]);
});

test('a sweep looks at a quiet tenant’s tokens only when one of them may have something to say', async () => {
  await listed(world, [synced(world)], HOUR);
  const before = await world.token();
  const reads: string[] = [];
  world.app.way.beforeRead = (key) => reads.push(key);

  await world.run(NOON + 15 * HOUR);

  expect(reads.filter((key) => key.startsWith('contoso/') && !key.startsWith('contoso/token!'))).toEqual([]);
  expect(await world.token()).toEqual(before);
});

test('an overdue sync is noticed within an hour and a poll of its time', async () => {
  await listed(world, [synced(world)], 50 * HOUR - MINUTE);
  expect(world.told()).toEqual([]);

  await world.run(NOON + 52 * HOUR);

  const [opened] = world.toldWhen();
  expect(opened).toMatch(/^03-12T1[45]/);
});
