import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { findMark, MARK, markedSettings } from '../security/marks.ts';
import { Cli } from './cli.ts';

const directory = mkdtempSync(join(tmpdir(), 'vpp-doctor-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));
afterEach(() => vi.unstubAllGlobals());

type Settings = Readonly<Record<string, string>>;

/** A healthy app in Azure, as `az functionapp config appsettings list` prints it. */
const HEALTHY: Settings = {
  AzureWebJobsStorage__accountName: 'stcontoso',
  AzureWebJobsStorage__credential: 'managedidentity',
  AzureWebJobsStorage__clientId: '7d0e3a52-0000-4000-8000-000000000000',
  TEAMS_WEBHOOK_URL: 'https://contoso.webhook.office.example/x',
  WEBSITE_SITE_NAME: 'vpp-contoso',
};

function exported(settings: Settings, shape: (it: Settings) => unknown = listOf): string {
  const path = join(directory, 'settings.json');
  writeFileSync(path, JSON.stringify(shape(settings)));
  return path;
}

/** Nothing of the app's is set in the environment. */
const ELSEWHERE = { AzureWebJobsStorage: '' };

const listOf = (it: Settings) => Object.entries(it).map(([name, value]) => ({ name, value, slotSetting: false }));

interface Finding {
  readonly about: string;
  readonly level: string;
  readonly text: string;
  readonly mend?: readonly string[];
}

/** The findings of an export, without the network. */
async function findings(changes: Settings, ...args: readonly string[]): Promise<readonly Finding[]> {
  const path = exported({ ...HEALTHY, ...changes });
  const { json } = await new Cli().run(['doctor', '--settings', path, '-g', 'rg', '--json', ...args], ELSEWHERE);
  return json.findings;
}

const problemsOf = async (changes: Settings) => (await findings(changes)).filter(({ level }) => level === 'problem');

test.each([
  ['the list of az', listOf],
  ['an object', (it: Settings) => it],
  ['local.settings.json', (it: Settings) => ({ IsEncrypted: false, Values: it })],
  ['the management API', (it: Settings) => ({ id: '/x', properties: it })],
])('a healthy app has no problem, exported as %s, and nothing is asked over the network', async (_what, shape) => {
  vi.stubGlobal('fetch', () => expect.unreachable('nothing is to be asked'));

  const { exitCode, out } = await new Cli().run(['doctor', '--settings', exported(HEALTHY, shape)], ELSEWHERE);

  expect(out).not.toContain('PROBLEM');
  expect(out).toContain('Alerts go to teams.');
  expect(out).toContain('No problems found. Nothing was asked over the network; --online does that.');
  expect(exitCode).toBe(0);
});

describe('says what is wrong, and the command that mends it', () => {
  test.each<[string, Settings, RegExp, RegExp]>([
    [
      'a wrong value',
      { CRITICAL_AFTER: 'soon' },
      /^CRITICAL_AFTER is "soon" but must be/,
      /--settings 'CRITICAL_AFTER=/,
    ],
    [
      'a letter too few',
      { CRITICAL_AFER: '6h' },
      /^Nothing reads CRITICAL_AFER\. CRITICAL_AFTER was/,
      /-g rg -n vpp-contoso/,
    ],
    [
      'an empty connection',
      { AzureWebJobsStorage: '' },
      /is set to nothing/,
      /delete .* --setting-names AzureWebJobsStorage$/,
    ],
    ['the emulator', { AzureWebJobsStorage: 'UseDevelopmentStorage=true' }, /names the emulator/, /__accountName=/],
    [
      'a suffix that the host does not know',
      { STORAGE_ENDPOINT_SUFFIX: 'core.chinacloudapi.cn' },
      /is completed with core\.windows\.net by the Functions host/,
      /__queueServiceUri=https:\/\/stcontoso\.queue\.core\.chinacloudapi\.cn/,
    ],
    ['no channel', { TEAMS_WEBHOOK_URL: '' }, /Alerts reach no one/, /TEAMS_WEBHOOK_URL=/],
  ])('%s', async (_what, changes, text, mend) => {
    const problems = await problemsOf(changes);

    expect(problems).toHaveLength(1);
    expect(problems[0]?.text).toMatch(text);
    expect(problems[0]?.mend?.join('\n')).toMatch(mend);
  });

  test.each<[string, Settings, RegExp]>([
    ['a suffix of no cloud', { STORAGE_ENDPOINT_SUFFIX: 'core.window.net' }, /none of Microsoft's clouds/],
    [
      'one in a connection string',
      { AzureWebJobsStorage: connectionTo('core.window.net') },
      /none of Microsoft's clouds/,
    ],
    [
      'an address of another service',
      { AzureWebJobsStorage__queueServiceUri: 'https://stcontoso.table.core.windows.net' },
      /The address for queues is one for tables: stcontoso\.table/,
    ],
    [
      'a client ID without its credential',
      { AzureWebJobsStorage__credential: '' },
      /__credential must be managedidentity/,
    ],
    ['a short key', { INGEST_KEYS: 'contoso=abc' }, /INGEST_KEYS has 1 shorter than 16/],
    ['a key for two', { INGEST_KEYS: `a=${'k'.repeat(20)} b=${'k'.repeat(20)}` }, /only the first counts/],
    ['several tenants and no registration', { GRAPH_TENANT_IDS: 'a.example b.example' }, /GRAPH_CLIENT_ID must be set/],
  ])('%s', async (_what, changes, text) => {
    expect((await problemsOf(changes)).map((it) => it.text)).toContainEqual(expect.stringMatching(text));
  });
});

function connectionTo(suffix: string): string {
  return `DefaultEndpointsProtocol=https;AccountName=stcontoso;AccountKey=${'A'.repeat(86)}==;EndpointSuffix=${suffix}`;
}

test('a reference to a vault is no problem in an export, and is one in the app itself', async () => {
  const reference = { TEAMS_WEBHOOK_URL: '@Microsoft.KeyVault(VaultName=kv;SecretName=TEAMS)' };

  const elsewhere = await findings(reference);
  const here = await new Cli().run(['doctor', '--offline', '--json'], reference);

  const about = (all: readonly Finding[]) => all.filter(({ text }) => text.includes('TEAMS_WEBHOOK_URL'));
  expect(about(elsewhere)).toMatchObject([{ level: 'note', mend: [expect.stringContaining('/configreferences/')] }]);
  expect(elsewhere.filter(({ level }) => level === 'problem')).toEqual([]);
  expect(about(here.json.findings)).toMatchObject([{ level: 'problem' }]);
});

test('the roles of an identity are named with their commands', async () => {
  const mends = (await findings({})).flatMap(({ mend = [] }) => mend);

  for (const role of ['Storage Blob Data Owner', 'Storage Queue Data Contributor', 'Storage Table Data Contributor']) {
    expect(mends).toContainEqual(expect.stringMatching(`az role assignment create .*--role "${role}"`));
  }
});

test('a test alert goes through every channel, and what did not take it is said', async () => {
  const sent: string[] = [];
  vi.stubGlobal('fetch', async (url: string) => {
    sent.push(url);
    return new Response('', { status: url.includes('office') ? 202 : 404 });
  });

  const all = await findings({ ALERT_WEBHOOK_URL: 'https://alerts.example/x' }, '--send-test');

  expect(sent).toHaveLength(2);
  expect(all.map(({ level, text }) => `${level}: ${text}`)).toEqual(
    expect.arrayContaining([
      'ok: teams took a test alert.',
      expect.stringMatching(/^problem: webhook did not take .*404/),
    ]),
  );
});

test('a secret is never printed, right or wrong, offline or online', async () => {
  const { url, stop } = await refusing();
  const marked = markedSettings(`${connectionTo('core.windows.net')};TableEndpoint=${url};QueueEndpoint=${url}`, url);
  const wrong = Object.fromEntries(Object.keys(marked).map((name) => [name, `${MARK} ${MARK}`]));

  for (const settings of [marked, wrong, { ...marked, TEAMS_WEBHOOK_URI: `https://x.example/${MARK}` }]) {
    for (const args of [['--json'], ['--online', '--send-test']]) {
      const ran = await new Cli().run(['doctor', '--settings', exported({ ...settings }), ...args], ELSEWHERE);
      expect(findMark(ran.out + ran.err)).toBeUndefined();
    }
  }
  await stop();
});

describe('asks storage', () => {
  test.each([
    [
      'what may not',
      403,
      'AuthorizationPermissionMismatch',
      /may not \(AuthorizationPermissionMismatch\)/,
      /Table Data Contributor/,
    ],
    ['a wrong key', 403, 'AuthenticationFailed', /key or the access token is not accepted/, undefined],
    ['an account without keys', 403, 'KeyBasedAuthenticationNotPermitted', /takes no keys/, /__accountName/],
  ])('%s', async (_what, status, code, text, mend) => {
    const { url, stop } = await refusing(status, code);
    const account = `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=${'A'.repeat(86)}==;TableEndpoint=${url};QueueEndpoint=${url}`;

    const { json } = await new Cli().run(['doctor', '--json'], { AzureWebJobsStorage: account });

    const [table] = json.findings.filter((it: Finding) => it.about === 'storage' && it.text.includes('table'));
    expect(table.text).toMatch(text);
    if (mend) expect(table.mend[0]).toMatch(mend);
    await stop();
  });
});

/** A storage service that refuses everything. */
async function refusing(
  status = 403,
  code = 'AuthenticationFailed',
): Promise<{ readonly url: string; stop(): Promise<unknown> }> {
  const server: Server = createServer((_request, response) => {
    response.writeHead(status, { 'x-ms-error-code': code, 'content-type': 'application/json' });
    response.end(JSON.stringify({ 'odata.error': { code, message: { value: code } } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, stop: () => new Promise((resolve) => server.close(resolve)) };
}
