import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { QueueServiceClient } from '@azure/storage-queue';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Azurite, startAzurite } from '../../local/azurite.ts';
import { SETTINGS } from '../../src/config/settings.ts';
import { App, until, workplace } from '../support/app.ts';
import { tableIn } from '../support/storage.ts';
import { findMark, MARK, markedSettings } from './marks.ts';
import { CASES, callerOf } from './routes.ts';

/** Takes every alert for a failure, and says back all that it was told. */
const asked: string[] = [];
const receiver = createServer((request, response) => {
  asked.push(request.url ?? '');
  request.resume().once('end', () => {
    response.writeHead(asked.length % 3 === 0 ? 302 : 500, { location: request.url, 'retry-after': '1' });
    response.end(`no: ${request.url} ${JSON.stringify(request.headers)}`);
  });
});
const here = workplace();
const answers: string[] = [];
let azurite: Azurite;
let app: App;

beforeAll(async () => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  azurite = await startAzurite();
  app = await App.start(here.path, {
    ...markedSettings(azurite.connectionString, url),
    PAGERDUTY_EVENTS_URL: url,
    GRAPH_CLIENT_ID: '6f1c2d3e-0000-4000-8000-00000000abcd',
    EMAIL_FROM: 'vpp@example.com',
    EMAIL_TO: 'ops@example.com',
    SWEEP_SCHEDULE: '* * * * * *',
  });
  for (const route of routesOf(app)) await CASES[route]?.(callerOf(app, answers));
  await until(() => asked.find((path) => path.includes('ALERT_WEBHOOK_URL')));
});
afterAll(async () => {
  await app?.stop();
  await azurite?.stop();
  receiver.close();
  here.remove();
});

/** The routes that the running app lists, as `GET tokens`; what changes things comes first and last. */
function routesOf({ lines }: App): string[] {
  const listed = lines.flatMap((line) => {
    const [, methods = '', route = ''] = /^ {2}([A-Z, ]+?) +\/api\/(\S+)$/.exec(line) ?? [];
    return methods === '' ? [] : methods.split(', ').map((method) => `${method} ${route}`);
  });
  return listed.sort((a, b) => order(a) - order(b));
}

function order(route: string): number {
  return route === 'POST sync-reports' ? 0 : route.startsWith('DELETE') ? 2 : 1;
}

describe('a secret is not seen', () => {
  test('and every route and every secret setting takes part in showing so', () => {
    const routes = routesOf(app);
    const secret = Object.entries(SETTINGS).filter(([, setting]) => 'isSecret' in setting);

    const marked = Object.keys(markedSettings(azurite.connectionString, 'http://127.0.0.1'));

    expect([...routes].sort()).toEqual(Object.keys(CASES).sort());
    expect(marked).toEqual(secret.map(([name]) => name));
    expect(findMark(Buffer.from(`ab${MARK}`).toString('base64'))).toBeDefined();
  });

  test('in what is answered', () => {
    const shown = answers.map(findMark).filter(Boolean);

    expect(shown).toEqual([]);
    expect(answers.map((it) => /: (\d+)/.exec(it)?.[1])).toEqual(
      expect.arrayContaining(['200', '207', '400', '401', '403', '404', '413', '415', '422']),
    );
  });

  test('in what is logged, though an alert fails', async () => {
    await until(() => app.lines.find((line) => /(warn|error) .*(webhook|deliver)/.test(line)));

    const shown = app.lines.map(findMark).filter(Boolean);

    expect(shown).toEqual([]);
  });

  test('in any row of the table', async () => {
    const rows = await until(async () => {
      const all: string[] = [];
      for await (const row of tableIn(azurite.connectionString).listEntities()) all.push(JSON.stringify(row));
      return all.some((row) => row.includes('answered 500') || row.includes('answered 302')) ? all : undefined;
    });

    const shown = rows.map(findMark).filter(Boolean);

    expect(shown).toEqual([]);
  });

  test('in any message of a queue', async () => {
    const service = QueueServiceClient.fromConnectionString(azurite.connectionString);
    const messages: string[] = [];
    for await (const { name } of service.listQueues()) {
      const { peekedMessageItems } = await service.getQueueClient(name).peekMessages({ numberOfMessages: 32 });
      messages.push(...peekedMessageItems.map(({ messageText }) => Buffer.from(messageText, 'base64').toString()));
    }

    const shown = messages.map(findMark).filter(Boolean);

    expect(shown).toEqual([]);
  });
});

test('a wrong setting is named and not shown', async () => {
  const place = workplace();
  const names = ['ALERT_WEBHOOK_URL', 'ALERT_WEBHOOK_SECRET', 'INGEST_SIGNING_SECRETS'];
  const wrong = Object.fromEntries(names.map((name) => [name, `wrong-${MARK}%`]));
  // As in Azure, where the app comes up and says what is wrong.
  const settings = { ...wrong, WEBSITE_SITE_NAME: 'vpp', AzureWebJobsStorage: azurite.connectionString };
  const broken = await App.start(place.path, settings);

  const said = await Promise.all([broken.get('tokens'), broken.get('health'), broken.get('health/reasons')]);

  await broken.stop();
  place.remove();
  expect(said.map(({ status }) => status)).toEqual([503, 503, 503]);
  expect([...said.map(({ text }) => text), ...broken.lines].map(findMark).filter(Boolean)).toEqual([]);
  for (const name of names)
    expect([said[0]?.text, said[2]?.text]).toEqual(Array(2).fill(expect.stringContaining(name)));
});
