import { expect, test } from 'vitest';
import { differences } from '../../../src/app/tenants/difference.ts';
import { HOUR, MINUTE } from '../../../src/domain/policy.ts';
import { NOON, World } from '../../support/world.ts';

const FAILED = { status: 'failed' } as const;

test('the end of a tenant’s monitoring ends what is open there, and nothing elsewhere', async () => {
  const world = new World();
  await world.report(FAILED, { tokenId: 't-2' }, { ...FAILED, tenantId: 'fabrikam' });
  world.told();
  const progress: string[] = [];

  const count = await world.app.disableTenant('contoso', 'ana', (done, all) => progress.push(`${done}/${all}`));
  await world.settle();

  expect(count).toBe(2);
  expect(progress).toEqual(['1/2', '2/2']);
  expect(world.told()).toEqual(['resolved contoso/t-1 syncFailed warning retired']);
  expect(await tenantOf(world, 'contoso')).toMatchObject({ enabled: false, polled: false });
});

test('a tenant that is no longer monitored is never called silent', async () => {
  const world = new World({ policy: { silentAfter: HOUR } });
  await world.report();
  await world.app.disableTenant('contoso', 'ana');

  await world.run(NOON + 5 * HOUR);

  expect(world.told()).toEqual([]);
});

test('one that is read again has back what was stopped with it, and not what was stopped before', async () => {
  const world = new World();
  await world.report({ tokenId: 'before' }, FAILED);
  await world.app.retireToken({ tenantId: 'contoso', tokenId: 'before' }, { kind: 'retired', by: 'mia' });
  world.now += MINUTE;
  await world.app.disableTenant('contoso', 'ana');
  await world.settle();
  world.told();
  world.now += HOUR;

  await world.app.changeTenant({ tenantId: 'contoso', polled: true });
  await world.settle();

  expect((await world.token('before')).retiredAt).toBe(NOON);
  expect((await world.token()).retiredAt).toBeUndefined();
  expect(world.told()).toEqual(['opened contoso/t-1 syncFailed warning']);
  expect(await tenantOf(world, 'contoso')).toMatchObject({ enabled: true, polled: true });
});

test('what was interrupted is finished by doing it again, and undone as one', async () => {
  const world = new World();
  await world.report({}, { tokenId: 't-2' });
  await world.app.disableTenant('contoso', 'ana');
  await world.app.retireToken({ tenantId: 'contoso', tokenId: 't-2' }, { kind: 'unretired' });
  world.now += MINUTE;

  expect(await world.app.disableTenant('contoso', 'ana')).toBe(1);
  await world.app.changeTenant({ tenantId: 'contoso', polled: true });

  expect([(await world.token()).retiredAt, (await world.token('t-2')).retiredAt]).toEqual([undefined, undefined]);
});

test('what stands beside the tokens is no longer called expired, until Graph shows it again', async () => {
  const world = new World({ polled: ['contoso'], withNeighbours: true });
  const expirationDateTime = new Date(NOON - HOUR).toISOString();
  const certificate = { ok: true, value: { appleIdentifier: 'mdm@contoso.example', expirationDateTime } } as const;
  world.graph.beside = { enrollments: { ok: true, value: [] }, certificate };
  world.graph.items.set('contoso', [{ id: 't-1', lastSyncStatus: 'completed', lastSyncDateTime: expirationDateTime }]);
  await world.run(NOON + HOUR);
  const before = world.told();

  await world.app.disableTenant('contoso', 'ana');
  await world.run(NOON + 30 * HOUR);
  const ended = world.told();
  await world.app.changeTenant({ tenantId: 'contoso', polled: true });
  await world.run(NOON + 38 * HOUR);

  expect(before).toEqual(['opened contoso/_push pushCertificateExpired critical']);
  expect(ended).toEqual(['resolved contoso/_push pushCertificateExpired critical retired']);
  expect(world.told()).toEqual([expect.stringMatching(/^opened contoso\/_push pushCertificateExpired critical/)]);
});

test('of a tenant that is unknown nothing is ended', async () => {
  expect(await new World().app.disableTenant('nobody', 'ana')).toBeUndefined();
});

test.each([
  ['that is not listed', { polled: true, name: 'New' }, undefined, { isNew: true, polled: { from: false, to: true } }],
  ['that says the same', { polled: true, name: 'Same' }, { polled: true, name: 'Same' }, undefined],
  ['that is left as it is', {}, { polled: true, name: 'Same' }, undefined],
  ['with another name', { name: 'New' }, { name: 'Old' }, { name: { from: 'Old', to: 'New' } }],
  ['that was ended', { polled: true }, { polled: false, enabled: false }, { isEnabledAgain: true }],
  ['that was ended, and is only named', { name: 'New' }, { enabled: false }, { isEnabledAgain: false }],
  ['that is no longer read', { polled: false }, { polled: true }, { polled: { from: true, to: false } }],
])('a tenant %s differs in just that', (_which, wanted, before, expected) => {
  const tenants = new Map(
    before ? [['contoso', { tenantId: 'contoso', enabled: true, polled: false, ...before }]] : [],
  );

  const [difference] = differences([{ tenantId: 'contoso', ...wanted }], tenants);

  if (expected) expect(difference).toMatchObject(expected);
  else expect(difference).toBeUndefined();
});

async function tenantOf(world: World, tenantId: string) {
  for await (const tenant of world.app.tenants()) if (tenant.tenantId === tenantId) return tenant;
  return undefined;
}
