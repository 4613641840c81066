import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { hashOf, policyOf, unchangedWindowOf } from '../../src/config/policy.ts';
import { readSettings, SETTINGS } from '../../src/config/settings.ts';
import { DEFAULT_POLICY, MINUTE, SECOND } from '../../src/domain/policy.ts';

const STORAGE = 'DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=a2V5;EndpointSuffix=core.windows.net';
const WHSEC = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const MARK = 'mArKeD';

type Environment = Record<string, string>;

const minimal: Environment = { AzureWebJobsStorage: STORAGE };

interface Cases {
  readonly good: readonly string[];
  readonly bad: readonly string[];
  /** What a refusal must say. */
  readonly allowed?: RegExp;
  /** Settings that only come together with this one. */
  readonly beside?: Environment;
}

const DURATIONS: Cases = {
  good: ['1s', '90s', '30m', '6h', '2d', '3650d'],
  bad: ['0s', '6', '6x', '1.5h', '-1h', 'PT6H', '6 h', '3651d', '99999999999s', '６h'],
  allowed: /number and a unit.*6h or 2d.*to 3650d/,
};
const ALERT_URLS: Cases = {
  good: ['https://alerts.example/hook?code=1', 'http://127.0.0.1:9099/a', 'http://localhost/a', 'http://[::1]:1/a'],
  bad: [`http://alerts.example/${MARK}`, `ftp://alerts.example/${MARK}`, MARK, `//alerts.example/${MARK}`],
  allowed: /https URL.*loopback/,
};
const DAYS: Cases = { good: ['1', '90', '3650'], bad: ['0', '-1', '1.5', '3651', '90d', 'x'], allowed: /1 to 3650/ };
const ACCOUNT_NAMES: Cases = { good: ['contoso'], bad: ['ab', 'Contoso', 'a'.repeat(25)], allowed: /account/ };
const SERVICE_URIS: Cases = {
  good: ['https://contoso.queue.core.example/', 'https://contoso.z7.queue.storage.example'],
  bad: [
    'http://contoso.example',
    'contoso.queue.core.example',
    'https://contoso.example/?sv=1',
    'https://a:b@c.example',
  ],
  allowed: /https URL without a query/,
};
const GUID = '6f1c2d3e-0000-4000-8000-00000000abcd';
const CLIENT_IDS: Cases = { good: [GUID], bad: ['contoso', `${GUID}0`], allowed: /client ID/ };
const POLL_PERIODS: Cases = { good: ['1m', '15m', '1d'], bad: ['59s', '0s', 'hourly'], allowed: /number and a unit/ };
const pem = (kind: string) => `-----BEGIN ${kind}-----\nAA==\n-----END ${kind}-----\n`;
const ANY_URLS = ['https://peer.example/topic', 'http://peer:9093/topic'];

