import { beforeEach, describe, expect, test } from 'vitest';
import type { PageHandle } from '../../functions/http.ts';
import type { Service } from '../../functions/service.ts';
import { beginSession } from '../../functions/sessions.ts';
import { HOUR } from '../../src/domain/policy.ts';
import { TENANT_COOKIE } from '../../src/http/access/cookies.ts';
import { sign } from '../../src/http/access/signed.ts';
import { principal, sessionOf, type Visit, visit } from '../support/visitor.ts';
import { LINK_KEY, NOON, World } from '../support/world.ts';

const GUID = '8b1f0a52-3c4d-4e5f-8a9b-0c1d2e3f4a5b';

/** A page that says for whom it is. */
const page: PageHandle = async (_request, _service, who) => ({ body: JSON.stringify(who) });

let app: Service;

beforeEach(() => {
  app = new World().app;
});

const linkOf = (tenantId: string) => sign('tenant', [tenantId], NOON + HOUR, [LINK_KEY]);
const open = (it: Visit = {}, service = app) => visit(page, service, it);
const openTenant = (tenantId: string, it: Visit = {}) => open({ params: { tenantId }, ...it });

describe('a page for operators', () => {
  test('asks a stranger for the key, and says nothing else', async () => {
    const seen = await open();

    expect(seen.status).toBe(401);
    expect(seen.text).toContain('Enter the access key you were given.');
    expect(seen.headers.get('content-security-policy')).toMatch(/script-src 'sha256-[^']+' 'sha256-[^']+';/);
    expect(seen.headers.get('www-authenticate')).toBeNull();
  });

  test('asks in the language of the browser', async () => {
    expect((await open({ headers: { 'accept-language': 'ja' } })).text).toContain('アクセス キーを入力してください。');
  });

  test('opens with a session', async () => {
    const seen = await open({ headers: await sessionOf(app, 's', 'Mia') });

    expect([seen.status, seen.text]).toEqual([200, expect.stringContaining('"name":"Mia"')]);
  });

  test('asks a browser once more that another site led here, since it keeps strict cookies back', async () => {
    const [typed, led] = [await open(), await open({ headers: { 'sec-fetch-site': 'cross-site' } })];

    expect([typed.text.includes('data-again'), led.text.includes('data-again')]).toEqual([false, true]);
  });

  test('sends a stranger to sign in where App Service Authentication is on, and back here', async () => {
    const behind = { ...app, access: { ...app.access, mode: () => 'principal' as const } };

    const seen = await open({ path: '/api/status?q=a%26b', headers: await sessionOf(app, 's') }, behind);
    const known = await open({ headers: principal('mia@contoso.example') }, behind);

    expect(seen.status).toBe(401);
    expect(seen.text).toContain('/.auth/login/aad?post_login_redirect_uri=%2Fapi%2Fstatus%3Fq%3Da%2526b');
    expect(known.text).toContain('"verified":true');
  });

  test('is neither framed nor cached, whatever it says', async () => {
    const { headers } = await open({ headers: await sessionOf(app, 's') });

    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('cache-control')).toBe('private, no-store');
    expect(headers.get('referrer-policy')).toBe('same-origin');
  });
});

describe("a tenant's link", () => {
  test('opens that tenant, and becomes a cookie that opens it again', async () => {
    const link = linkOf('contoso');

    const first = await openTenant('contoso', { path: `/api/status/contoso?link=${link}` });
    const [cookie] = first.cookies;
    const second = await openTenant('contoso', { headers: { cookie: `${cookie?.name}=${cookie?.value}` } });

    expect(first.text).toBe('{"kind":"tenant","tenantId":"contoso"}');
    expect(cookie).toEqual({
      ...{ name: TENANT_COOKIE, value: link, path: '/api', maxAge: 3_600 },
      ...{ httpOnly: true, secure: true, sameSite: 'Strict' },
    });
    expect(second.text).toBe('{"kind":"tenant","tenantId":"contoso"}');
    expect(second.cookies).toEqual([]);
  });

  test('opens it in whatever case the id is written', async () => {
    expect((await openTenant(GUID.toUpperCase(), { path: `/?link=${linkOf(GUID)}` })).status).toBe(200);
  });

  test.each([
    ['another tenant', { params: { tenantId: 'fabrikam' } }],
    ['a page of all tenants', {}],
  ])('does not open %s: that answers as it does a stranger', async (_, where) => {
    const [seen, stranger] = [await open({ ...where, path: `/?link=${linkOf('contoso')}` }), await open(where)];

    expect([seen.status, seen.text]).toEqual([401, stranger.text]);
  });

  test('that is wrong sets no cookie', async () => {
    const seen = await openTenant('contoso', { path: `/?link=${linkOf('contoso')}x` });

    expect([seen.status, seen.cookies]).toEqual([401, []]);
  });
});

describe('POST /api/session', () => {
  const begin = (body: string | undefined, service = app) => {
    const handle: PageHandle = (request) => beginSession(request, service);
    return visit(handle, service, { method: 'POST', path: '/api/session', isOpen: true, ...(body && { body }) });
  };

  test.each([
    ['a name', '{"name":"Mia"}', '"name":"Mia"'],
    ['nothing', undefined, '"verified":false'],
  ])('gives a session to who has the key and says %s', async (_, body, expected) => {
    const { status, cookies } = await begin(body);
    const [cookie] = cookies;

    expect(status).toBe(204);
    expect((await open({ headers: { cookie: `${cookie?.name}=${cookie?.value}` } })).text).toContain(expected);
  });

  test('gives every session an id of its own', async () => {
    const [one, other] = [await begin(undefined), await begin(undefined)];

    expect(one.cookies[0]?.value).not.toBe(other.cookies[0]?.value);
  });

  test('refuses a name that cannot be shown', async () => {
    expect((await begin('{"name":"a\\u0000"}')).status).toBe(400);
  });

  test('has nothing to give where others sign people in', async () => {
    const behind = { ...app, access: { ...app.access, mode: () => 'principal' as const } };

    expect((await begin(undefined, behind)).status).toBe(409);
  });
});
