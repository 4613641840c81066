import { expect, test } from 'vitest';
import { listTenants } from '../../functions/tenants.ts';
import { overviewView } from '../../src/http/overview-view.ts';
import { tenantView } from '../../src/http/tenant-view.ts';
import { NOON, World } from '../support/world.ts';

test('tenants are listed with what their people ask first, in pages', async () => {
  const world = new World();
  await world.report({ tenantId: 'contoso', status: 'failed' }, { tenantId: 'contoso', tokenId: 't-2' });
  await world.report({ tenantId: 'fabrikam' });
  await world.app.changeTenant({ tenantId: 'adatum', name: 'Adatum', polled: true });
  await world.app.disableTenant('fabrikam', 'ana');
  await world.sweep();

  const first = await world.call(listTenants, { query: { limit: '2' } });
  const second = await world.call(listTenants, { query: { limit: '2', continuation: first.json.continuation } });

  const nothing = { lastListingDateTime: null, lastPollDateTime: null, nextPollDateTime: null, pollFault: null };
  const reported = { name: null, polled: false, lastReportDateTime: new Date(NOON).toISOString(), ...nothing };
  expect([...first.json.value, ...second.json.value]).toEqual([
    {
      ...{ tenantId: 'adatum', name: 'Adatum', enabled: true, polled: true, tokens: null, openIncidents: null },
      ...{ lastReportDateTime: null, ...nothing },
    },
    { tenantId: 'contoso', enabled: true, tokens: 2, openIncidents: 1, ...reported },
    { tenantId: 'fabrikam', enabled: false, tokens: 0, openIncidents: 0, ...reported },
  ]);
  expect([first.json.value.length, second.json.continuation]).toEqual([2, null]);
});

test('a tenant is called what the settings call it, before what its row does', async () => {
  const world = new World();
  await world.report({ tenantId: 'contoso', status: 'failed' });
  await world.app.changeTenant({ tenantId: 'contoso', name: 'Schools' });
  await world.sweep();
  const settings = new Map([['contoso', 'Contoso School District']]);

  const [item] = (await world.app.listTenants({ limit: 1 })).items;
  const overview = await world.app.overview();

  const names = [settings, new Map<string, string>()].map((given) => [
    tenantView(item!, given).name,
    overviewView(overview, given).oldestFailure?.tenantName,
  ]);
  expect(names).toEqual([
    ['Contoso School District', 'Contoso School District'],
    ['Schools', 'Schools'],
  ]);
});
