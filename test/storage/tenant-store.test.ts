import { expect, test } from 'vitest';
import type { Listing } from '../../src/app/model/poll.ts';
import { TableTenantStore } from '../../src/storage/tenant-store.ts';
import { MemoryRows } from '../support/memory-rows.ts';

test('a tenant that is changed before its first report is listed by that', async () => {
  const tenants = new TableTenantStore(new MemoryRows(), () => 0);

  await tenants.change('contoso', { name: 'Contoso Schools', polled: true });

  expect(await tenants.read('contoso')).toEqual({
    tenantId: 'contoso',
    name: 'Contoso Schools',
    enabled: true,
    polled: true,
  });
});

test('a change leaves alone what it does not name, and its first report what was changed', async () => {
  const tenants = new TableTenantStore(new MemoryRows(), () => 0);
  await tenants.change('contoso', { name: 'Contoso', polled: true });
  await tenants.noteSpokeAgain('contoso', 5_000);

  await tenants.change('contoso', { polled: false });
  await tenants.ensure('contoso', async () => {});

  expect(await tenants.read('contoso')).toMatchObject({ name: 'Contoso', polled: false, spokeAgainAt: 5_000 });
});

test('what a tenant has as a whole is made once, with its first token, however it was listed', async () => {
  for (const isListedBefore of [false, true]) {
    const rows = new MemoryRows();
    const welcomes: string[] = [];
    const instance = () => new TableTenantStore(rows, () => 0);
    if (isListedBefore) await instance().change('contoso', { polled: true });

    for (const tenants of [instance(), instance()]) {
      await tenants.ensure('contoso', async () => welcomes.push('welcome'));
      await tenants.ensure('contoso', async () => welcomes.push('welcome'));
    }

    expect(welcomes).toEqual(['welcome']);
  }
});

test('two changes at once are both kept', async () => {
  const tenants = new TableTenantStore(new MemoryRows(), () => 0);

  await Promise.all([tenants.change('contoso', { name: 'Contoso' }), tenants.change('contoso', { polled: true })]);

  expect(await tenants.read('contoso')).toMatchObject({ name: 'Contoso', polled: true });
});

test('the directory is read again after a minute, and not before', async () => {
  let now = 0;
  const rows = new MemoryRows();
  const tenants = new TableTenantStore(rows, () => now);
  const others = new TableTenantStore(rows, () => now);
  await others.change('contoso', { name: 'Contoso' });
  expect(await tenants.directory()).toMatchObject({ areSeveral: false, names: new Map([['contoso', 'Contoso']]) });

  await others.change('fabrikam', { name: 'Fabrikam' });
  now = 59_999;
  expect(await tenants.directory()).toMatchObject({ areSeveral: false });
  now = 60_000;

  expect(await tenants.directory()).toMatchObject({
    areSeveral: true,
    names: new Map([
      ['contoso', 'Contoso'],
      ['fabrikam', 'Fabrikam'],
    ]),
  });
});

const PROGRESS = { failures: 0, listedAt: 5, polledAt: 6, nextPollAt: 7 };

test('a listing of thousands is written and read again, and no list of tenants brings it along', async () => {
  const rows = new MemoryRows();
  const tenants = new TableTenantStore(rows, () => 0);
  await tenants.change('contoso', { name: 'Contoso', polled: true });
  const ids = Array.from({ length: 3_000 }, (_, i) => `9ceb2f92-2f92-9ceb-922f-${String(i).padStart(12, '0')}`);
  const listing = new Map(ids.map((id) => [id, { hash: 'yQqKDwYYT36ao-YQ' }]));

  expect(await write(tenants, listing)).toBe('written');

  const { value } = await listed(tenants);
  expect(value.listing).toEqual(listing);
  expect(value.tenant).toEqual({ tenantId: 'contoso', name: 'Contoso', enabled: true, polled: true, poll: PROGRESS });
  for await (const tenant of tenants.list()) expect(tenant).toEqual(value.tenant);
  expect(JSON.stringify(rows.peek('_tenants', 'contoso')).length).toBeLessThan(300_000);
});

test('a listing that shrinks leaves nothing of the longer one behind', async () => {
  const tenants = new TableTenantStore(new MemoryRows(), () => 0);
  await tenants.change('contoso', {});
  await write(tenants, new Map(Array.from({ length: 2_000 }, (_, i) => [`t-${i}`, { hash: 'yQqKDwYYT36ao-YQ' }])));

  await write(tenants, new Map([['t-1', { hash: 'a' }]]));

  expect((await listed(tenants)).value.listing).toEqual(new Map([['t-1', { hash: 'a' }]]));
});

test('a listing is not written over what another wrote meanwhile, and what a newer release added stays', async () => {
  const rows = new MemoryRows();
  const tenants = new TableTenantStore(rows, () => 0);
  await rows.put({ partitionKey: '_tenants', rowKey: 'contoso', v: 1, enabled: true, newer: 'kept' });
  const before = await listed(tenants);
  await write(tenants, new Map());

  expect(await tenants.writeListed(before, PROGRESS, new Map([['t-1', { hash: 'a' }]]))).toBe('conflict');

  expect(rows.peek('_tenants', 'contoso')).toMatchObject({ newer: 'kept', listing: '{}' });
});

test.each([
  ['poll', '{"failures":'],
  ['poll', '{"failures":1,"fault":{"kind":"newer","reason":"x"}}'],
  ['listing', '[1]'],
])('what cannot be read of a poll is learned anew: %s %s', async (column, text) => {
  const rows = new MemoryRows();
  const tenants = new TableTenantStore(rows, () => 0);
  await rows.put({ partitionKey: '_tenants', rowKey: 'contoso', v: 1, enabled: true, [column]: text });

  expect((await listed(tenants)).value).toEqual({
    tenant: { tenantId: 'contoso', enabled: true, polled: false },
    listing: new Map(),
  });
});

async function listed(tenants: TableTenantStore) {
  const stored = await tenants.readListed('contoso');
  if (!stored) throw new Error('no tenant');
  return stored;
}

async function write(tenants: TableTenantStore, listing: Listing) {
  return tenants.writeListed(await listed(tenants), PROGRESS, listing);
}
