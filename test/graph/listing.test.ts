import { describe, expect, test } from 'vitest';
import type { StandInRequest } from '../../local/graph-stand-in/tenant.ts';
import { CONTOSO, collect, faultOf, graphWorld, itemsOf, vppToken, vppTokens } from './world.ts';

/** Six of thirty pages fail, three of them twice. */
function stormy({ page, before }: StandInRequest) {
  if (page % 10 === 3 && before === 0) return { status: 429, retryAfter: '2' };
  if (page % 10 === 7 && before < 2) return { status: [500, 502, 503][page % 3] ?? 500 };
  return undefined;
}

test('a listing is read to its end, a page at a time, with names and never the secret', async () => {
  const { list, standIn, now } = await graphWorld({ pageSize: 2 });

  const pages = await list();

  expect(pages).toMatchObject([
    { ok: true, value: { isLast: false, at: now() } },
    { ok: true, value: { isLast: true } },
  ]);
  expect(itemsOf(pages)).toHaveLength(3);
  expect(itemsOf(pages)[0]).toMatchObject({ displayName: 'Token 0', locationName: 'Berlin', lastAppCount: 12 });
  expect(JSON.stringify(pages)).not.toContain('SECRET');
  expect(standIn.seen.map(({ version }) => version)).toEqual(['beta', 'beta']);
});

test('a tenant without tokens has one page with none', async () => {
  const { list } = await graphWorld({ tenants: [{ id: CONTOSO, tokens: () => [] }] });

  expect(await list()).toMatchObject([{ ok: true, value: { items: [], isLast: true } }]);
});

test('no request asks for the secret, for an order or for a number of items', async () => {
  const { list, graph, standIn, deadline } = await graphWorld({
    pageSize: 1,
    tenants: [{ id: CONTOSO, tokens: () => vppTokens(2), pushCertificate: () => ({ id: '1', certificate: 'PEM' }) }],
  });

  await list();
  await graph.enrollments(CONTOSO, deadline);
  await graph.pushCertificate(CONTOSO, deadline);

  const selects = standIn.seen.map(({ url }) => new URL(url, standIn.url).searchParams);
  expect(selects).toHaveLength(4);
  for (const select of selects) {
    expect(select.get('$select')?.split(',')).not.toContain('token');
    expect(select.get('$select')?.split(',')).not.toContain('certificate');
    expect([...select.keys()].filter((name) => !['$select', '$skiptoken'].includes(name))).toEqual([]);
  }
});

test('a secret that comes all the same goes no further', async () => {
  const text = JSON.stringify({ value: [{ ...vppToken(1), Token: 'SECRET' }] });
  const { list } = await graphWorld({ mishap: () => ({ text }) });

  const pages = await list();

  expect(itemsOf(pages)).toHaveLength(1);
  expect(JSON.stringify(pages)).not.toContain('SECRET');
});

test('3,000 tokens on 30 pages of a Graph that is busy or ill are read whole, and no page that came is read again', async () => {
  const { list, standIn } = await graphWorld({
    tenants: [{ id: CONTOSO, tokens: () => vppTokens(3_000) }],
    mishap: stormy,
  });

  const pages = await list();

  const failed = standIn.seen.filter(stormy).length;
  expect(new Set(itemsOf(pages).map(({ id }) => id)).size).toBe(3_000);
  expect(pages).toHaveLength(30);
  expect(faultOf(pages)).toBeUndefined();
  expect(failed).toBe(9);
  expect(standIn.seen).toHaveLength(30 + failed);
});

