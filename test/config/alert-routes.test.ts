import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { Secret } from '../../src/app/model/secret.ts';
import { readAlertRoutes } from '../../src/config/alert-routes.ts';
import { readSettings } from '../../src/config/settings.ts';
import { targetsFor } from '../../src/config/targets.ts';
import { MINUTE } from '../../src/domain/policy.ts';
import { incidentNotice } from '../channels/notices.ts';

const MARK = 'SECRETMARK';

const SURROUNDINGS = { clock: () => 0, log: { info: () => {}, warn: () => {}, error: () => {} } };

const ENVIRONMENT = {
  OPS_URL: `https://hooks.example/${MARK}`,
  OPS_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
  PLAIN_URL: `http://hooks.example/${MARK}`,
  INNER_URL: `http://inner.example/${MARK}`,
  TOPIC_URL: `http://ntfy.example/${MARK}`,
  MAIL_URL: `smtps://user:${MARK}@mail.example`,
  BAD_MAIL_URL: `smtps://user:%zz${MARK}@mail.example`,
  BAD_SECRET: `${MARK}`,
  KEY: MARK,
  EMPTY: ' ',
};
const BUILT_IN = ['log', 'teams'];
const RULES = [{ targets: ['log'] }];

const directory = mkdtempSync(join(tmpdir(), 'vpp-routes-'));
afterEach(() => vi.unstubAllGlobals());
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('what is taken', () => {
  test('targets of every kind, with references in place of secrets', async () => {
    const targets = {
      hook: { kind: 'webhook', url: '$OPS_URL', secret: '$OPS_SECRET' },
      'teams-2': { kind: 'teams', url: '$OPS_URL' },
      'slack-2': { kind: 'slack', url: '$OPS_URL' },
      pager: { kind: 'pagerduty', routingKey: '$KEY', eventsUrl: '$OPS_URL', minSeverity: 'critical' },
      prometheus: { kind: 'alertmanager', url: '$INNER_URL' },
      mail: { kind: 'email', url: '$MAIL_URL', from: 'vpp@a.example', to: ['Ada <ada@a.example>', 'bob@a.example'] },
      phone: { kind: 'ntfy', url: '$TOPIC_URL' },
    };

    const read = readInline({ targets, rules: [{ targets: Object.keys(targets) }] });

    const made = read.ok && targetsFor({}, read.routes, SURROUNDINGS);
    expect(read.ok && Object.keys(read.routes.targets)).toEqual(Object.keys(targets));
    expect(made && [...made.keys()].sort()).toEqual(['log', ...Object.keys(targets)].sort());
    expect(JSON.stringify(read)).not.toContain(MARK);
  });

  test('rules alone, for the targets of the single settings', () => {
    const rules = [{ tenants: ['6F1C2D3E-0000-4000-8000-00000000ABCD'], severities: ['critical'], targets: ['teams'] }];

    const read = readInline({ rules });

    expect(read).toEqual({
      ok: true,
      routes: {
        targets: {},
        rules: [{ tenants: ['6f1c2d3e-0000-4000-8000-00000000abcd'], severities: ['critical'], targets: ['teams'] }],
      },
    });
  });

  test('the path of a file', () => {
    const path = join(directory, 'alert-routes.json');
    writeFileSync(path, JSON.stringify({ rules: RULES }));

    const read = readAlertRoutes(path, ENVIRONMENT, BUILT_IN);

    expect(read).toEqual({ ok: true, routes: { targets: {}, rules: RULES } });
  });

  test('the example of docs/channels.md, with the settings that it names', () => {
    const page = readFileSync(new URL('../../docs/channels.md', import.meta.url), 'utf8');
    const [, example = ''] = /<!-- alert-routes -->\s*```json\n([\s\S]*?)```/.exec(page) ?? [];
    const named = [...example.matchAll(/"\$(\w+)"/g)].map(([, name]) => name ?? '');
    const settings = named.map((name) => [name, valueFor(name)]);

    const read = readSettings({
      AzureWebJobsStorage: 'UseDevelopmentStorage=true',
      TEAMS_WEBHOOK_URL: 'https://teams.example/x',
      ...Object.fromEntries(settings),
      ALERT_ROUTES: example,
    });

    expect(named.length).toBeGreaterThan(2);
    expect(read).toMatchObject({ ok: true, routes: { rules: expect.any(Array) } });
  });
});

