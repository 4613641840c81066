import { beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../src/domain/policy.ts';
import { timestampOf } from '../../../src/domain/timestamp.ts';
import { World } from '../../support/world.ts';
import { item, listed, TENANT } from './build.ts';

const [A, B, C] = [item('t-a'), item('t-b'), item('t-c')];
const OPENED = 'opened contoso/t-c tokenRemoved critical';

let world: World;

beforeEach(async () => {
  // The tokens of these tests do not sync; of that others tell.
  world = new World({ polled: [TENANT], policy: { overdueAfter: 100 * DAY } });
  await listed(world, [A, B, C], 6 * MINUTE);
});

/** Graph lists the token no more, in two complete listings. */
async function removed() {
  await listed(world, [A, B], 2 * HOUR);
}

test('a token that two complete listings in a row lack was removed', async () => {
  await removed();
  await world.run(world.now + HOUR);

  expect(world.told()).toEqual([OPENED]);
});

test('one that a single listing lacks was not', async () => {
  await listed(world, [A, B], HOUR);
  await listed(world, [A, B, C], HOUR);
  await listed(world, [A, B], 45 * MINUTE);

  expect(world.told()).toEqual([]);
});

test('it ends when Graph lists the token again', async () => {
  await removed();
  world.told();

  await listed(world, [A, B, C], 2 * HOUR);

  expect(world.told()).toEqual(['resolved contoso/t-c tokenRemoved critical corrected']);
});

test('it ends at the same poll where the token is back with a status that cannot be read', async () => {
  await removed();
  world.told();

  await listed(world, [A, B, item('t-c', { lastSyncStatus: 'paused' })], 70 * MINUTE);

  expect(world.told()).toEqual(['resolved contoso/t-c tokenRemoved critical corrected']);
});

test('it ends with a report that was observed later, and not with one from before', async () => {
  await removed();
  world.told();
  const before = timestampOf(world.now - 3 * HOUR);

  await world.report({ tokenId: 't-c', observedAt: before, lastSyncAt: before });
  expect(world.told()).toEqual([]);
  await world.report({ tokenId: 't-c' });

  expect(world.told()).toEqual(['resolved contoso/t-c tokenRemoved critical corrected']);
});

test('it ends after 7 days, and from then on nothing is expected of the token', async () => {
  await removed();

  await world.run(world.now + 30 * DAY, HOUR);

  expect(world.told()).toEqual([
    OPENED,
    ...Array.from({ length: 7 }, () => 'reminder contoso/t-c tokenRemoved critical'),
    'resolved contoso/t-c tokenRemoved critical retired',
  ]);
});

test('a token that comes back to Graph after that is monitored again', async () => {
  await removed();
  await world.run(world.now + 10 * DAY, HOUR);
  world.told();
  const failed = item('t-c', { lastSyncStatus: 'failed', lastSyncDateTime: timestampOf(world.now) });

  await listed(world, [A, B, failed], 2 * HOUR);

  expect(world.told()).toEqual(['opened contoso/t-c syncFailed warning']);
});

describe('a token that a person retired', () => {
  beforeEach(async () => {
    await world.app.retireToken({ tenantId: TENANT, tokenId: 't-c' }, { kind: 'retired', by: 'kim' });
  });

  const failed = () => item('t-c', { lastSyncStatus: 'failed', lastSyncDateTime: timestampOf(world.now) });

  test('stays retired while Graph lists it', async () => {
    await listed(world, [A, B, failed()], 3 * HOUR);

    expect(world.told()).toEqual([]);
    expect(await world.token('t-c')).toMatchObject({ retiredBy: 'kim' });
  });

  test('is not told as removed', async () => {
    await removed();

    expect(world.told()).toEqual([]);
  });

  test('is brought back by a post, and by a person', async () => {
    await listed(world, [A, B, failed()], HOUR);

    await world.app.retireToken({ tenantId: TENANT, tokenId: 't-c' }, { kind: 'unretired' });
    await world.settle();

    expect(world.told()).toEqual(['opened contoso/t-c syncFailed warning']);
  });
});

test('a person who stops the monitoring of a removed token ends it for good', async () => {
  await removed();
  await world.app.retireToken({ tenantId: TENANT, tokenId: 't-c' }, { kind: 'retired', by: 'kim' });
  await world.settle();

  await listed(world, [A, B, item('t-c', { lastSyncStatus: 'failed' })], 2 * HOUR);

  expect(world.told()).toEqual([OPENED, 'resolved contoso/t-c tokenRemoved critical retired']);
});

describe('a listing that cannot be believed', () => {
  const five = ['1', '2', '3', '4', '5'].map((id) => item(id));

  beforeEach(async () => {
    await listed(world, [A, B, C, ...five], 2 * HOUR);
  });

  test.each([
    ['none of 8', [], 'emptyListing'],
    ['3 of 8', [A, B, C], 'shortListing'],
  ])('removes nothing, however often it comes: %s', async (_, list, kind) => {
    await listed(world, list, 6 * HOUR);

    expect(await world.subject('_poll')).toMatchObject({ incident: { cause: 'pollFailing' }, fault: { kind } });
    expect(world.told()).toEqual(['opened contoso/_poll pollFailing warning']);
  });

  test('is believed where it lacks no more than half', async () => {
    await listed(world, [A, B, C, ...five.slice(0, 1)], 3 * HOUR);
    await world.run(world.now + 5 * MINUTE);

    expect(await world.subject('4')).toMatchObject({ incident: { cause: 'tokenRemoved' } });
    expect(await world.find('_poll')).toBeUndefined();
  });

  test('is believed a second time where it was the first', async () => {
    await listed(world, [A, B, C, ...five.slice(0, 1)], 3 * HOUR);
    await listed(world, [A, B, C], 3 * HOUR);

    await listed(world, [item('new')], 3 * HOUR);

    expect(await world.subject('t-a')).toMatchObject({ incident: { cause: 'tokenRemoved' } });
    expect(await world.find('_poll')).toBeUndefined();
  });

  test('is believed once a person stops the monitoring of what it lacks', async () => {
    await listed(world, [A, B, C], 2 * HOUR);
    for (const tokenId of ['1', '2', '3', '4', '5']) {
      await world.app.retireToken({ tenantId: TENANT, tokenId }, { kind: 'retired', by: 'kim' });
    }
    await world.run(world.now + HOUR);

    expect(world.told()).toEqual([
      'opened contoso/_poll pollFailing warning',
      'resolved contoso/_poll pollFailing warning corrected',
    ]);
  });
});
