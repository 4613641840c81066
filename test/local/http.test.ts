import { request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Azurite, startAzurite } from '../../local/azurite.ts';
import { type FixtureHost, startFixtureHost, until } from './fixture-host.ts';

let azurite: Azurite;
let fixture: FixtureHost;
let url: string;

beforeAll(async () => {
  azurite = await startAzurite();
  fixture = await startFixtureHost(azurite.connectionString);
  url = fixture.host.url;
});

afterAll(async () => {
  await fixture?.host.stop();
  await azurite?.stop();
});

describe('a host that checks keys', () => {
  let keyed: FixtureHost;
  beforeAll(async () => {
    keyed = await startFixtureHost(azurite.connectionString, { key: 'a-key' });
  });
  afterAll(() => keyed?.host.stop());

  it.each([
    ['no key', '', {}, 401],
    ['a wrong key', '?code=another', { 'x-functions-key': 'a-key2' }, 401],
    ['the key in its header', '', { 'x-functions-key': 'a-key' }, 202],
    ['the key in the address', '?code=a-key', {}, 202],
  ])('answers %s as the real one does', async (_, query, headers, status) => {
    const response = await fetch(`${keyed.host.url}/api/keyed${query}`, { headers: headers as Record<string, string> });

    expect(response.status).toBe(status);
    expect(await response.text()).toBe('');
  });

  it('asks for none where a function is anonymous', async () => {
    expect((await fetch(`${keyed.host.url}/api/seen`)).status).toBe(200);
  });
});

it('without a key to check, a host lets everyone in', async () => {
  expect((await fetch(`${url}/api/keyed`)).status).toBe(202);
});

it.each([
  ['whose name was made to mean this machine', { host: 'evil.example' }],
  ['that posts to it', { 'sec-fetch-site': 'cross-site' }],
])('without a key to check, it lets in no page of another site %s', async (_what, headers) => {
  const status = await new Promise((resolve, reject) => {
    httpRequest(`${url}/api/keyed`, { headers }, (response) => resolve(response.resume().statusCode))
      .on('error', reject)
      .end();
  });

  expect(status).toBe(403);
});

describe('an HTTP function in the local host', () => {
  it('gets method, path, parameters, query, headers and body, and answers with all it returns', async () => {
    const response = await fetch(`${url}/api/echo/J%C3%B6rg/a%20b?q=1%2B1&q=two&empty=`, {
      method: 'POST',
      headers: { 'x-sent': 'hello' },
      body: '{"a":"ü"}',
    });

    expect(response.status).toBe(201);
    expect(response.headers.get('x-fixture')).toBe('yes');
    expect(response.headers.getSetCookie()).toEqual(['crumb=a%20b; Path=/; HttpOnly']);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({
      method: 'POST',
      path: '/api/echo/J%C3%B6rg/a%20b',
      params: { name: 'Jörg', rest: 'a b' },
      query: { q: '1+1,two', empty: '' },
      header: 'hello',
      body: '{"a":"ü"}',
    });
  });

  it('keeps an encoded slash, and what is no valid encoding, inside a parameter', async () => {
    const response = await fetch(`${url}/api/echo/a%2Fb/50%25%FF`, { method: 'POST' });

    expect(await response.json()).toMatchObject({ params: { name: 'a%2Fb', rest: '50%25%FF' } });
  });

  it('is the first in order of name whose route fits, not the most specific', async () => {
    const response = await fetch(`${url}/api/order/special`);

    expect(await response.text()).toBe('order-1');
  });

  it('is passed over where only its method does not fit', async () => {
    const response = await fetch(`${url}/api/order/special`, { method: 'DELETE' });

    expect(await response.text()).toBe('order-3');
  });

  it.each([
    ['an unknown path', 'GET', '/api/nowhere'],
    ['a path without the prefix', 'GET', '/boom'],
    ['a path that goes on', 'GET', '/api/order/1/2'],
    ['an empty parameter', 'GET', '/api/order/'],
    ['a method that is not listed', 'POST', '/api/order/1'],
    ['OPTIONS that is not listed', 'OPTIONS', '/api/order/1'],
    ['HEAD that is not listed', 'HEAD', '/api/order/1'],
  ])('is not reached by %s: 404', async (_, method, path) => {
    const response = await fetch(url + path, { method });

    expect(response.status).toBe(404);
    expect(await response.text()).toBe('');
  });

  it('answers 500 with an empty body where it throws, and the reason is logged', async () => {
    const response = await fetch(`${url}/api/boom`);

    expect(response.status).toBe(500);
    expect(await response.text()).toBe('');
    expect(fixture.logs).toContainEqual({
      level: 'error',
      source: 'boom',
      message: expect.stringContaining('Error: boom'),
    });
  });

  it('answers 204 where it returns nothing', async () => {
    const response = await fetch(`${url}/api/nothing`);

    expect(response.status).toBe(204);
  });

  it('gets no body where that comes in chunks without a length', async () => {
    const request = httpRequest(`${url}/api/echo/a/b`, { method: 'POST' });
    request.write('{"sent":');
    request.end('"in chunks"}');
    const body = await new Promise<string>((resolve, reject) => {
      request.on('response', (response) => resolve(text(response)));
      request.on('error', reject);
    });

    expect(JSON.parse(body)).toMatchObject({ body: '' });
  });

  it('is not bothered with a body over 100 MiB: 413', async () => {
    const request = httpRequest(`${url}/api/echo/a/b`, {
      method: 'POST',
      headers: { 'content-length': 100 * 1024 * 1024 + 1 },
    });
    request.flushHeaders();
    const status = await new Promise((resolve, reject) => {
      request.on('response', (response) => resolve(response.statusCode));
      request.on('error', reject);
    });
    request.destroy();

    expect(status).toBe(413);
  });

  it('runs between its hooks, after the start hook', async () => {
    await fetch(`${url}/api/hooked`);

    const { hooks } = await fixture.seen();
    expect(hooks).toEqual(['appStart', 'pre', 'post {"status":202}']);
  });
});

it('lists routes in the order in which they are tried, with prefix and methods', () => {
  const routes = fixture.host.routes.filter((route) => route.functionName.startsWith('order'));

  expect(routes).toEqual([
    { functionName: 'order-1', methods: ['GET'], template: '/api/order/{id}' },
    { functionName: 'order-2', methods: ['GET'], template: '/api/order/special' },
    { functionName: 'order-3', methods: ['DELETE'], template: '/api/order/{id}' },
  ]);
});

it('lets a running request end when it stops, and takes no more', async () => {
  const own = await startFixtureHost(azurite.connectionString);
  const running = fetch(`${own.host.url}/api/slow`);
  await until('the request', async () => (await own.seen()).slowRuns > 0);

  const stopped = own.host.stop();

  expect(await (await running).text()).toBe('done');
  await stopped;
  await expect(fetch(`${own.host.url}/api/nothing`)).rejects.toThrow();
});
