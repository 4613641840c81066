import { describe, expect, test } from 'vitest';
import { cookieOf, setCookie } from '../../../src/http/access/cookies.ts';
import { accessMode } from '../../../src/http/access/mode.ts';
import { beginSession } from '../../../src/http/access/session.ts';
import { sign } from '../../../src/http/access/signed.ts';
import { tenantLink } from '../../../src/http/access/tenant-link.ts';
import { type AccessKeys, type Visit, whoIs } from '../../../src/http/access/who.ts';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const HOUR = 3_600_000;
const KEYS: AccessKeys = { app: [Buffer.from('app')], links: [Buffer.from('links')] };
const PAGE = 'https://vpp.example/api/status';

function visit(headers: Record<string, string> = {}, url = PAGE): Visit {
  return { url, headers: new Headers(headers), query: new URL(url).searchParams };
}

const session = (name?: string) => {
  const cookie = beginSession({ id: 'an-id', ...(name && { name }) }, PAGE, KEYS.app, NOW);
  return { cookie: `a=b; ${cookie.name}=${cookie.value}` };
};

const principal = (claims: unknown, more: object = {}) => ({
  'x-ms-client-principal': Buffer.from(JSON.stringify({ auth_typ: 'aad', claims, ...more })).toString('base64'),
});
const MIA = principal(
  [
    { typ: 'oid', val: '42' },
    { typ: 'upn', val: 'mia@contoso.example' },
  ],
  { name_typ: 'upn' },
);
const link = new URL(tenantLink(PAGE, { tenantId: 'contoso' }, NOW + HOUR, KEYS.links));

describe('behind App Service Authentication', () => {
  test('its principal is who signed in, by a name that is vouched for', () => {
    expect(whoIs(visit(MIA), KEYS, 'principal', NOW)).toEqual({
      kind: 'operator',
      name: 'mia@contoso.example',
      verified: true,
      session: 'principal:42',
    });
  });

  test('one without a name has none that could be vouched for', () => {
    const anonymous = principal([{ typ: 'sub', val: '7' }]);

    expect(whoIs(visit(anonymous), KEYS, 'principal', NOW)).toEqual({
      kind: 'operator',
      verified: false,
      session: 'principal:7',
    });
  });

  test.each([
    ['nothing', {}],
    ['no base64 of JSON', { 'x-ms-client-principal': 'mia' }],
    ['no claims', principal([])],
    ['claims of another shape', principal({ oid: '42' })],
    ['a session', session()],
  ])('%s is nobody', (_, headers) => {
    expect(whoIs(visit(headers), KEYS, 'principal', NOW)).toEqual({ kind: 'nobody' });
  });
});

describe('without it', () => {
  test('a principal is forged, and as good as none', () => {
    expect(whoIs(visit(MIA), KEYS, 'session', NOW)).toEqual({ kind: 'nobody' });
    expect(whoIs(visit(MIA), KEYS, 'local', NOW)).toEqual({ kind: 'nobody' });
  });

  test('a session is an operator, by the name that was given for it', () => {
    expect(whoIs(visit(session('Mia')), KEYS, 'session', NOW)).toEqual({
      kind: 'operator',
      name: 'Mia',
      verified: false,
      session: 'an-id',
    });
  });

  test.each([
    ['just before its end', 8 * HOUR - 1, 'operator'],
    ['at its end', 8 * HOUR, 'nobody'],
  ])('a session %s', (_, later, kind) => {
    expect(whoIs(visit(session()), KEYS, 'session', NOW + later).kind).toBe(kind);
  });

  test.each([
    ['signed with the key of links', sign('session', ['an-id'], NOW + HOUR, KEYS.links)],
    ['made for another purpose', sign('act', ['an-id'], NOW + HOUR, KEYS.app)],
    ['that names no session', sign('session', [], NOW + HOUR, KEYS.app)],
    ['of thin air', 'x'],
  ])('a cookie %s is nobody', (_, value) => {
    expect(whoIs(visit({ cookie: `vpp-session=${value}` }), KEYS, 'session', NOW)).toEqual({ kind: 'nobody' });
  });
});

