import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { startGraphStandIn } from '../../local/graph-stand-in/server.ts';
import { Secret } from '../../src/app/model/secret.ts';
import { CLOUDS } from '../../src/graph/clouds.ts';
import type { GraphSettings } from '../../src/graph/graph-settings.ts';
import { createGraphReader } from '../../src/graph/index.ts';
import { clientCertificate } from '../support/authority.ts';
import { type LoginStandIn, startLoginStandIn } from '../support/login-stand-in.ts';
import { CONTOSO, collect, faultOf, itemsOf, READ, vppToken } from './world.ts';

const CLIENT = '7d0e3a52-0000-4000-8000-000000000001';
const FABRIKAM = '6f1c2d3e-0000-4000-8000-00000000fab1';
const NEWCOMER = '6f1c2d3e-0000-4000-8000-0000000000ee';
const TENANTS = [
  { id: CONTOSO, domain: 'contoso.example', roles: [READ] },
  { id: FABRIKAM, domain: 'fabrikam.example', roles: [READ, 'DeviceManagementApps.Read.All'] },
  { id: NEWCOMER },
];
const SECRET = 'the-secret-of-the-registration';
const bySecret = { GRAPH_CLIENT_ID: CLIENT, GRAPH_CLIENT_SECRET: new Secret(SECRET) };

// The library remembers for the life of a process where managed identities are, and their tokens by their client IDs.
let login: LoginStandIn;
let identity: string;
let identities = 0;

beforeAll(async () => {
  // What the machine that runs the tests has of its own must not sign anybody in.
  for (const name of ['AZURE_CLIENT_ID', 'AZURE_TENANT_ID', 'AZURE_CLIENT_SECRET', 'AZURE_FEDERATED_TOKEN_FILE']) {
    vi.stubEnv(name, undefined);
  }
  login = await startLoginStandIn({ tenants: TENANTS, home: CONTOSO });
  for (const [name, value] of Object.entries(login.identityEnvironment)) vi.stubEnv(name, value);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await login?.stop();
});
beforeEach(() => {
  login.seen.length = 0;
  Object.assign(login.state, { secret: SECRET, certificate: undefined, refuse: undefined, status: undefined });
  identities += 1;
  identity = `7d0e3a52-0000-4000-8000-${String(identities).padStart(12, '0')}`;
});

/** The reader with the library's own credentials, over stand-ins for Graph, the login endpoint and the platform. */
async function signedIn(settings: Partial<GraphSettings>, authorityHost = login.url) {
  const tenants = new Map(TENANTS.map(({ id }, n) => [id, { id, tokens: () => [vppToken(n)] }]));
  const standIn = await startGraphStandIn({ tenants, clock: Date.now });
  onTestFinished(() => standIn.stop());
  const ignore = () => undefined;
  const graph = createGraphReader(
    { GRAPH_CLOUD: 'global', GRAPH_VERSION: 'beta', GRAPH_BASE_URL: standIn.url, ...settings },
    {
      fetch,
      clock: Date.now,
      sleep: async () => undefined,
      random: Math.random,
      log: { info: ignore, warn: ignore, error: ignore },
      signIn: { authorityHost, disableInstanceDiscovery: true, retryOptions: { maxRetries: 0 } },
    },
  );
  const list = (tenantId: string) => collect(graph.tokens(tenantId, Date.now() + 100_000));
  return { standIn, graph, list };
}

const REGISTRATIONS: Record<string, () => Promise<Partial<GraphSettings>>> = {
  'a secret': async () => bySecret,
  'a certificate': async () => {
    const { key, cert } = await clientCertificate();
    login.state.certificate = cert;
    return { GRAPH_CERTIFICATE: new Secret(key + cert) };
  },
  'a managed identity that vouches for it': async () => ({ GRAPH_IDENTITY_CLIENT_ID: identity }),
};

describe.each(Object.entries(REGISTRATIONS))('an app registration with %s', (_, registration) => {
  test('reads each tenant as that tenant, and signs in once for it', async () => {
    const { list, standIn } = await signedIn({ GRAPH_CLIENT_ID: CLIENT, ...(await registration()) });

    const found = [await list(CONTOSO), await list(FABRIKAM), await list(FABRIKAM)];

    expect(found.map(faultOf)).toEqual([undefined, undefined, undefined]);
    expect(found.map((pages) => itemsOf(pages)[0]?.displayName)).toEqual(['Token 0', 'Token 1', 'Token 1']);
    expect(standIn.seen.map(({ tenantId }) => tenantId)).toEqual([CONTOSO, FABRIKAM, FABRIKAM]);
    expect(login.seen.filter((it) => it.startsWith('token'))).toEqual([`token ${CONTOSO}`, `token ${FABRIKAM}`]);
  });
});

describe.each(Object.entries(CLOUDS))('in the cloud %s', (cloud, { graph, exchangeAudience }) => {
  const GRAPH_CLOUD = cloud as keyof typeof CLOUDS;

  test('the identity vouches for the registration with the audience of that cloud', async () => {
    const { list } = await signedIn({
      GRAPH_CLOUD,
      GRAPH_CLIENT_ID: CLIENT,
      GRAPH_IDENTITY_CLIENT_ID: identity,
    });

    expect(faultOf(await list(FABRIKAM))).toBeUndefined();
    expect(login.seen).toContain(`identity ${exchangeAudience} ${identity}`);
  });

  test('a managed identity asks for a token of its Graph', async () => {
    const { list } = await signedIn({ GRAPH_CLOUD, GRAPH_IDENTITY_CLIENT_ID: identity });

    expect(faultOf(await list(CONTOSO))).toBeUndefined();
    expect(login.seen).toEqual([`identity ${graph} ${identity}`]);
  });
});

