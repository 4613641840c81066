import { QueueServiceClient } from '@azure/storage-queue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Azurite, startAzurite } from '../../local/azurite.ts';
import { App, ago, until, workplace } from '../support/app.ts';
import { Receiver, SECRET } from '../support/receiver.ts';
import { tableIn } from '../support/storage.ts';

const TOKEN = 'sEcrEt-ToKeN-0123456789-abcdefghij';
const APPLE_ID = 'marked.person@school.example';
const URL_KEY = 'marked-key-in-the-alert-url';
const ACCOUNT_KEY = /AccountKey=([^;]+)/;

const here = workplace();
const receiver = new Receiver();
const answers: string[] = [];
let azurite: Azurite;
let app: App;
let shown: Record<string, string> = {};

/** Everything that can be asked of the app is asked once, with the secrets in it, and all that it says is kept. */
beforeAll(async () => {
  azurite = await startAzurite();
  await receiver.open();
  receiver.answer = (response, { body }) => {
    const status = { 't-1': 204, 't-2': 500, 't-3': 400, 't-4': 302 }[String(body.data.tokenId)] ?? 204;
    response.writeHead(status, { location: `${receiver.url}/elsewhere` }).end(`no: ${URL_KEY} ${TOKEN}`);
  };
  app = await App.start(here.path, {
    ...receiver.environment,
    ALERT_WEBHOOK_URL: `${receiver.url}?code=${URL_KEY}`,
    AzureWebJobsStorage: azurite.connectionString,
    SWEEP_SCHEDULE: '*/2 * * * * *',
    OUTBREAK_MIN: '1000',
  });
  const report = (id: string) => ({
    id,
    token: TOKEN,
    appleId: APPLE_ID,
    organizationName: `School of ${APPLE_ID}`,
    lastSyncStatus: 'failed',
    lastSyncDateTime: ago(5),
    detail: `The token ${TOKEN} of ${APPLE_ID.toUpperCase()} was refused.`,
  });
  const ask = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) => {
    const answer = await app.request(method, path, body, headers);
    answers.push(`${answer.text} ${JSON.stringify([...answer.headers])}`);
    return answer.json;
  };
  for (const id of ['t-1', 't-2', 't-3', 't-4']) await ask('POST', 'sync-reports', report(id));
  await ask('POST', 'sync-reports', [report('t-1'), { ...report('t-5'), lastSyncStatus: 'done' }]);
  await ask('POST', 'sync-reports', { value: { ...report('t-6'), state: 7 } }, { 'idempotency-key': 'one' });
  await ask('POST', 'sync-reports', { ...report('t-7'), lastSyncDateTime: TOKEN.slice(0, 12), tenantId: 'a/b' });
  const text = JSON.stringify(report('t-8'));
  await ask('POST', 'sync-reports', text.slice(0, -2));
  await ask('POST', 'sync-reports', text.replace('"appleId"', '"token":1,"appleId"'));
  await ask('POST', 'sync-reports', text, { 'content-type': 'text/plain' });
  await until(() => (receiver.attempts.length >= 4 ? true : undefined));
  await app.line(/will be tried again, .*target=webhook/);
  await app.line(/refused, .*target=webhook/);
  const { value } = await ask('GET', 'incidents');
  for (const { id } of value) await ask('GET', `incidents/default/${id}`);
  await ask('GET', 'tokens');
  for (const id of ['t-1', 't-2', 't-5', 't-6']) {
    await ask('GET', `tokens/default/${id}`);
    await ask('GET', `tokens/default/${id}/history`);
    await ask('DELETE', `tokens/default/${id}`);
  }
  await ask('GET', `tokens?continuation=${TOKEN}`);
  await ask('GET', 'health');
  await ask('GET', 'health/reasons');
  shown = {
    'an answer': answers.join('\n'),
    'the table': await tableText(azurite.connectionString),
    'the queues': await queueText(azurite.connectionString),
    'the log': app.lines.join('\n'),
    'an alert': receiver.attempts.map(({ body, headers }) => JSON.stringify([body, headers])).join('\n'),
  };
});
afterAll(async () => {
  await app?.stop();
  await receiver.close();
  await azurite?.stop();
  here.remove();
});

test('all of it was looked at: what may be shown is there', () => {
  expect(shown['an answer']).toContain('m***@school.example');
  expect(shown['the table']).toContain('m***@school.example');
  expect(shown['the table']).toContain('[secret]');
  expect(shown['an alert']).toContain('m***@school.example');
  expect(shown['the log']).toMatch(/VPP sync failing/);
});

test.each(['an answer', 'the table', 'the queues', 'the log', 'an alert'])('no secret is found in %s', (place) => {
  const text = shown[place]?.toLowerCase() ?? '';

  const secrets: Record<string, string> = {
    'the token': TOKEN,
    'the beginning of the token': TOKEN.slice(0, 20),
    'the Apple ID': APPLE_ID,
    'the key of the alert address': place === 'an alert' ? 'nothing: it is where the alert goes' : URL_KEY,
    'the signing secret': SECRET.slice('whsec_'.length),
    'the key of the storage account': ACCOUNT_KEY.exec(azurite.connectionString)?.[1] ?? '',
  };
  const found = Object.entries(secrets).filter(([, secret]) => text.includes(secret.toLowerCase()));

  expect(found.map(([name]) => name)).toEqual([]);
});

async function tableText(connection: string): Promise<string> {
  const rows: unknown[] = [];
  for await (const row of tableIn(connection).listEntities()) rows.push(row);
  return JSON.stringify(rows);
}

async function queueText(connection: string): Promise<string> {
  const service = QueueServiceClient.fromConnectionString(connection);
  const texts: string[] = [];
  for await (const { name } of service.listQueues()) {
    const { peekedMessageItems } = await service.getQueueClient(name).peekMessages({ numberOfMessages: 32 });
    texts.push(...peekedMessageItems.map(({ messageText }) => Buffer.from(messageText, 'base64').toString()));
  }
  return texts.join('\n');
}
