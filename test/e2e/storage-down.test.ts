import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Azurite, startAzurite } from '../../local/azurite.ts';
import { App, ago, workplace } from '../support/app.ts';
import { TableProxy } from '../support/storage.ts';

const here = workplace();
const proxy = new TableProxy();
let azurite: Azurite;
let app: App;
beforeAll(async () => {
  azurite = await startAzurite();
  const connection = await proxy.start(azurite.connectionString);
  app = await App.start(here.path, { AzureWebJobsStorage: connection });
});
afterAll(async () => {
  await app?.stop();
  proxy.stop();
  await azurite.stop();
  here.remove();
});

test('while storage is down every route says 503 and when to come back, and then nothing is half-written', async () => {
  const report = { id: 't', lastSyncStatus: 'failed', lastSyncDateTime: ago(5) };
  await app.report({ ...report, lastSyncStatus: 'completed', lastSyncDateTime: ago(10) });
  proxy.mode = 'cut';
  const refused = await app.report(report, { 'idempotency-key': 'one' });
  const listed = await app.get('tokens');
  const retired = await app.request('DELETE', 'tokens/default/t');
  const health = await app.get('health');
  proxy.mode = 'pass';

  const before = await app.get('tokens/default/t/history');
  const again = await app.report(report, { 'idempotency-key': 'one' });
  const after = await app.get('tokens/default/t/history');

  for (const answer of [refused, listed, retired]) {
    expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'application/problem+json']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  }
  expect([health.status, health.json]).toEqual([503, { status: 'down' }]);
  expect([before, after].map(({ json }) => json.value.length)).toEqual([1, 2]);
  expect(again.json.results[0].outcome).toBe('applied');
  expect((await app.get('health')).json).toMatchObject({ status: 'ok' });
});
