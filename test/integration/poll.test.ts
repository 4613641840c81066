import { expect, test } from 'vitest';
import { HOUR } from '../../src/domain/policy.ts';
import { Table } from '../../src/storage/table.ts';
import { TableTenantStore } from '../../src/storage/tenant-store.ts';
import { items, TENANT } from '../app/poll/build.ts';
import { UNREACHABLE } from '../support/fake-graph.ts';
import { useStorage } from '../support/storage.ts';
import { World } from '../support/world.ts';

const storage = useStorage();

test('3,000 tokens over 30 pages, broken off once, are stored in groups and listed in one row', async () => {
  const rows = new Table(storage.table);
  const world = new World({ polled: [TENANT], rows });
  const tenants = new TableTenantStore(rows, () => world.now);
  world.graph.items.set(TENANT, items(3_000));
  world.graph.faults.set(TENANT, { page: 17, fault: UNREACHABLE });
  await world.app.sweep();
  const { transactions } = world.app.way;

  await world.app.poll({ tenantId: TENANT });
  world.graph.faults.clear();
  world.now += HOUR;
  const before = transactions.length;
  await world.app.poll({ tenantId: TENANT });

  expect(before).toBeLessThan(100);
  expect(transactions.length).toBeLessThan(200);
  const stored = await tenants.readListed(TENANT);
  expect(stored?.value.listing.size).toBe(3_000);
  // A list of tenants selects columns, of which the service leaves out what it is not asked for.
  const listed = [];
  for await (const tenant of tenants.list()) listed.push(tenant);
  expect(listed).toEqual([stored?.value.tenant]);
  expect(listed[0]?.poll).toMatchObject({ failures: 0, listedAt: world.now });
  transactions.length = 0;
  world.now += HOUR;
  await world.app.poll({ tenantId: TENANT });
  expect(transactions).toEqual([]);
});
