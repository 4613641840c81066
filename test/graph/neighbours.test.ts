import { expect, test } from 'vitest';
import { CONTOSO, graphWorld, vppTokens } from './world.ts';

const enrollment = (n: number) => ({ id: String(n), tokenName: `Enrollment ${n}`, lastSyncErrorCode: 0 });

test('enrollment program tokens are read from beta, all pages of them', async () => {
  const { graph, standIn, deadline } = await graphWorld({
    pageSize: 2,
    tenants: [{ id: CONTOSO, tokens: () => [], enrollments: () => [1, 2, 3].map(enrollment) }],
  });

  const found = await graph.enrollments(CONTOSO, deadline);

  expect(found).toMatchObject({ ok: true, value: [1, 2, 3].map(enrollment) });
  expect(standIn.seen.map(({ version }) => version)).toEqual(['beta', 'beta']);
});

test('a page that fails fails them all: what is missing would look removed', async () => {
  const { graph, deadline } = await graphWorld({
    pageSize: 2,
    tenants: [{ id: CONTOSO, tokens: () => [], enrollments: () => [1, 2, 3].map(enrollment) }],
    mishap: ({ page }) => (page === 1 ? { status: 500 } : undefined),
  });

  expect(await graph.enrollments(CONTOSO, deadline)).toMatchObject({ ok: false, fault: { kind: 'unreachable' } });
});

test('the push certificate comes without the certificate itself', async () => {
  const pushCertificate = () => ({ id: '1', appleIdentifier: 'push@contoso.example', certificate: 'PEM' });
  const { graph, standIn, deadline } = await graphWorld({
    tenants: [{ id: CONTOSO, tokens: () => [], pushCertificate }],
  });

  const found = await graph.pushCertificate(CONTOSO, deadline);

  expect(found).toMatchObject({ ok: true, value: { appleIdentifier: 'push@contoso.example' } });
  expect(JSON.stringify(found)).not.toContain('PEM');
  expect(standIn.seen.map(({ version }) => version)).toEqual(['v1.0']);
});

test('a tenant without a push certificate has none, and that is no fault', async () => {
  const { graph, deadline } = await graphWorld();

  expect(await graph.pushCertificate(CONTOSO, deadline)).toEqual({ ok: true, value: undefined });
});

test('a permission for apps is enough for the tokens, and the neighbours say what they need', async () => {
  const { graph, list, deadline } = await graphWorld({
    tenants: [{ id: CONTOSO, tokens: () => vppTokens(1) }],
    roles: () => ['DeviceManagementApps.Read.All'],
  });

  expect(await list()).toMatchObject([{ ok: true }]);
  expect(await graph.pushCertificate(CONTOSO, deadline)).toMatchObject({
    ok: false,
    fault: { kind: 'permissionMissing', permission: 'DeviceManagementServiceConfig.Read.All' },
  });
});