describe('what is refused, with its place and without a secret', () => {
  const secret = `https://hooks.example/${MARK}`;
  const withTarget = (target: unknown, name = 'ops') => ({ targets: { [name]: target }, rules: RULES });
  const withRule = (rule: unknown) => ({ rules: [...RULES, rule] });

  test.each<[string, unknown, RegExp]>([
    ['no rules', {}, /^rules /],
    ['an empty list of rules', { rules: [] }, /^rules /],
    ['a member it does not know', { rules: RULES, routes: [] }, /^it has routes/],
    ['an unknown kind', withTarget({ kind: 'sms', url: '$OPS_URL' }), /^targets\.ops\.kind .*'teams'.*'ntfy'/],
    ['the log as a kind', withTarget({ kind: 'log' }), /^targets\.ops\.kind /],
    [
      'a name of a channel',
      withTarget({ kind: 'teams', url: '$OPS_URL' }, 'teams'),
      /^targets\.teams .*none of the names/,
    ],
    ['the name of the log', withTarget({ kind: 'teams', url: '$OPS_URL' }, 'log'), /^targets\.log .*none of the names/],
    ['a name with a space', withTarget({ kind: 'teams', url: '$OPS_URL' }, 'a b'), /lower-case/],
    ['a name of 41 letters', withTarget({ kind: 'teams', url: '$OPS_URL' }, 'a'.repeat(41)), /1 to 40/],
    ['a secret as a name', withTarget({ kind: 'teams', url: '$OPS_URL' }, secret), /^targets\.… .*lower-case/],
    ['a literal URL', withTarget({ kind: 'slack', url: secret }), /^targets\.ops\.url .*reference.*\$/],
    ['a literal key', withTarget({ kind: 'pagerduty', routingKey: MARK }), /^targets\.ops\.routingKey .*reference/],
    ['a reference within text', withTarget({ kind: 'teams', url: `https://x/$KEY/${MARK}` }), /reference/],
    [
      'a reference to nothing',
      withTarget({ kind: 'teams', url: '$NO_URL' }),
      /^targets\.ops\.url \$NO_URL is not set$/,
    ],
    ['a reference to an empty setting', withTarget({ kind: 'teams', url: '$EMPTY' }), /\$EMPTY is not set/],
    ['a reference to no setting at all', withTarget({ kind: 'teams', url: '$constructor' }), /is not set/],
    ['http where https must be', withTarget({ kind: 'teams', url: '$PLAIN_URL' }), /\$PLAIN_URL must be an https/],
    ['a key where a URL must be', withTarget({ kind: 'ntfy', url: '$KEY' }), /\$KEY must be .*topic/],
    [
      'a bad signing secret',
      withTarget({ kind: 'webhook', url: '$OPS_URL', secret: '$BAD_SECRET' }),
      /\.secret .*whsec_/,
    ],
    ['no URL', withTarget({ kind: 'teams' }), /^targets\.ops\.url /],
    ['a URL that is a number', withTarget({ kind: 'teams', url: 7 }), /^targets\.ops\.url .*reference/],
    ['a member of another kind', withTarget({ kind: 'teams', url: '$OPS_URL', to: [] }), /^targets\.ops has to,/],
    ['a secret as a member', withTarget({ kind: 'teams', url: '$OPS_URL', [secret]: 1 }), /^targets\.ops has …/],
    ['mail to nobody', withTarget(mail({ to: [] })), /^targets\.ops\.to /],
    ['mail to no address', withTarget(mail({ to: ['a@b.example', MARK] })), /^targets\.ops\.to\.1 .*address/],
    ['mail from no address', withTarget(mail({ from: MARK })), /^targets\.ops\.from .*address/],
    ['mail by a URL that cannot be read', withTarget(mail({ url: '$BAD_MAIL_URL' })), /\$BAD_MAIL_URL must be an smtp/],
    ['mail over https', withTarget(mail({ url: '$OPS_URL' })), /\$OPS_URL must be an smtp/],
    [
      'a severity that is none',
      withTarget({ kind: 'pagerduty', routingKey: '$KEY', minSeverity: 'high' }),
      /minSeverity/,
    ],
    ['a rule without targets', withRule({ severities: ['critical'] }), /^rules\.1\.targets /],
    ['a rule for no targets', withRule({ targets: [] }), /^rules\.1\.targets /],
    ['an unknown target', withRule({ targets: ['log', 'slack'] }), /^rules\.1\.targets\.1 .*those are log, teams$/],
    ['a secret as a target', withRule({ targets: [secret] }), /^rules\.1\.targets\.0 names no target/],
    [
      'an unknown cause',
      withRule({ causes: ['tokenExpired', 'sad'], targets: ['log'] }),
      /^rules\.1\.causes\.1 .*syncFailed/,
    ],
    [
      'an unknown severity',
      withRule({ severities: ['high'], targets: ['log'] }),
      /^rules\.1\.severities\.0 .*critical/,
    ],
    ['a tenant that is none', withRule({ tenants: ['a/b'], targets: ['log'] }), /^rules\.1\.tenants\.0 /],
    ['an empty list of tenants', withRule({ tenants: [], targets: ['log'] }), /^rules\.1\.tenants /],
    ['a misspelt condition', withRule({ tenant: ['a'], targets: ['log'] }), /^rules\.1 has tenant,/],
  ])('%s', (_what, routes, problem) => {
    const read = readInline(routes);

    expect(problemsOf(read)).toMatch(problem);
    expect(JSON.stringify(read)).not.toContain(MARK);
  });

  test.each([
    ['JSON that is none', `{"targets": "${MARK}"`, /JSON/],
    ['an array', `["${MARK}"]`, /path of a file/],
    ['a file that is not there', `/no/such/${MARK}.json`, /path of a file/],
    ['a directory', tmpdir(), /path of a file/],
  ])('%s', (_what, text, problem) => {
    const read = readAlertRoutes(text, ENVIRONMENT, BUILT_IN);

    expect(problemsOf(read)).toMatch(problem);
    expect(JSON.stringify(read)).not.toContain(MARK);
  });

  test('all problems are named at once', () => {
    const read = readInline({
      targets: { a: { kind: 'teams', url: '$NO_A' }, b: { kind: 'slack', url: '$NO_B' } },
      rules: RULES,
    });

    expect(read.ok ? [] : read.problems).toEqual(['targets.a.url $NO_A is not set', 'targets.b.url $NO_B is not set']);
  });

  test('the settings as a whole are refused by that name', () => {
    const read = readSettings({ AzureWebJobsStorage: 'UseDevelopmentStorage=true', ALERT_ROUTES: '{"rules":[]}' });

    expect(read.ok ? [] : read.problems).toEqual([expect.stringMatching(/^ALERT_ROUTES rules /)]);
  });
});

