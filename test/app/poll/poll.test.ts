import { beforeEach, describe, expect, test } from 'vitest';
import { getToken, listTokens } from '../../../functions/tokens.ts';
import { HOUR, MINUTE } from '../../../src/domain/policy.ts';
import { timestampOf } from '../../../src/domain/timestamp.ts';
import { TableTenantStore } from '../../../src/storage/tenant-store.ts';
import { UNREACHABLE } from '../../support/fake-graph.ts';
import { NOON, World } from '../../support/world.ts';
import { item, items, listed, TENANT } from './build.ts';

let world: World;

beforeEach(() => {
  world = new World({ polled: [TENANT] });
});

/** What the tenant's row keeps. */
async function kept(tenantId = TENANT) {
  const stored = await new TableTenantStore(world.rows, () => world.now).readListed(tenantId);
  if (!stored) throw new Error(`no tenant ${tenantId}`);
  return stored.value;
}

test('the next sweep has a tenant of the settings read, and its tokens are there', async () => {
  await listed(world, [item('t-1'), item('t-2', { lastSyncStatus: 'inProgress' })], 6 * MINUTE);

  expect((await world.token('t-1')).record.newest.dated?.status).toBe('completed');
  expect((await world.token('t-2')).record.newest.dated?.status).toBe('inProgress');
  expect((await world.subject('_reporter')).kind).toBe('reporter');
});

test('a quiet poll is one request to Graph, one read and one write of storage, and no token is written', async () => {
  await listed(world, items(250), HOUR);
  const before = await world.token('t-0001');
  const requests: string[] = [];
  const { way } = world.app;
  way.beforeRead = (key) => requests.push(`read ${key}`);
  way.beforeWrite = ([row], kind) => requests.push(`${kind} ${row?.partitionKey}/${row?.rowKey}`);
  world.graph.pageSize = 1_000;
  world.graph.requests = 0;
  world.now += HOUR;

  await world.app.poll({ tenantId: TENANT });

  expect(world.graph.requests).toBe(1);
  expect(requests).toEqual(['read _tenants/contoso', 'replace _tenants/contoso']);
  expect(await world.token('t-0001')).toEqual(before);
  expect((await kept()).tenant.poll?.listedAt).toBe(world.now);
});

test('of a changed listing only what changed is written', async () => {
  await listed(world, items(150), HOUR);
  const [first, ...rest] = items(150);
  world.graph.items.set(TENANT, [{ ...first, lastSyncDateTime: timestampOf(NOON + HOUR) }, ...rest]);
  const before = await world.token('t-0002');
  world.now += HOUR;

  await world.app.poll({ tenantId: TENANT });

  expect((await world.token('t-0001')).record.newest.dated?.lastSyncAt).toBe(timestampOf(NOON + HOUR));
  expect(await world.token('t-0002')).toEqual(before);
});

test('a failing token is told, and its tenant is read every 15 minutes until it is well', async () => {
  await listed(world, [item('t-1')], HOUR);
  world.told();
  const failed = item('t-1', { lastSyncStatus: 'failed', lastSyncDateTime: timestampOf(world.now) });

  await listed(world, [failed], 2 * HOUR);
  world.graph.requests = 0;
  await world.run(world.now + 2 * HOUR);

  expect(world.told()).toEqual(['opened contoso/t-1 syncFailed warning']);
  expect(world.graph.requests).toBe(8);
});

test('while all is well a tenant is read every hour', async () => {
  await listed(world, [item('t-1')], 2 * HOUR);
  world.graph.requests = 0;

  await world.run(world.now + 12 * HOUR);

  expect(world.graph.requests).toBe(12);
});

test('a message for a tenant that is not due, not polled or not known does nothing', async () => {
  await listed(world, [item('t-1')], HOUR);
  await world.report({ tenantId: 'fabrikam' });
  world.graph.requests = 0;

  for (const tenantId of [TENANT, 'fabrikam', 'nobody']) await world.app.poll({ tenantId });

  expect(world.graph.requests).toBe(0);
});

