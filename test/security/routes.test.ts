import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Azurite, startAzurite } from '../../local/azurite.ts';
import { Secret } from '../../src/app/model/secret.ts';
import { keysOf } from '../../src/http/access/signed.ts';
import { tenantLink } from '../../src/http/access/tenant-link.ts';
import { type Answer, App, ago, until, workplace } from '../support/app.ts';
import { principal } from '../support/visitor.ts';

/**
 * Who may use a route.
 * - `key`: the host asks for a function key before anything of ours runs.
 * - `all`: everyone; it says nothing that is not for everyone, or asks for a token of its own in its address.
 * - `operator`: a page for who signed in.
 * - `tenant`: a page for who signed in, and for the tenant's own people.
 */
type Access = 'key' | 'all' | 'operator' | 'tenant';

/** Every route of the app. One that is not here fails the test: decide who may use it, and say so in docs/access.md. */
const ROUTES: Readonly<Record<string, Access>> = {
  'GET health': 'all',
  'HEAD health': 'all',
  'GET act/{token}': 'all',
  'POST act/{token}': 'all',
  'GET consent': 'all',
  'GET status': 'operator',
  'GET badge': 'operator',
  'GET badge/{tenantId}': 'tenant',
  'GET status/{tenantId}': 'tenant',
  'GET status/{tenantId}/{tokenId}': 'tenant',
  'GET health/reasons': 'key',
  'POST session': 'key',
  'POST sync-reports': 'key',
  'OPTIONS sync-reports': 'key',
  'GET tokens': 'key',
  'GET tokens/{tenantId}/{tokenId}': 'key',
  'DELETE tokens/{tenantId}/{tokenId}': 'key',
  'GET tokens/{tenantId}/{tokenId}/history': 'key',
  'GET incidents': 'key',
  'GET incidents/{tenantId}/{incidentId}': 'key',
  'POST incidents/{tenantId}/{incidentId}/acknowledge': 'key',
  'GET notifications': 'key',
  'POST notifications/redrive': 'key',
  'GET groups': 'key',
  'POST groups/{target}/{groupId}/acknowledge': 'key',
  'POST groups/{target}/{groupId}/silence': 'key',
  'POST test-notification': 'key',
  'PUT silences/{tenantId}': 'key',
  'DELETE silences/{tenantId}': 'key',
  'PUT silences/{tenantId}/{tokenId}': 'key',
  'DELETE silences/{tenantId}/{tokenId}': 'key',
  'GET silences': 'key',
  'GET tenants': 'key',
  'GET connections': 'key',
  'GET overview': 'key',
  'GET metrics': 'key',
  'GET openapi.json': 'key',
};

const LINK_SECRET = 'a-secret-for-links-of-thirty-two-letters';
/** Stands in every name of the other tenant. */
const OTHERS = 'fabrikam';

const here = workplace();
let azurite: Azurite;
let app: App;
let key: Record<string, string>;
let session: Record<string, string>;
let link: string;

beforeAll(async () => {
  azurite = await startAzurite();
  app = await start({}, ['--keys']);
  key = { 'x-functions-key': (await app.line(/^Key: (\S+)/))[1] ?? '' };
  session = cookieOf(await app.request('POST', 'session', { name: 'Mia' }, key));
  const [{ search }] = [linkTo('contoso')];
  link = search;
  const names = [1, 2, 3].map((n) => ['fabrikam', `${OTHERS}-${n}`, `Of ${OTHERS} ${n}`]);
  // Of both tenants in one request, so that people are told of them as a group.
  const reports = [['contoso', 'elm', 'Elm'], ['contoso', 'oak', 'Oak'], ...names].map(
    ([tenantId, id, displayName]) => ({
      ...{ tenantId, id, displayName, organizationName: displayName },
      ...{ lastSyncStatus: 'failed', lastSyncDateTime: ago(5) },
    }),
  );
  await app.request('POST', 'sync-reports', reports, key);
  await until(async () => {
    const { json } = await app.request('GET', 'groups', undefined, key);
    return json.value.find(({ openMembers }: { openMembers: unknown[] }) => openMembers.length === reports.length);
  });
  // Lists show what the last check saw.
  await until(async () => (/Elm/.test((await ask('GET status', session)).text) ? true : undefined));
});
afterAll(async () => {
  await app?.stop();
  await azurite?.stop();
  here.remove();
});