describe('a tenant', () => {
  const token = link.searchParams.get('link') ?? '';

  test.each([
    ['by its link', visit({}, link.href)],
    ['by the cookie that the link became', visit({ cookie: `vpp-tenant=${token}` })],
  ])('%s, in every mode of others', (_, it) => {
    for (const mode of ['session', 'principal'] as const) {
      expect(whoIs(it, KEYS, mode, NOW)).toEqual({ kind: 'tenant', tenantId: 'contoso' });
    }
  });

  test('is nobody once the link has expired', () => {
    expect(whoIs(visit({}, link.href), KEYS, 'session', NOW + HOUR)).toEqual({ kind: 'nobody' });
  });

  test('is nobody where no secret for links is set', () => {
    expect(whoIs(visit({}, link.href), { ...KEYS, links: [] }, 'session', NOW)).toEqual({ kind: 'nobody' });
  });

  test('cannot be made with the key of the app', () => {
    const own = sign('tenant', ['contoso'], NOW + HOUR, KEYS.app);

    expect(whoIs(visit({}, `${PAGE}?link=${own}`), KEYS, 'session', NOW)).toEqual({ kind: 'nobody' });
  });

  test('is an operator who has a session as well', () => {
    expect(whoIs(visit(session(), link.href), KEYS, 'session', NOW).kind).toBe('operator');
  });

  test("has a link to each of its tokens' pages", () => {
    const ofToken = tenantLink(`${PAGE}/`, { tenantId: 'contoso', tokenId: 'a:b' }, NOW + HOUR, KEYS.links);

    expect(new URL(ofToken).pathname).toBe('/api/status/contoso/a%3Ab');
  });
});

describe('pages are open', () => {
  test.each([
    ['in the local host that says so', {}, true, 'local'],
    ['not in a host that does not, whatever the settings are', { AZURE_FUNCTIONS_ENVIRONMENT: 'Development' }, false],
    ['not in Azure', { WEBSITE_SITE_NAME: 'vpp' }, true],
    ['not in an instance of Azure without a name', { WEBSITE_INSTANCE_ID: '1' }, true],
    ['not where others sign people in', { WEBSITE_AUTH_ENABLED: 'True' }, true, 'principal'],
    ['nor where that is off', { WEBSITE_AUTH_ENABLED: 'False', WEBSITE_SITE_NAME: 'vpp' }, false],
  ] as const)('%s', (_, environment, isOpenHost, mode: string = 'session') => {
    expect(accessMode(environment, isOpenHost)).toBe(mode);
  });

  test.each([
    ['http://localhost:7071/api/status', 'operator'],
    ['http://127.0.0.1:7071/api/status', 'operator'],
    ['http://[::1]:7071/api/status', 'operator'],
    ['http://127.0.0.1.evil.example:7071/api/status', 'nobody'],
    ['http://vpp.example/api/status', 'nobody'],
  ])('to who calls them by a name of this machine: %s', (url, kind) => {
    expect(whoIs(visit({}, url), KEYS, 'local', NOW).kind).toBe(kind);
  });
});

describe('a cookie', () => {
  test.each([
    ['https://vpp.example/api/session', true],
    ['http://vpp.example/api/session', true],
    ['https://localhost/api/session', true],
    ['http://localhost:7071/api/session', false],
    ['http://127.0.0.1:7071/api/session', false],
  ])('set by %s is secure: %s', (url, secure) => {
    expect(setCookie('a', 'b', url, 90_500)).toEqual({
      ...{ name: 'a', value: 'b', path: '/api', maxAge: 90, secure },
      httpOnly: true,
      sameSite: 'Strict',
    });
  });

  test('is found by its whole name', () => {
    expect(cookieOf(visit({ cookie: 'xa=1; a=2=3;b=4' }), 'a')).toBe('2=3');
    expect(cookieOf(visit({ cookie: 'xa=1' }), 'a')).toBeUndefined();
  });
});