describe('a token that cannot be read as a report', () => {
  const strange = item('t-1', { lastSyncStatus: 'paused' });

  test('is kept in the listing to be shown, and is no token', async () => {
    await listed(world, [strange, item('t-2')], 6 * MINUTE);

    expect((await kept()).tenant.poll?.unread?.['t-1']).toMatchObject({
      status: 'paused',
      displayName: 'Token t-1',
      note: expect.stringContaining('lastSyncStatus'),
    });
    expect(await world.find('t-1')).toBeUndefined();
    expect((await kept()).tenant.poll?.failures).toBe(0);
  });

  test('counts as present: it is not removed, and is read again when it can be', async () => {
    await listed(world, [item('t-1'), item('t-2')], 6 * MINUTE);
    await listed(world, [strange, item('t-2')], 5 * HOUR);
    expect(await world.token('t-1')).not.toHaveProperty('found.removedAt');

    await listed(world, [item('t-1', { lastSyncDateTime: timestampOf(NOON + HOUR) }), item('t-2')], 2 * HOUR);

    expect((await world.token('t-1')).record.newest.dated?.lastSyncAt).toBe(timestampOf(NOON + HOUR));
    expect((await kept()).tenant.poll).not.toHaveProperty('unread');
  });

  test('is shown with a status of null and a note, whether a report of it is known or not', async () => {
    await listed(world, [item('t-2')], 6 * MINUTE);
    await listed(world, [strange, item('t-2', { lastSyncStatus: 'resting', displayName: 'Renamed' })], 2 * HOUR);

    const all = (await world.call(listTokens, {})).json.value;
    const one = (await world.call(getToken, { params: { tenantId: TENANT, tokenId: 't-1' } })).json;

    expect(all).toMatchObject([
      { tokenId: 't-2', status: null, statusValue: null, note: expect.stringContaining('resting'), failures: 0 },
      { tokenId: 't-1', status: null, displayName: 'Token t-1', note: expect.stringContaining('paused') },
    ]);
    expect(one).toEqual(all[1]);
    const { value: summary } = await world.app.summaries(TENANT).next();
    expect(summary?.tokens).toMatchObject([
      { tokenId: 't-1', status: null, displayName: 'Token t-1' },
      { tokenId: 't-2', status: null, displayName: 'Renamed', lastSyncAt: expect.any(String) },
    ]);
  });

  test('is one of 100 that are shown of many: thousands leave the row room', async () => {
    await listed(world, items(3_000, { lastSyncStatus: 'paused', displayName: 'x'.repeat(2_000) }), 6 * MINUTE);

    const { listing, tenant } = await kept();
    expect([listing.size, Object.keys(tenant.poll?.unread ?? {}).length]).toEqual([3_000, 100]);
    expect(tenant.poll?.unread?.['t-0001']?.displayName).toHaveLength(100);
  });

  test('without an id stops nobody', async () => {
    await listed(world, [item('t-1'), { lastSyncStatus: 'failed' }], 6 * MINUTE);

    expect((await kept()).listing.size).toBe(1);
    expect(world.lines).toContain('graph: token without a readable id, tenant=contoso');
  });
});

describe('a listing that breaks off', () => {
  test('changes the tokens of the pages before, removes none, and is read again in 15 minutes', async () => {
    await listed(world, items(300), 2 * HOUR);
    const synced = timestampOf(NOON + HOUR);
    world.graph.faults.set(TENANT, { page: 2, fault: UNREACHABLE });

    await listed(world, items(300, { lastSyncDateTime: synced }), HOUR);

    const at = async (id: string) => (await world.token(id)).record.newest.dated?.lastSyncAt;
    expect([await at('t-0001'), await at('t-0100')]).toEqual([synced, synced]);
    expect([await at('t-0101'), await at('t-0300')]).toEqual([timestampOf(NOON), timestampOf(NOON)]);
    expect((await kept()).listing.size).toBe(300);
    expect((await kept()).tenant.poll).toMatchObject({ fault: UNREACHABLE });
  });

  test('stores no page twice', async () => {
    world.graph.faults.set(TENANT, { page: 2, fault: UNREACHABLE });
    await listed(world, items(200, { lastSyncStatus: 'failed' }), 6 * MINUTE);
    const before = await world.token('t-0001');
    world.graph.faults.clear();

    await world.run(world.now + HOUR);

    expect(await world.token('t-0001')).toEqual(before);
    expect((await world.token('t-0200')).record.failures).toHaveLength(1);
  });
});

test('what a person changes of the tenant during a poll stays', async () => {
  await listed(world, [item('t-1')], 2 * HOUR);
  world.graph.beforePage = () => world.app.changeTenant({ tenantId: TENANT, name: 'Contoso Ltd', polled: true });
  world.now += HOUR;

  await world.app.poll({ tenantId: TENANT });

  expect((await kept()).tenant).toMatchObject({ name: 'Contoso Ltd', poll: { polledAt: world.now } });
});