function start(environment: Record<string, string>, flags: readonly string[] = []): Promise<App> {
  const settings = {
    AzureWebJobsStorage: azurite.connectionString,
    STATUS_PAGE_URL: 'https://vpp.example/api/status',
    LINK_SIGNING_SECRETS: LINK_SECRET,
    OUTBREAK_MIN: '2',
    SWEEP_SCHEDULE: '*/2 * * * * *',
    ...environment,
  };
  return App.start(here.path, settings, undefined, flags);
}

const linkTo = (tenantId: string) =>
  new URL(
    tenantLink(
      'https://vpp.example/api/status',
      { tenantId },
      Date.now() + 3_600_000,
      keysOf([new Secret(LINK_SECRET)]),
    ),
  );

function cookieOf(answer: Answer): Record<string, string> {
  return {
    cookie: answer.headers
      .getSetCookie()
      .map((it) => it.split(';')[0])
      .join('; '),
  };
}

/** The routes that an app lists, as `GET tokens`. */
function routesOf({ lines }: App): string[] {
  return lines.flatMap((line) => {
    const [, methods = '', route = ''] = /^ {2}([A-Z, ]+?) +\/api\/(\S+)$/.exec(line) ?? [];
    return methods === '' ? [] : methods.split(', ').map((method) => `${method} ${route}`);
  });
}

/** Asks a route about something of a tenant's. */
function ask(route: string, headers: Record<string, string>, { tenantId = 'contoso', query = '', of = app } = {}) {
  const [method = '', template = ''] = route.split(' ');
  const ids: Record<string, string> = {
    tenantId,
    tokenId: tenantId === 'contoso' ? 'elm' : `${tenantId}-1`,
    incidentId: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    groupId: '01ARZ3NDEKTSV4RRFFQ69G5FAV',
    target: 'log',
    token: 'x',
  };
  const path = template.replace(/\{(\w+)\}/g, (_, name) => ids[name] ?? '-');
  return of.request(method, `${path}${query}`, undefined, headers);
}

test('every route of the app is here, and no other', () => {
  expect(routesOf(app).sort()).toEqual(Object.keys(ROUTES).sort());
});

test('docs/access.md has a row for each of them that a function key alone does not open', async () => {
  const page = await readFile('docs/access.md', 'utf8');

  const named = Object.keys(ROUTES).filter((it) => ROUTES[it] !== 'key' && it !== 'HEAD health');
  expect(named.filter((it) => !page.includes(`\`${it.replace(' ', ' /api/')}\``))).toEqual([]);
});

const of = (...access: readonly Access[]) => Object.keys(ROUTES).filter((it) => access.includes(ROUTES[it] ?? 'key'));

describe.each(of('key'))('%s', (route) => {
  test.each([
    ['nothing', () => ({}), ''],
    ['a wrong key', () => ({ 'x-functions-key': 'x' }), ''],
    ['a session', () => session, ''],
    ["a tenant's link", () => ({}), () => link],
    ['a forged principal', () => principal('mia@contoso.example'), ''],
  ] as const)('is closed to %s, before anything of ours runs', async (_, headersOf, query) => {
    const answer = await ask(route, { ...headersOf() }, { query: typeof query === 'string' ? query : query() });

    expect([answer.status, answer.text]).toEqual([401, '']);
  });

  test('opens with a key', async () => {
    // What a person set up stays as it is: nothing is asked that would be done.
    const answer = await ask(route, key, { tenantId: 'nobody', query: route.startsWith('DELETE') ? '?no=1' : '' });

    expect(answer.status).not.toBe(401);
    expect(answer.status).toBeLessThan(500);
  });
});

