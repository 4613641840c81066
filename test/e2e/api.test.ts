import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Answer, App, ago, workplace } from '../support/app.ts';

const here = workplace();
let app: App;
beforeAll(async () => {
  app = await App.start(here.path);
});
afterAll(async () => {
  await app?.stop();
  here.remove();
});

let tokens = 0;
const freshToken = () => `token-${++tokens}`;

test.each([
  [0, 'none'],
  ['0', 'none'],
  ['None', 'none'],
  [1, 'inProgress'],
  ['1', 'inProgress'],
  ['INPROGRESS', 'inProgress'],
  [2, 'completed'],
  ['2', 'completed'],
  ['Completed', 'completed'],
  [3, 'failed'],
  ['3', 'failed'],
  ['Failed', 'failed'],
  ['FAILED', 'failed'],
])('the status %o is %s', async (lastSyncStatus, status) => {
  const id = freshToken();

  const { json } = await app.report({ id, lastSyncStatus });

  const token = await app.get(`tokens/default/${id}`);
  expect(json.results[0]).toMatchObject({ outcome: 'applied', status });
  expect(token.json).toMatchObject({
    status,
    statusValue: ['none', 'inProgress', 'completed', 'failed'].indexOf(status),
  });
});

test.each([
  4,
  -1,
  1.5,
  true,
  null,
  '',
  ' failed',
  '03',
  'done',
  'unknownFutureValue',
  '.0',
  '1-d',
  'pbm-2',
  '1/3',
  'せ',
  'フェール',
  [3],
  {},
])('the status %o is refused, the four members are named and the state stays as it was', async (lastSyncStatus) => {
  const id = freshToken();
  await app.report({ id, lastSyncStatus: 'completed' });
  const before = await app.get(`tokens/default/${id}`);

  const { status, headers, json } = await app.report({ id, lastSyncStatus });

  const after = await app.get(`tokens/default/${id}`);
  expect(status).toBe(400);
  expect(headers.get('content-type')).toBe('application/problem+json');
  expect(json.errors).toEqual([
    { pointer: '#/lastSyncStatus', detail: expect.stringMatching(/none.*inProgress.*completed.*failed/) },
  ]);
  expect(after.json).toEqual(before.json);
});

