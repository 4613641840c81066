import { TableClient } from '@azure/data-tables';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Azurite, startAzurite } from '../../local/azurite.ts';
import { deliver } from '../../functions/deliver.ts';
import type { NotificationPointer } from '../../src/app/model/state.ts';
import { retain } from '../../src/app/retain/retention.ts';
import { silenceTenant } from '../../functions/silences.ts';
import { DAY, HOUR, MINUTE } from '../../src/domain/policy.ts';
import { Table } from '../../src/storage/table.ts';
import { NOON, ts, World } from '../support/world.ts';

// What a table in memory cannot vouch for: ETags, filters and transactions of the service itself.

let azurite: Azurite;
let tables = 0;

beforeAll(async () => {
  azurite = await startAzurite();
});
afterAll(() => azurite?.stop());

test('two instances that begin an outbreak at once create one', async () => {
  const world = await openWorld();
  const other = world.instance();
  const pointers: NotificationPointer[] = [];
  const quiet = world.instance(world.policy, { enqueue: async (pointer) => void pointers.push(pointer) });
  for (let i = 0; i < 8; i++) await world.post(quiet, { tenantId: `tenant-${i}`, status: 'failed' });

  await Promise.all(pointers.map((pointer, i) => deliver(pointer, (i % 2 ? other : world.app).deliver)));
  await world.deliverDue();

  expect(world.told().filter((line) => line.startsWith('outbreak'))).toHaveLength(1);
});

test('a silent tenant is told once by two sweeps at once', async () => {
  const world = await openWorld();
  await world.report({}, { tokenId: 't-2' });
  await world.sweep();
  const other = world.instance();
  await world.leap(NOON + 50 * HOUR);

  await Promise.all([world.sweep(), world.sweep(other)]);
  await world.deliverDue();

  expect(world.told()).toEqual(['opened contoso reporterSilent warning']);
});

test('a silence that is settled while a person changes it is the one that the person asked for', async () => {
  const world = await openWorld();
  await world.report();
  await world.sweep();
  const { tenants } = world.app.sweep;
  await silenceTenant('contoso', { until: NOON + HOUR, at: NOON, by: 'ana' }, world.app.sweep);
  const read = await tenants.readSilenceChange('contoso');
  const asked = { until: NOON + 9 * HOUR, at: NOON + MINUTE, by: 'ben' };
  await tenants.writeSilence('contoso', asked, false);

  await tenants.writeSilence('contoso', { until: NOON + HOUR, at: NOON, by: 'ana' }, true, read.etag);

  expect(await tenants.readSilence('contoso')).toEqual(asked);
});

test('retention finds what is old, deletes it in groups, and leaves the rest', async () => {
  const world = await openWorld();
  await world.report({ status: 'failed', deliveryId: 'idempotency-key:a/0', lastSyncAt: ts(NOON - MINUTE) });
  for (let i = 0; i < 120; i++) {
    world.now += MINUTE;
    await world.report({ status: i % 2 ? 'completed' : 'inProgress' });
  }
  const ids = await rowKeys(world);
  world.now = NOON + 500 * DAY;
  await world.report({ tokenId: 'young', status: 'failed' });

  const deleted = await retain(world.app.retention);

  const left = (await rowKeys(world)).map((key) => key.split('!')[0]);
  expect(deleted).toBeGreaterThan(120);
  expect(ids.filter((key) => key.startsWith('history!'))).toHaveLength(121);
  expect(left.sort()).toEqual([
    'history',
    'incident',
    'notification',
    'tenant',
    'timeline',
    'timeline',
    'token',
    'token',
  ]);
});

test('the expiries of forty tokens go round in one notice, and are not told again', async () => {
  const world = await openWorld();
  const tokens = Array.from({ length: 40 }, (_, i) => ({ tokenId: `t-${i}`, expiresAt: ts(NOON + 20 * DAY) }));
  await world.report(...tokens);
  await world.sweep();

  await world.sweepAt(NOON + 21 * HOUR);
  await world.sweepAt(NOON + 45 * HOUR);

  const [notice, ...rest] = world.noticesTo();
  expect(rest).toEqual([]);
  expect(notice).toMatchObject({ type: 'vpp.expiring', severity: 'info', tokens: { length: 40 } });
});

/** A world over a table of its own. */
async function openWorld(): Promise<World> {
  tables += 1;
  const client = TableClient.fromConnectionString(azurite.connectionString, `Watch${tables}`, {
    allowInsecureConnection: true,
  });
  await client.createTable();
  return new World({ rows: new Table(client) });
}

async function rowKeys(world: World): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of world.rows.pages({ partition: 'contoso' })) keys.push(...page.map(({ rowKey }) => rowKey));
  return keys;
}
