import { afterAll, expect, onTestFinished, test } from 'vitest';
import { type Azurite, startAzurite } from '../../local/azurite.ts';
import { startGraphStandIn } from '../../local/graph-stand-in/server.ts';
import { App, buildBundle, until, workplace } from '../support/app.ts';
import { startLoginStandIn } from '../support/login-stand-in.ts';

const CONTOSO = '6f1c2d3e-0000-4000-8000-00000000abcd';
const TOKEN = 'b5c7f1d2-3a4e-4f60-8b1c-9d2e3f4a5b6c';
const here = workplace();
let azurite: Azurite | undefined;

afterAll(async () => {
  await azurite?.stop();
  here.remove();
});

test('the bundle for Azure reads its own tenant with its managed identity, and tells of what fails there', async () => {
  const bundle = await buildBundle(here.path);
  azurite = await startAzurite();
  const login = await startLoginStandIn({
    tenants: [{ id: CONTOSO, roles: ['DeviceManagementServiceConfig.Read.All'] }],
    home: CONTOSO,
  });
  onTestFinished(() => login.stop());
  const token = {
    id: TOKEN,
    displayName: 'Berlin',
    state: 'valid',
    lastSyncStatus: 'failed',
    lastSyncDateTime: new Date(Date.now() - 3_600_000).toISOString(),
    expirationDateTime: new Date(Date.now() + 200 * 86_400_000).toISOString(),
    token: 'THE-SECRET',
  };
  const graph = await startGraphStandIn({
    tenants: new Map([[CONTOSO, { id: CONTOSO, tokens: () => [token] }]]),
    clock: Date.now,
  });
  onTestFinished(() => graph.stop());
  const app = await App.start(
    here.path,
    {
      ...login.identityEnvironment,
      AzureWebJobsStorage: azurite.connectionString,
      GRAPH_TENANT_IDS: CONTOSO,
      GRAPH_BASE_URL: graph.url,
      SWEEP_SCHEDULE: '* * * * * *',
    },
    bundle,
  );
  onTestFinished(() => app.stop());

  const told = await app.line(/VPP sync failing.*Berlin/);
  const view = await until(async () => {
    const { status, json } = await app.get(`tokens/${CONTOSO}/${TOKEN}`);
    return status === 200 ? json : undefined;
  });

  expect(told[0]).toContain('Berlin');
  expect(view).toMatchObject({ status: 'failed', displayName: 'Berlin', incident: { cause: 'syncFailed' } });
  expect(login.seen).toEqual(['identity https://graph.microsoft.com null']);
  expect(app.lines.join('\n')).not.toContain('SECRET');
});
