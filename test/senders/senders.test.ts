import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { App, ago, workplace } from '../support/app.ts';
import { hasPowerShell, Shell } from './shell.ts';
import { evaluate, snippetsOf } from './snippets.ts';
import { Topic } from './topic.ts';

// What docs/senders.md tells people to copy, run against the running app.

const SNIPPETS = snippetsOf(new URL('../../docs/senders.md', import.meta.url));
const TOKEN = 'b5c7f1d2-3a4e-4f60-8b1c-9d2e3f4a5b6c';
const KEY = 'key-0123456789abcdef';
const SIGNING_SECRET = 'whsec_c2VuZGVycy1zZW5kZXJzLXNlbmRlcnMtc2VuZA==';

const here = workplace();
let app: App;
let shell: Shell;
beforeAll(async () => {
  symlinkSync(fileURLToPath(new URL('../../node_modules', import.meta.url)), join(here.path, 'node_modules'));
  app = await App.start(here.path, { INGEST_KEYS: KEY, INGEST_SIGNING_SECRETS: SIGNING_SECRET });
  const variables = { VPP_FUNCTION_KEY: 'function-key', VPP_KEY: KEY, VPP_SIGNING_SECRET: SIGNING_SECRET };
  shell = new Shell(here.path, { VPP_URL: `${app.url}/api/sync-reports`, ...variables });
});
afterAll(async () => {
  await app?.stop();
  here.remove();
});

function codeOf(name: string): string {
  const snippet = SNIPPETS.get(name);
  if (!snippet) throw new Error(`docs/senders.md has no snippet ${name}`);
  return snippet.code;
}

/** What the app knows of the token of the page. */
async function stored() {
  return (await app.get(`tokens/default/${TOKEN}`)).json;
}

test.each([
  ['curl', 'bash', 'failed'],
  ['curl-signed', 'bash', 'completed'],
  ['node-crypto', 'node', 'completed'],
  ['node-standardwebhooks', 'node', 'inProgress'],
] as const)('%s', async (name, kind, status) => {
  const began = Date.now();
  const printed = await shell[kind](codeOf(name));

  expect(printed).toContain(`"status":"${status}"`);
  expect(printed).not.toMatch(/reject|stale/);
  expect(Date.parse((await stored()).lastReportDateTime)).toBeGreaterThanOrEqual(began);
});

test('a batch', async () => {
  const { results } = JSON.parse(await shell.bash(codeOf('batch')));

  expect(results).toMatchObject([
    { index: 0, outcome: 'applied', status: 'completed' },
    { index: 1, outcome: 'applied', status: 'failed' },
  ]);
});

test.skipIf(!hasPowerShell)('PowerShell (skipped where pwsh is not installed)', async () => {
  const printed = await shell.powerShell(codeOf('powershell'));

  expect(printed).toMatch(/outcome\s*:\s*(applied|unchanged|stale)/);
});

describe('Logic Apps', () => {
  const page = JSON.parse(
    readFileSync(new URL('../fixtures/graph-v1.0-list.docs-verbatim.json', import.meta.url), 'utf8'),
  );
  const values = {
    "parameters('functionKey')": 'function-key',
    "concat('Bearer ', parameters('reportKey'))": `Bearer ${KEY}`,
    'workflow().run.name': '08585',
    "body('Read_VPP_tokens')": page,
    'addHours(utcNow(), -1)': ago(60),
    "triggerBody()?['tokenId']": 'by-hand',
    "triggerBody()?['message']": 'a flow says so',
  };

  /** Does what the action says. */
  // biome-ignore lint/suspicious/noExplicitAny: the definition is whatever the page says; the request is what tests it.
  const act = (action: any) => {
    const { uri, method, headers, authentication, body } = action.inputs;
    const path = new URL(uri.replace('<app>', 'app')).pathname.replace('/api/', '');
    const named = Object.entries({ ...headers, authorization: authentication.value });
    return app.request(
      method,
      path,
      body,
      Object.fromEntries(named.map(([name, value]) => [name.toLowerCase(), String(value)])),
    );
  };

  test('what Graph answered is posted as it is, and a repetition is a duplicate', async () => {
    const { Report_to_the_webhook: action } = JSON.parse(codeOf('logic-apps'));
    const request = { ...action, inputs: evaluate(action.inputs, values) };

    const answers = [await act(request), await act(request)];

    const outcomes = answers.map(({ json }) => json.results.map((it: { outcome: string }) => it.outcome));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(outcomes).toEqual([page.value.map(() => 'applied'), page.value.map(() => 'duplicate')]);
  });

  test('Graph is asked for no secret', () => {
    const { Read_VPP_tokens: action } = JSON.parse(codeOf('logic-apps'));

    const selected = new URL(action.inputs.uri).searchParams.get('$select')?.split(',');

    expect(selected).toEqual(expect.arrayContaining(['id', 'lastSyncStatus', 'lastSyncDateTime', 'state']));
    expect(selected).not.toContain('token');
  });

  test('a body written by hand is stored', async () => {
    const { Report_a_failure: action } = JSON.parse(codeOf('logic-apps-by-hand'));

    const { json } = await act({ ...action, inputs: evaluate(action.inputs, values) });

    expect(json.results).toMatchObject([{ tokenId: 'by-hand', outcome: 'applied', status: 'failed' }]);
  });
});

describe('Event Grid', () => {
  const { properties } = JSON.parse(codeOf('event-grid-subscription'));
  const { endpointUrl, deliveryAttributeMappings } = properties.destination.properties;
  const headers = Object.fromEntries(
    deliveryAttributeMappings.map((it: { name: string; properties: { value: string } }) => [
      it.name,
      it.properties.value.replace('<key>', KEY),
    ]),
  );

  test('the subscription is agreed to by the handshake of its schema, with the key in the URL only', async () => {
    const { pathname, search } = new URL(endpointUrl.replace('<app>', 'app').replace('<function key>', 'k'));

    const answer = await app.request('OPTIONS', `${pathname.replace('/api/', '')}${search}`, undefined, {
      'webhook-request-origin': 'eventgrid.azure.net',
    });

    expect(properties.eventDeliverySchema).toBe('CloudEventSchemaV1_0');
    expect([answer.status, answer.headers.get('webhook-allowed-origin')]).toEqual([200, 'eventgrid.azure.net']);
    expect(search).toBe('?code=k');
  });

  test('what is published to the topic is delivered and stored', async () => {
    const topic = new Topic(app, headers);

    await shell.bash(codeOf('event-grid-publish'), { TOPIC_ENDPOINT: await topic.open(), TOPIC_KEY: 'topic-key' });

    topic.close();
    expect(topic.deliveries.map(({ status }) => status)).toEqual([200]);
    // Its time is in whole seconds, so it may lie before what the other tests have just reported.
    const outcome = expect.stringMatching(/applied|unchanged|stale/);
    expect(topic.deliveries[0]?.json.results).toMatchObject([{ tokenId: TOKEN, outcome }]);
  });
});

test('every marked snippet is run', () => {
  const tests = readFileSync(fileURLToPath(import.meta.url), 'utf8');

  const forgotten = [...SNIPPETS.keys()].filter((name) => !tests.includes(`'${name}'`));

  expect(forgotten).toEqual([]);
});
