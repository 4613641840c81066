import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type LoginStandIn, startLoginStandIn } from '../support/login-stand-in.ts';
import { Cli } from './cli.ts';

const CLIENT = '7d0e3a52-0000-4000-8000-000000000001';
const CONTOSO = '6f1c2d3e-0000-4000-8000-00000000abcd';
const FABRIKAM = '6f1c2d3e-0000-4000-8000-00000000fab1';
const NEWCOMER = '6f1c2d3e-0000-4000-8000-0000000000ee';
const SECRET = 'the-secret-of-the-registration';

let login: LoginStandIn;
let storage: Server;
let settings: Readonly<Record<string, string>>;
const directory = mkdtempSync(join(tmpdir(), 'vpp-doctor-'));

beforeAll(async () => {
  const tenants = [
    { id: CONTOSO, roles: ['DeviceManagementServiceConfig.Read.All'] },
    { id: FABRIKAM, roles: ['User.Read.All'] },
    { id: NEWCOMER },
  ];
  login = await startLoginStandIn({ tenants, home: CONTOSO });
  // A storage account in which nothing was made yet: doctor only looks whether it answers.
  storage = createServer((_request, response) => response.writeHead(404).end());
  await new Promise<void>((resolve) => storage.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(storage.address() as AddressInfo).port}/a`;
  const account = `AccountName=a;AccountKey=${'A'.repeat(86)}==;TableEndpoint=${url};QueueEndpoint=${url}`;
  settings = {
    AzureWebJobsStorage: `DefaultEndpointsProtocol=http;${account}`,
    GRAPH_CLIENT_ID: CLIENT,
    GRAPH_CLIENT_SECRET: SECRET,
  };
});
beforeEach(() => {
  login.seen.length = 0;
  login.state.secret = SECRET;
});
afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  storage.close();
  await login.stop();
});

/** What doctor finds of Microsoft Graph, signed in at the stand-in. */
async function graphFindings(tenantIds: string, args: readonly string[] = [], env = settings) {
  const signIn = { authorityHost: login.url, disableInstanceDiscovery: true, retryOptions: { maxRetries: 0 } };
  const all = { ...env, GRAPH_TENANT_IDS: tenantIds };
  const { json, out, err } = await new Cli({}, signIn).run(['doctor', '--json', ...args], all);
  expect(out + err).not.toContain(SECRET);
  return json.findings.filter(({ about }: { about: string }) => about === 'graph').slice(1);
}

test('signs in to each tenant, and says which may be read and how to mend the others', async () => {
  const found = await graphFindings(`${CONTOSO} ${FABRIKAM} ${NEWCOMER}`);

  expect(login.seen.filter((it) => it.startsWith('token'))).toEqual([
    `token ${CONTOSO}`,
    `token ${FABRIKAM}`,
    `token ${NEWCOMER}`,
  ]);
  const missing = 'none of DeviceManagementServiceConfig.Read.All, DeviceManagementApps.Read.All is granted.';
  expect(found).toEqual([
    {
      about: 'graph',
      level: 'problem',
      text: `Tenant ${FABRIKAM}: ${missing}`,
      mend: [expect.stringContaining('docs/graph.md'), `npm run cli -- tenants consent-url ${FABRIKAM}`],
    },
    {
      about: 'graph',
      level: 'problem',
      text: `Tenant ${NEWCOMER} cannot be read from Microsoft Graph: it has not approved this app (AADSTS700016).`,
      mend: [expect.stringContaining(`npm run cli -- tenants consent-url ${NEWCOMER}`)],
    },
    { about: 'graph', level: 'ok', text: 'This app may read 1 of 3 tenants.' },
  ]);
});

test('says that a secret is not accepted any more', async () => {
  login.state.secret = 'the next one';

  expect(await graphFindings(CONTOSO)).toEqual([
    {
      about: 'graph',
      level: 'problem',
      text: `Tenant ${CONTOSO} cannot be read from Microsoft Graph: Microsoft rejects this app's credential (AADSTS7000215).`,
      mend: [expect.stringContaining('Renew GRAPH_CLIENT_SECRET')],
    },
  ]);
});

test('does not sign in with the identity of who runs it in place of the one of the app', async () => {
  const path = join(directory, 'settings.json');
  writeFileSync(path, JSON.stringify({ ...settings, GRAPH_TENANT_IDS: CONTOSO, GRAPH_CLIENT_SECRET: '' }));

  const found = await graphFindings('', ['--settings', path, '--online'], { AzureWebJobsStorage: '' });

  expect(found).toEqual([
    { about: 'graph', level: 'note', text: expect.stringContaining("The app's identity is not here") },
  ]);
  expect(login.seen).toEqual([]);
});