/** What shows that a page says what it is there for. */
const shownBy = (route: string) => (route.startsWith('GET badge') ? 'failed' : 'Elm');

describe.each(of('operator', 'tenant'))('%s', (route) => {
  test.each([
    ['nothing', () => ({})],
    ['a key, which the host does not look at here', () => key],
    ['a forged principal', () => principal('mia@contoso.example')],
    ['a made-up session', () => ({ cookie: 'vpp-session=x.y' })],
  ])('asks who has %s to sign in, and says nothing', async (_, headersOf) => {
    const answer = await ask(route, headersOf());

    expect(answer.status).toBe(401);
    expect(answer.text).toContain('Enter the access key you were given.');
    expect(answer.text).not.toMatch(/Elm|Oak/);
  });

  test('opens with a session', async () => {
    const answer = await ask(route, session);

    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining(shownBy(route))]);
  });
});

describe.each(of('tenant'))("%s, with a tenant's link", (route) => {
  test.each([
    ['itself', () => ({ query: link, headers: {} })],
    ['become a cookie', () => ({ query: '', headers: { cookie: `vpp-tenant=${link.slice('?link='.length)}` } })],
  ])('%s opens what is of that tenant, without a word of another', async (_, byOf) => {
    const { query, headers } = byOf();

    const answer = await ask(route, headers, { query });

    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining(shownBy(route))]);
    expect(answer.text).not.toContain(OTHERS);
    expect(answer.text).not.toContain('/api/act/');
  });
});

describe.each(Object.keys(ROUTES))('%s, asked about another tenant by who is bound to one', (route) => {
  test('answers as if that tenant were not there', async () => {
    const answers = await Promise.all(
      ['fabrikam', 'nowhere'].map((tenantId) => ask(route, {}, { tenantId, query: link })),
    );

    const [other, none] = answers.map(({ status, text }) => [status, text]);
    expect(other).toEqual(none);
    expect(answers[0]?.text).not.toContain(OTHERS);
  });
});

test('a sender that is bound to a tenant cannot tell whether another is there', async () => {
  const bound = await start({ INGEST_KEYS: 'contoso=0123456789abcdef' });
  const report = (tenantId: string) =>
    bound.report({ tenantId, id: 'x', lastSyncStatus: 'failed' }, { authorization: 'Bearer 0123456789abcdef' });

  const [other, none] = [await report('fabrikam'), await report('nowhere')];

  await bound.stop();
  expect(other.status).toBe(403);
  expect(other.text.replaceAll('fabrikam', 'nowhere')).toBe(none.text);
});

describe('who is believed', () => {
  test('behind App Service Authentication it is the principal, and nothing else', async () => {
    const behind = await start({ WEBSITE_AUTH_ENABLED: 'True' });
    const [nothing, signedIn, withSession, begun] = [
      await ask('GET status', {}, { of: behind }),
      await ask('GET status', principal('mia@contoso.example'), { of: behind }),
      await ask('GET status', session, { of: behind }),
      await behind.request('POST', 'session', {}),
    ];

    await behind.stop();
    expect([nothing, signedIn, withSession, begun].map(({ status }) => status)).toEqual([401, 200, 401, 409]);
    expect(nothing.text).toContain('/.auth/login/aad');
  });

  test('in the local host without keys pages are open, and in Azure they would not be', async () => {
    const open = await start({});
    const azure = await start({ WEBSITE_INSTANCE_ID: 'an-instance' });

    const statuses = [await ask('GET status', {}, { of: open }), await ask('GET status', {}, { of: azure })];

    await Promise.all([open.stop(), azure.stop()]);
    expect(statuses.map(({ status }) => status)).toEqual([200, 401]);
  });
});