/** Every setting, with values that are taken and values that are refused. */
const CASES: Record<keyof typeof SETTINGS, Cases> = {
  AzureWebJobsStorage: {
    good: [STORAGE, 'UseDevelopmentStorage=true', 'BlobEndpoint=https://a;SharedAccessSignature=s'],
    bad: [MARK, 'https://contoso.table.core.windows.net', 'UseDevelopmentStorage=false'],
    allowed: /connection string/,
  },
  AzureWebJobsStorage__accountName: ACCOUNT_NAMES,
  AzureWebJobsStorage__blobServiceUri: SERVICE_URIS,
  AzureWebJobsStorage__queueServiceUri: SERVICE_URIS,
  AzureWebJobsStorage__tableServiceUri: SERVICE_URIS,
  AzureWebJobsStorage__credential: { good: ['managedidentity'], bad: ['system', '1'], allowed: /managedidentity/ },
  AzureWebJobsStorage__clientId: { good: ['7d0e3a52-0000-0000-0000-000000000000'], bad: [] },
  STATE_TABLE_CONNECTION: { good: [STORAGE, 'TableEndpoint=https://a'], bad: [MARK], allowed: /connection string/ },
  STATE_TABLE_CONNECTION__accountName: ACCOUNT_NAMES,
  STATE_TABLE_CONNECTION__tableServiceUri: SERVICE_URIS,
  STATE_TABLE_CONNECTION__credential: {
    good: ['managedidentity', 'managedIdentity'],
    bad: ['x'],
    allowed: /managedidentity/,
    beside: { STATE_TABLE_CONNECTION__accountName: 'state' },
  },
  STATE_TABLE_CONNECTION__clientId: {
    good: ['7d0e3a52-0000-0000-0000-000000000000'],
    bad: [],
    beside: { STATE_TABLE_CONNECTION__accountName: 'state', STATE_TABLE_CONNECTION__credential: 'managedidentity' },
  },
  STORAGE_ENDPOINT_SUFFIX: {
    good: ['core.windows.net', 'core.chinacloudapi.cn'],
    bad: ['.core.windows.net', 'https://core.windows.net', 'core', 'a/b.c'],
    allowed: /DNS name/,
  },
  DEFAULT_TENANT_ID: {
    good: ['default', 'a', 'contoso.example', 'x'.repeat(128)],
    bad: ['a/b', '_tenants', 'a b', 'é', 'x'.repeat(129)],
    allowed: /1 to 128 letters, digits/,
  },
  TENANT_NAMES: {
    good: ['{}', '{"contoso":"Contoso Schools","6F1C2D3E-0000-4000-8000-00000000ABCD":"Fabrikam"}'],
    bad: ['{"contoso":1}', '{"a/b":"Contoso"}', '{"contoso":""}', '{contoso}', '[]', 'no-such-file.json'],
    allowed: /JSON object from tenant id to name.*path of a file/,
  },
  TENANTS: {
    good: [
      '[]',
      '[{"id":"contoso","enabled":true,"FAILED_GRACE":"0s"},{"id":"fabrikam","EXPIRY_WARNING_DAYS":"14,3"}]',
    ],
    bad: ['{}', '[', 'no-such-file.json', '[{"name":"Contoso"}]', '[{"id":"contoso","CRITICAL_AFTER":"soon"}]'],
    allowed:
      /JSON list of tenants|^TENANTS .*(entry 1: id is required|tenant contoso: CRITICAL_AFTER must be a number)/,
  },
  GRAPH_TENANT_IDS: {
    good: [GUID, 'contoso.onmicrosoft.example', ` ${GUID}, ${GUID.toUpperCase()} `],
    bad: ['contoso', `${GUID} fabrikam`, 'a/b.c', `https://${GUID}`],
    allowed: /tenant IDs or domains/,
  },
  GRAPH_CLIENT_ID: CLIENT_IDS,
  GRAPH_CLIENT_SECRET: { good: ['s3cr3t~.'], bad: [], beside: { GRAPH_CLIENT_ID: GUID } },
  GRAPH_CERTIFICATE: {
    good: [`${pem('PRIVATE KEY')}${pem('CERTIFICATE')}`, `${pem('CERTIFICATE')}${pem('RSA PRIVATE KEY')}`],
    bad: [pem('CERTIFICATE'), pem('PRIVATE KEY'), `no-such-${MARK}.pem`],
    allowed: /private key and its certificate in PEM.*path of a file/,
    beside: { GRAPH_CLIENT_ID: GUID },
  },
  GRAPH_IDENTITY_CLIENT_ID: CLIENT_IDS,
  GRAPH_CLOUD: {
    good: ['global', 'usgov', 'dod', 'china'],
    bad: ['Global', 'germany'],
    allowed: /global, usgov, dod or/,
  },
  GRAPH_VERSION: { good: ['beta', 'v1.0'], bad: ['1.0', 'v2.0'], allowed: /beta or v1\.0/ },
  GRAPH_BASE_URL: {
    good: ['http://127.0.0.1:9000', 'https://localhost:9000/', 'http://[::1]:9000'],
    bad: [
      'https://graph.microsoft.com',
      'http://127.0.0.1.example',
      'http://localhost/beta',
      'http://127.0.0.1?x',
      'ftp://localhost',
      'x',
    ],
    allowed: /loopback/,
  },
  GRAPH_POLL_EVERY: POLL_PERIODS,
  GRAPH_POLL_URGENT_EVERY: POLL_PERIODS,
  GRAPH_NEIGHBOURS: { good: ['on', 'off'], bad: ['true', '1'], allowed: /on or off/ },
  ALERT_WEBHOOK_URL: ALERT_URLS,
  ALERT_WEBHOOK_SECRET: {
    good: [WHSEC],
    bad: [MARK, WHSEC.slice(6), `whsec_${MARK}!`, 'whsec_'],
    allowed: /whsec_/,
    beside: { ALERT_WEBHOOK_URL: 'https://alerts.example' },
  },
  INGEST_SIGNING_SECRETS: {
    good: [WHSEC, `contoso=${WHSEC} ${WHSEC}`],
    bad: [MARK, `contoso=${MARK}`, `${WHSEC} ${MARK}`],
    allowed: /tenantId=secret.*whsec_/,
  },
  INGEST_KEYS: { good: ['key', 'contoso=key other', 'a2V5=='], bad: [] },
  INGEST_ALLOWED_ORIGINS: { good: ['*', 'eventgrid.azure.net a.b'], bad: ['https://a', 'a,b'], allowed: /DNS names/ },
  TEAMS_WEBHOOK_URL: ALERT_URLS,
  SLACK_WEBHOOK_URL: ALERT_URLS,
  PAGERDUTY_ROUTING_KEY: { good: ['R0ut1ngKey'], bad: [] },
  PAGERDUTY_EVENTS_URL: ALERT_URLS,
  PAGERDUTY_MIN_SEVERITY: {
    good: ['info', 'warning', 'critical'],
    bad: ['error', 'Warning'],
    allowed: /info, warning or/,
  },
  ALERTMANAGER_URL: { good: ANY_URLS, bad: [MARK, `ftp://${MARK}`], allowed: /http or https/ },
  SMTP_URL: {
    good: ['smtps://user:pass@mail.contoso.example', 'smtp://mail.example:587'],
    bad: [MARK, `https://user:${MARK}@mail.example`, 'smtp://'],
    allowed: /smtps?:\/\//,
    beside: { EMAIL_FROM: 'a@example.com', EMAIL_TO: 'b@example.com' },
  },
  EMAIL_FROM: {
    good: ['ops@example.com', 'Ops <ops@example.com>'],
    bad: ['ops', 'a@b@c', 'a@example.com b@example.com'],
    allowed: /e-mail address/,
    beside: { SMTP_URL: 'smtp://mail.example', EMAIL_TO: 'b@example.com' },
  },
  EMAIL_TO: {
    good: ['ops@example.com', 'a@example.com, B <b@example.com>'],
    bad: ['ops', 'a@example.com,', 'a@example.com;b@example.com'],
    allowed: /separated by commas/,
    beside: { SMTP_URL: 'smtp://mail.example', EMAIL_FROM: 'a@example.com' },
  },
  NTFY_URL: { good: ANY_URLS, bad: [MARK, `https://${MARK}.example`, 'https://a/b c'], allowed: /topic/ },
  ALERT_LOCALE: { good: ['en', 'ja'], bad: ['de', 'EN', 'en-GB'], allowed: /en or ja/ },
  ALERT_ROUTES: { good: [], bad: ['{', '/no/such/file.json'], allowed: /ALERT_ROUTES/ },
  FAILED_GRACE: { ...DURATIONS, good: ['0s', '0d', ...DURATIONS.good], bad: DURATIONS.bad.slice(1) },
  CRITICAL_AFTER: DURATIONS,
  STUCK_AFTER: DURATIONS,
  OVERDUE_AFTER: DURATIONS,
  SILENT_AFTER: DURATIONS,
  REMIND_CRITICAL_EVERY: DURATIONS,
  REMIND_WARNING_EVERY: DURATIONS,
  REMIND_AT: {
    good: ['00:00', '23:59'],
    bad: ['24:00', '9:00', '09:60', '09:00:00', 'noon'],
    allowed: /00:00 to 23:59/,
  },
  TIME_ZONE: { good: ['UTC', 'Europe/Berlin', 'Asia/Tokyo'], bad: ['Mars/Olympus', 'x'], allowed: /IANA/ },
  FLAP_WINDOW: DURATIONS,
  EXPIRY_WARNING_DAYS: { good: ['30', '30, 7,1'], bad: ['0', '366', '30;7', '7d', '7,'], allowed: /1 to 365/ },
  OUTBREAK_MIN: { good: ['2', '1000'], bad: ['1', '1001', 'x', '2.5'], allowed: /2 to 1000/ },
  KEEP_HISTORY_DAYS: DAYS,
  KEEP_INCIDENT_DAYS: DAYS,
  HEARTBEAT_URL: ALERT_URLS,
  SWEEP_SCHEDULE: {
    good: ['0 */5 * * * *', '*/2 * * * * *', '0 0 9 * * Mon-Fri'],
    bad: ['*/5 * * * *', 'every minute', '0 */5 * * * * *', '61 * * * * *', 'a b c d e f', '0 0 0 L * *'],
    allowed: /six fields/,
  },
  STATUS_PAGE_URL: {
    good: ['https://a.example/api/status', 'https://a.example/api/status/', 'http://127.0.0.1:7071/api/status'],
    bad: [
      'status',
      'https://a.example',
      'http://a.example/api/status',
      'https://a.example/api/status?code=x',
      'https://user:password@a.example/api/status',
      'https://a.example/vpp/api/status',
    ],
    allowed: /https URL .*api\/status/,
  },
  LINK_SIGNING_SECRETS: {
    good: [`whsec_${'a'.repeat(32)}`, 'k'.repeat(32), `${'k'.repeat(32)} ${'l'.repeat(40)}`],
    bad: [MARK, `whsec_${MARK}`, `whsec_${'a'.repeat(28)}`, `${'k'.repeat(32)} ${MARK}`],
    allowed: /24 bytes or more/,
  },
};

