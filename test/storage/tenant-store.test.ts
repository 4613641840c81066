import { expect, test } from 'vitest';
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