describe.each(['connection', 'text'] as const)('an answer that is cut in the middle of page 17 (%s)', (cut) => {
  const tenants = [{ id: CONTOSO, tokens: () => vppTokens(3_000) }];

  test('is asked for again', async () => {
    const { list, standIn } = await graphWorld({
      tenants,
      mishap: ({ page, before }) => (page === 16 && before === 0 ? { cut } : undefined),
    });

    const pages = await list();

    expect(itemsOf(pages)).toHaveLength(3_000);
    expect(standIn.seen).toHaveLength(31);
  });

  test('ends the listing with a fault where it never comes whole, and keeps what came before', async () => {
    const { list } = await graphWorld({ tenants, mishap: ({ page }) => (page === 16 ? { cut } : undefined) });

    const pages = await list();

    expect(itemsOf(pages)).toHaveLength(1_600);
    expect(pages.filter((page) => page.ok && page.value.isLast)).toEqual([]);
    expect(faultOf(pages)).toMatchObject({ kind: 'unreachable' });
  });
});

test('a stopped reading asks for no further page', async () => {
  const { graph, standIn, deadline } = await graphWorld({ pageSize: 1 });

  for await (const _ of graph.tokens(CONTOSO, deadline)) break;

  expect(standIn.seen).toHaveLength(1);
});

test('many tenants are read at once, by no more than sixteen requests', async () => {
  const tenants = Array.from({ length: 40 }, (_, n) => ({ id: `tenant-${n}`, tokens: () => vppTokens(1) }));
  const { list, standIn } = await graphWorld({ tenants, mishap: () => ({ delayMs: 20 }) });

  const all = await Promise.all(tenants.map(({ id }) => list(id)));

  expect(all.map((pages) => faultOf(pages))).toEqual(tenants.map(() => undefined));
  expect(standIn.mostAtOnce()).toBeGreaterThan(1);
  expect(standIn.mostAtOnce()).toBeLessThanOrEqual(16);
});

describe('the next page', () => {
  test.each([
    ['on another host', 'https://graph.example/beta/deviceAppManagement/vppTokens?$skiptoken=1'],
    ['on another port', 'http://127.0.0.1:9/beta/deviceAppManagement/vppTokens?$skiptoken=1'],
    ['that is no address', '/beta/deviceAppManagement/vppTokens?$skiptoken=1'],
    ['that is no text', 1],
  ])('%s is not followed, so that no bearer goes there', async (_, nextLink) => {
    const asked: string[] = [];
    const text = JSON.stringify({ value: [], '@odata.nextLink': nextLink });
    const { list } = await graphWorld({
      mishap: () => ({ text }),
      ports: {
        fetch: (url, init) => {
          asked.push(String(url));
          return fetch(url, init);
        },
      },
    });

    expect(faultOf(await list())).toMatchObject({ kind: 'unexpected', reason: expect.stringContaining('host') });
    expect(asked).toHaveLength(1);
  });

  test('that was read already is not read for ever', async () => {
    const { list, standIn } = await graphWorld({
      mishap: () => ({ text: JSON.stringify({ value: [], '@odata.nextLink': `${standIn.url}/beta/again` }) }),
    });

    expect(faultOf(await list())).toMatchObject({ kind: 'unexpected' });
    expect(standIn.seen).toHaveLength(2);
  });

  test('of null is none', async () => {
    const text = JSON.stringify({ value: [], '@odata.nextLink': null });
    const { list } = await graphWorld({ mishap: () => ({ text }) });

    expect(await list()).toMatchObject([{ ok: true, value: { isLast: true } }]);
  });
});

test('a redirect is not followed', async () => {
  const { list, standIn } = await graphWorld({ mishap: () => ({ status: 302 }) });

  expect(faultOf(await list())).toEqual({ kind: 'unexpected', reason: 'HTTP 302 generalException' });
  expect(standIn.seen).toHaveLength(1);
});

test('an answer that is no listing is a fault', async () => {
  const { graph, deadline } = await graphWorld({ mishap: () => ({ text: '{"value":{"id":"1"}}' }) });

  expect(await collect(graph.tokens(CONTOSO, deadline))).toMatchObject([{ ok: false, fault: { kind: 'unexpected' } }]);
});