test('where another setting is wrong, the targets of the routes are there to tell of it', () => {
  const read = readSettings({
    AzureWebJobsStorage: 'UseDevelopmentStorage=true',
    STUCK_AFTER: '6x',
    OPS_URL: 'https://ops.example/x',
    ALERT_ROUTES: JSON.stringify({
      targets: { ops: { kind: 'teams', url: '$OPS_URL' } },
      rules: [{ targets: ['ops'] }],
    }),
  });

  expect(read).toMatchObject({ ok: false, routes: { targets: { ops: { kind: 'teams' } } } });
});

test('an Alertmanager of the routes holds alerts over the sweeps like the one of the settings', async () => {
  const bodies: string[] = [];
  vi.stubGlobal('fetch', async (_url: string, init: RequestInit) => {
    bodies.push(String(init.body));
    return new Response();
  });
  const routes = {
    targets: { second: { kind: 'alertmanager', settings: { url: new Secret('http://a.example') } } },
    rules: RULES,
  } as const;
  const settings = { ALERTMANAGER_URL: new Secret('http://b.example') };
  const targets = targetsFor(settings, routes, { ...SURROUNDINGS, period: 60 * MINUTE });

  for (const id of ['alertmanager', 'second']) await targets.get(id)?.send(incidentNotice({ openedAt: 0, at: 0 }));

  const ends = bodies.map((body) => Date.parse(JSON.parse(body)[0].endsAt) / MINUTE);
  expect(ends).toEqual([180, 180]);
});

function mail(over: Record<string, unknown>) {
  return { kind: 'email', url: '$MAIL_URL', from: 'vpp@a.example', to: ['ada@a.example'], ...over };
}

function readInline(routes: unknown) {
  return readAlertRoutes(JSON.stringify(routes), ENVIRONMENT, BUILT_IN);
}

function problemsOf(read: ReturnType<typeof readAlertRoutes>): string {
  return read.ok ? 'it was taken' : read.problems.join('\n');
}

/** What a setting of that name may look like. */
function valueFor(name: string): string {
  if (/SMTP|MAIL/.test(name)) return 'smtps://user:password@mail.example';
  if (/KEY/.test(name)) return '0123456789abcdef0123456789abcdef';
  if (/SECRET/.test(name)) return 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  return 'https://service.example/topic';
}
