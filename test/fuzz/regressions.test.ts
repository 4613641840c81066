import { afterAll, beforeAll, expect, test } from 'vitest';
import { App, workplace } from '../support/app.ts';

// What the fuzzer once broke, through the whole app.

const here = workplace();
let app: App;
beforeAll(async () => {
  app = await App.start(here.path);
});
afterAll(async () => {
  await app?.stop();
  here.remove();
});

test.each(['\u2028', '\u2029'])('a text with the line separator %j is stored, on one line', async (separator) => {
  const id = `token-${separator.charCodeAt(0)}`;
  const text = `one${separator}two`;

  const { status } = await app.report({ id, lastSyncStatus: 'failed', displayName: text, detail: text });

  const token = await app.get(`tokens/default/${id}`);
  expect([status, token.json.displayName]).toEqual([200, 'one two']);
});

test('an event whose id holds a line separator is stored without that id, and not the storage blamed', async () => {
  const event = { specversion: '1.0', id: 'a\u2028b', source: '/s', type: 't', data: { id: 't', lastSyncStatus: 3 } };

  const { status, json } = await app.report(event);

  const warnings = [{ pointer: '#/id', detail: expect.stringContaining('control') }];
  expect([status, json.results[0].warnings]).toEqual([200, warnings]);
});

test('a note that holds a line separator is refused, and not the storage blamed', async () => {
  await app.report({ id: 'silenced', lastSyncStatus: 'completed' });

  const { status } = await app.request('PUT', 'silences/default/silenced', { for: '2h', by: 'me', note: 'a\u2029b' });

  expect(status).toBe(400);
});