const NAMES = Object.keys(SETTINGS) as (keyof typeof SETTINGS)[];

describe.each(NAMES)('%s', (name) => {
  const { good, bad, allowed, beside } = CASES[name];

  test.each(good)('may be %s', (value) => {
    expect(problemsOf({ ...minimal, ...beside, [name]: value })).toEqual([]);
  });

  test.each(bad)('may not be %s: that is refused by name, with what is allowed', (value) => {
    const problems = problemsOf({ ...minimal, ...beside, [name]: value });

    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name} `));
    expect(problems[0]).toMatch(allowed ?? /./);
  });

  test('counts as absent where it is empty or blank', () => {
    const cleared = readSettings({ AzureWebJobsStorage__accountName: 'contoso', ...minimal, [name]: ' ' });
    const absent = readSettings({ AzureWebJobsStorage__accountName: 'contoso', ...minimal, [name]: undefined });

    expect(cleared).toEqual(absent);
  });
});

test.each(NAMES.filter((name) => 'isSecret' in SETTINGS[name]))(
  '%s is a secret that no refusal and no print shows',
  (name) => {
    const { good, bad, beside } = CASES[name];

    const text = [...good, ...bad].map((value) => {
      const read = readSettings({ ...minimal, ...beside, [name]: value });
      return inspect(read, { depth: 9 }) + JSON.stringify(read) + Object.values(read.ok ? read.settings : read.valid);
    });

    expect(good.filter((value) => value.length > 8 && text.join().includes(value))).toEqual([]);
    expect(text.join()).not.toContain(MARK);
  },
);

test('the defaults are those of the design, and of the domain', () => {
  const read = readSettings(minimal);
  if (!read.ok) throw new Error(read.problems.join());

  expect(policyOf(read.settings)).toEqual(DEFAULT_POLICY);
  expect(read.settings).toMatchObject({
    DEFAULT_TENANT_ID: 'default',
    SWEEP_SCHEDULE: '0 */5 * * * *',
    OUTBREAK_MIN: 5,
  });
});

test.each<[string, Environment, string]>([
  ['is the one that Graph is read for', { GRAPH_TENANT_IDS: GUID.toUpperCase() }, GUID],
  ['is the one that TENANTS has read', { TENANTS: `[{"id":"${GUID}","enabled":true},{"id":"fabrikam"}]` }, GUID],
  ['is what the settings say, all the same', { GRAPH_TENANT_IDS: GUID, DEFAULT_TENANT_ID: 'contoso' }, 'contoso'],
  ['is none of several', { GRAPH_TENANT_IDS: `${GUID} a.example`, GRAPH_CLIENT_ID: GUID }, 'default'],
])('the tenant of reports that name none %s', (_, environment, expected) => {
  const read = readSettings({ ...minimal, ...environment });

  expect(read.ok && read.settings.DEFAULT_TENANT_ID).toBe(expected);
});

test('a certificate may stand in a file', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'settings-')), 'graph.pem');
  writeFileSync(path, pem('PRIVATE KEY') + pem('CERTIFICATE'));

  const read = readSettings({ ...minimal, GRAPH_CLIENT_ID: GUID, GRAPH_CERTIFICATE: path });

  expect(read.ok && read.settings.GRAPH_CERTIFICATE?.reveal()).toContain('BEGIN CERTIFICATE');
});

test('every problem is told at once', () => {
  const problems = problemsOf({ STUCK_AFTER: 'x', TIME_ZONE: 'x' });

  expect(problems.map((problem) => problem.split(' ')[0])).toEqual(['STUCK_AFTER', 'TIME_ZONE', 'AzureWebJobsStorage']);
});

test.each<[string, Environment, RegExp]>([
  ['no storage', {}, /AzureWebJobsStorage must be set.*accountName/],
  [
    'a signing secret without an address',
    { ...minimal, ALERT_WEBHOOK_SECRET: WHSEC },
    /must come with ALERT_WEBHOOK_URL/,
  ],
  [
    'an address of storage without the others',
    {
      AzureWebJobsStorage__queueServiceUri: 'https://q.example',
      AzureWebJobsStorage__tableServiceUri: 'https://t.example',
    },
    /^AzureWebJobsStorage__blobServiceUri must be set beside/,
  ],
  [
    'a client ID that the host would not read',
    { AzureWebJobsStorage__accountName: 'contoso', AzureWebJobsStorage__clientId: 'x' },
    /^AzureWebJobsStorage__credential must be managedidentity/,
  ],
  [
    'an identity for a table that has no address',
    { ...minimal, STATE_TABLE_CONNECTION__credential: 'managedidentity' },
    /^STATE_TABLE_CONNECTION__tableServiceUri or .*accountName must be set/,
  ],
  [
    'a client ID for the table alone',
    { ...minimal, STATE_TABLE_CONNECTION__accountName: 'state', STATE_TABLE_CONNECTION__clientId: 'x' },
    /^STATE_TABLE_CONNECTION__credential must be managedidentity/,
  ],
  [
    'a secret of a registration without its name',
    { ...minimal, GRAPH_CLIENT_SECRET: MARK },
    /^GRAPH_CLIENT_ID must be set beside GRAPH_CLIENT_SECRET$/,
  ],
  [
    'a managed identity for two tenants',
    { ...minimal, GRAPH_TENANT_IDS: 'contoso.example', TENANTS: '[{"id":"fabrikam.example","enabled":true}]' },
    /^GRAPH_CLIENT_ID must be set .*own tenant only$/,
  ],
  ['a mail server without addresses', { ...minimal, SMTP_URL: 'smtp://mail.example' }, /must be set together/],
])('%s is refused', (_, environment, problem) => {
  expect(problemsOf(environment)).toEqual([expect.stringMatching(problem)]);
});

test.each<[string, Environment]>([
  ['a name', { AzureWebJobsStorage__accountName: 'contoso' }],
  [
    'addresses',
    {
      AzureWebJobsStorage__blobServiceUri: 'https://contoso.blob.example',
      AzureWebJobsStorage__queueServiceUri: 'https://contoso.queue.example',
      AzureWebJobsStorage__tableServiceUri: 'https://contoso.table.example',
      AzureWebJobsStorage__credential: 'managedidentity',
      AzureWebJobsStorage__clientId: 'x',
    },
  ],
])('an account is given by %s just as well', (_, environment) => {
  expect(problemsOf(environment)).toEqual([]);
});

test('what is valid is kept beside what is not, so that channels can tell of it', () => {
  const read = readSettings({ ...minimal, ALERT_WEBHOOK_URL: 'https://alerts.example', STUCK_AFTER: 'x' });

  expect(read.ok ? {} : Object.keys(read.valid)).toContain('ALERT_WEBHOOK_URL');
});

test('a policy is named by its content', () => {
  expect(hashOf(DEFAULT_POLICY)).toBe(hashOf({ ...DEFAULT_POLICY }));
  expect(hashOf(DEFAULT_POLICY)).not.toBe(hashOf({ ...DEFAULT_POLICY, stuckAfter: 1 }));
});

test('what is unchanged stays unwritten for five minutes, or for half the shortest duration that is set', () => {
  expect(unchangedWindowOf(DEFAULT_POLICY)).toBe(5 * MINUTE);
  expect(unchangedWindowOf({ ...DEFAULT_POLICY, silentAfter: 90 * SECOND })).toBe(45 * SECOND);
});

test('docs/settings.md has every setting, with its default and what it is for', () => {
  const rows = read('docs/settings.md').matchAll(/^\| `([A-Za-z_]+)` \| (?:`([^|]+)`)? ?\| (.+) \|$/gm);

  const table = [...rows].map(([, name, fallback, about]) => [name, fallback, about]);

  // These are read by the local program alone.
  const own = table.filter(([name]) => !['PORT', 'LOCAL_DATA_DIR', 'LISTEN_PORT'].includes(String(name)));
  const expected = NAMES.map((name) => {
    const setting: { fallback?: string; about: string } = SETTINGS[name];
    return [name, setting.fallback, setting.about];
  });
  expect(own).toEqual(expected);
});

test.each(['TEAMS_WEBHOOK_URL', 'CRITICAL_AFTER', 'EMAIL_FROM'])(
  '%s that Azure could not resolve is refused by name',
  (name) => {
    const problems = problemsOf({
      AzureWebJobsStorage: 'UseDevelopmentStorage=true',
      [name]: '@Microsoft.KeyVault(VaultName=v;SecretName=SECRETMARK)',
    });

    expect(problems.filter((it) => it.startsWith(`${name} is a Key Vault reference`))).toHaveLength(1);
    expect(problems.join()).not.toContain('SECRETMARK');
  },
);

test.each([
  [19, true],
  [20, false],
])('%i targets of one tenant beside the log are taken: %s', (count, isTaken) => {
  const ids = Array.from({ length: count }, (_, i) => `room-${i}`);
  const targets = Object.fromEntries(ids.map((id) => [id, { kind: 'teams', url: '$ROOM' }]));
  const rules = [
    { tenants: ['contoso'], targets: ids.slice(0, 10) },
    { tenants: ['fabrikam'], targets: ids.slice(0, 5) },
    { targets: ids.slice(10) },
  ];
  const problems = problemsOf({
    AzureWebJobsStorage: 'UseDevelopmentStorage=true',
    ROOM: 'https://a.example/x',
    ALERT_ROUTES: JSON.stringify({ targets, rules }),
  });

  expect(problems).toEqual(isTaken ? [] : ['ALERT_ROUTES lets 21 targets hear of one incident; at most 20 may']);
});

test('the sample of local settings holds nothing but settings, and is valid', () => {
  const { Values } = JSON.parse(read('local.settings.sample.json')) as { Values: Environment };
  const { FUNCTIONS_WORKER_RUNTIME, ...values } = Values;

  expect(FUNCTIONS_WORKER_RUNTIME).toBe('node');
  expect(Object.keys(values).filter((name) => !NAMES.includes(name as keyof typeof SETTINGS))).toEqual([]);
  expect(problemsOf(values)).toEqual([]);
});

function problemsOf(environment: Environment): readonly string[] {
  const read = readSettings(environment);
  return read.ok ? [] : read.problems;
}

function read(file: string): string {
  return readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
}

test.each(['https://a.example/api/status?code=hidden', 'https://user:hidden@a.example/api/status'])(
  'an address that may hold a key is not shown: %s',
  (STATUS_PAGE_URL) => {
    const problems = problemsOf({ AzureWebJobsStorage: 'UseDevelopmentStorage=true', STATUS_PAGE_URL });

    expect(problems).toEqual([expect.stringMatching(/^STATUS_PAGE_URL must be the https URL/)]);
  },
);