test('a vppToken goes in as Graph returns it, alone, wrapped, listed or in an array', async () => {
  const bodies = [
    'vppToken.failed.json',
    'graph-v1.0-get.docs-verbatim.json',
    'graph-v1.0-list.docs-verbatim.json',
  ].map((name) => JSON.parse(readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8')));

  const answers = await Promise.all(
    [...bodies, [{ id: freshToken(), lastSyncStatus: 3 }]].map((body) => app.report(body)),
  );

  expect(answers.map(({ status, json }) => [status, json.results?.length])).toEqual(Array(4).fill([200, 1]));
});

test.each([{ value: [] }, []])('%j holds nothing, and that is fine', async (body) => {
  const { status, json } = await app.report(body);

  expect([status, json]).toEqual([200, { results: [] }]);
});

test('of a good and a bad item the good one is stored', async () => {
  const id = freshToken();

  const { status, json } = await app.report([
    { id, lastSyncStatus: 'completed' },
    { id: freshToken(), lastSyncStatus: 'done' },
  ]);

  expect(status).toBe(207);
  expect(json.results).toMatchObject([
    { index: 0, tokenId: id, outcome: 'applied' },
    { index: 1, outcome: 'rejected', errors: [{ pointer: '#/1/lastSyncStatus' }] },
  ]);
  expect((await app.get(`tokens/default/${id}`)).status).toBe(200);
});

test('an Idempotency-Key makes the same a duplicate, and another body under it is refused', async () => {
  const headers = { 'idempotency-key': 'key-1' };
  const id = freshToken();
  const first = await app.report({ id, lastSyncStatus: 'completed' }, headers);
  const again = await app.report({ id, lastSyncStatus: 'completed' }, headers);

  const other = await app.report({ id, lastSyncStatus: 'failed' }, headers);

  const mixed = await app.report(
    [
      { id, lastSyncStatus: 'failed' },
      { id, lastSyncStatus: 'failed' },
    ],
    headers,
  );
  expect([first, again].map(({ json }) => json.results[0].outcome)).toEqual(['applied', 'duplicate']);
  expect([other.status, other.headers.get('content-type')]).toEqual([422, 'application/problem+json']);
  expect([mixed.status, mixed.json.results.map(({ outcome }: { outcome: string }) => outcome)]).toEqual([
    207,
    ['rejected', 'applied'],
  ]);
});

const ONE = { id: 'refused', lastSyncStatus: 'completed' };
const PADDED = JSON.stringify({ ...ONE, ignored: '' });

test.each<[string, number, unknown, Record<string, string>?]>([
  ['1,001 items', 413, Array.from({ length: 1_001 }, () => ONE)],
  ['1 MiB and 1 byte', 413, PADDED.replace('""', `"${'x'.repeat(1_048_577 - PADDED.length)}"`)],
  ['truncated JSON', 400, '{"id":"refused","lastSyncStatus":"comp'],
  ['an empty body', 400, ''],
  ['a body that is not UTF-8', 400, new Uint8Array([0x22, 0xff, 0x22])],
  ['XML', 415, '<report><id>refused</id></report>', { 'content-type': 'application/xml' }],
  ['XML that says it is JSON', 400, '<report><id>refused</id></report>'],
  ['a sync in 2099', 400, { ...ONE, lastSyncDateTime: '2099-01-01T00:00:00Z' }],
  ['a tenant with a slash', 400, { ...ONE, tenantId: 'a/b' }],
  ['no id', 400, { lastSyncStatus: 'completed' }],
  ['a number', 400, 7],
  ['null', 400, 'null'],
  ['an array of nothing useful', 400, [null, 1, 'x', []]],
])('%s is answered %i with a problem, and nothing is stored', async (_, expected, body, headers) => {
  const answer = await app.report(body, headers);

  expect([answer.status, answer.headers.get('content-type')]).toEqual([expected, 'application/problem+json']);
  expect(answer.json).toMatchObject({ status: expected, title: expect.any(String), detail: expect.any(String) });
  expect((await app.get('tokens/default/refused')).status).toBe(404);
});

test('1 MiB to the byte is taken', async () => {
  const id = freshToken();
  const text = JSON.stringify({ id, lastSyncStatus: 'completed', ignored: '' });

  const { status } = await app.report(text.replace('""', `"${'x'.repeat(1_048_576 - text.length)}"`));

  expect(status).toBe(200);
});

test('1,000 items are taken, each with its own answer', async () => {
  const items = Array.from({ length: 1_000 }, (_, i) => ({
    tenantId: 'large',
    id: `t-${i % 250}`,
    lastSyncStatus: i % 4,
  }));

  const { status, json } = await app.report(items);

  expect(status).toBe(200);
  expect(json.results.map(({ index }: { index: number }) => index)).toEqual(items.map((_, i) => i));
});

test('tokens are listed page by page, and a continuation of no use is refused', async () => {
  await app.report(['a', 'b', 'c'].map((id) => ({ tenantId: 'paged', id, lastSyncStatus: 'completed' })));

  const first = await app.get('tokens?tenantId=paged&limit=2');
  const second = await app.get(`tokens?tenantId=paged&limit=2&continuation=${first.json.continuation}`);

  const ids = [first, second].map(({ json }) => json.value.map(({ tokenId }: { tokenId: string }) => tokenId));
  expect([...ids, second.json.continuation]).toEqual([['a', 'b'], ['c'], null]);
  for (const query of ['continuation=x', 'limit=0', 'limit=501', 'limit=x', 'status=done', 'cause=none']) {
    expect(await app.get(`tokens?${query}`)).toMatchObject({
      status: 400,
      json: { errors: [{ pointer: `?${query.split('=')[0]}` }] },
    });
  }
});

test('what does not exist is 404, with a problem', async () => {
  const paths = ['tokens/default/none', 'tokens/default/none/history', 'incidents/default/none'];

  const answers = await Promise.all(paths.map((path) => app.get(path)));

  expect(answers.map(typeOf)).toEqual(Array(3).fill([404, 'application/problem+json']));
});

test('a retired token has no incident any more, and is back with its next report', async () => {
  const id = freshToken();
  const failed = { id, lastSyncStatus: 'failed', lastSyncDateTime: ago(5) };
  const { json } = await app.report(failed);
  const incidentId = json.results[0].incident.id;

  const retired = await app.request('DELETE', `tokens/default/${id}`);
  const incident = await app.get(`incidents/default/${incidentId}`);
  const token = await app.get(`tokens/default/${id}`);
  const back = await app.report(failed);

  expect(retired.status).toBe(204);
  expect(incident.json).toMatchObject({ state: 'resolved', resolution: 'retired' });
  expect(token.json).toMatchObject({ incident: null, retiredDateTime: expect.any(String) });
  expect(back.json.results[0].incident).toMatchObject({ state: 'open' });
  expect((await app.request('DELETE', 'tokens/default/none')).status).toBe(404);
});

test('health is open to everyone and says no more than how it is', async () => {
  const { status, json } = await app.get('health');

  expect([status, json.status]).toEqual([200, 'ok']);
});

function typeOf({ status, headers }: Answer) {
  return [status, headers.get('content-type')];
}