describe('a managed identity', () => {
  test.each([CONTOSO, CONTOSO.toUpperCase(), 'contoso.example'])('reads its own tenant (%s)', async (tenantId) => {
    const { list } = await signedIn({
      AzureWebJobsStorage__credential: 'managedidentity',
      AzureWebJobsStorage__clientId: identity,
    });

    expect(itemsOf(await list(tenantId))).toHaveLength(1);
  });

  test.each([
    [FABRIKAM, 'the identity belongs to another tenant'],
    ['fabrikam.example', 'the identity belongs to another tenant'],
    ['nobody.example', 'no such tenant'],
  ])('does not read its own tenant under the name of another (%s)', async (tenantId, reason) => {
    const { list, standIn } = await signedIn({ GRAPH_IDENTITY_CLIENT_ID: identity });

    expect(await list(tenantId)).toEqual([{ ok: false, fault: { kind: 'wrongTenant', reason } }]);
    expect(standIn.seen).toEqual([]);
  });

  test('asks once for the id of a tenant that is named by a domain', async () => {
    const { list } = await signedIn({ GRAPH_IDENTITY_CLIENT_ID: identity });

    await list('contoso.example');
    await list('contoso.example');

    expect(login.seen.filter((it) => it.startsWith('configuration'))).toEqual(['configuration contoso.example']);
  });

  test('says that the login endpoint is out of reach, where a domain cannot be looked up', async () => {
    const { list, standIn } = await signedIn({ GRAPH_IDENTITY_CLIENT_ID: identity }, 'https://127.0.0.1:9');

    const reason = expect.stringMatching(/^sign-in: /);
    expect(await list('contoso.example')).toEqual([{ ok: false, fault: { kind: 'unreachable', reason } }]);
    expect(standIn.seen).toEqual([]);
  });

  test('that nobody names is found by itself', async () => {
    const { list } = await signedIn({});

    expect(itemsOf(await list(CONTOSO))).toHaveLength(1);
    expect(login.seen).toEqual(['identity https://graph.microsoft.com null']);
  });

  test('that the platform does not know is the fault of the credential', async () => {
    login.state.status = 400;
    const { list } = await signedIn({ GRAPH_IDENTITY_CLIENT_ID: identity });

    const reason = 'the identity of this app gives no token';
    expect(await list(CONTOSO)).toEqual([{ ok: false, fault: { kind: 'credential', reason } }]);
  });
});

describe('a sign-in that fails', () => {
  test.each([
    [65001, 'noConsent'],
    [7000229, 'noConsent'],
    [7000215, 'credential'],
    [7000222, 'credential'],
    [700027, 'credential'],
    [700236, 'credential'],
    [90002, 'wrongTenant'],
    [90055, 'throttled'],
    [90033, 'unreachable'],
    [53003, 'unexpected'],
  ])('with AADSTS%i is %s', async (code, kind) => {
    login.state.refuse = code;
    const { list, standIn } = await signedIn(bySecret);

    const fault = faultOf(await list(FABRIKAM));

    expect(fault).toMatchObject({ kind, reason: `AADSTS${code}` });
    expect(JSON.stringify(fault)).not.toContain(SECRET);
    expect(standIn.seen).toEqual([]);
  });

  test('for want of a consent says where to give it', async () => {
    const { list } = await signedIn(bySecret);

    expect(faultOf(await list(NEWCOMER))).toEqual({
      kind: 'noConsent',
      reason: 'AADSTS700016',
      consentUrl: `https://login.microsoftonline.com/${NEWCOMER}/adminconsent?client_id=${CLIENT}`,
    });
  });

  test('for a federated credential that does not fit is the fault of the credential', async () => {
    login.state.refuse = 700213;
    const { list } = await signedIn({ GRAPH_CLIENT_ID: CLIENT, GRAPH_IDENTITY_CLIENT_ID: identity });

    expect(faultOf(await list(FABRIKAM))).toEqual({ kind: 'credential', reason: 'AADSTS700213' });
  });

  test.each([
    [429, { kind: 'throttled', reason: 'sign-in: HTTP 429' }],
    [503, { kind: 'unreachable', reason: 'sign-in: HTTP 503' }],
  ])('with the status %i is no fault of the credential', async (status, fault) => {
    login.state.status = status;
    const { list } = await signedIn(bySecret);

    expect(faultOf(await list(FABRIKAM))).toEqual(fault);
  });

  test('since nobody answers is out of reach', async () => {
    const { list } = await signedIn(bySecret, 'https://127.0.0.1:9');

    expect(faultOf(await list(FABRIKAM))).toMatchObject({ kind: 'unreachable' });
  });
});

test('the permissions that a tenant granted are read from its access token', async () => {
  const { graph } = await signedIn(bySecret);

  expect(await graph.grantedRoles(FABRIKAM, Date.now() + 100_000)).toEqual({
    ok: true,
    value: [READ, 'DeviceManagementApps.Read.All'],
  });
});
