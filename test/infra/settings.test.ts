import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CHANNELS } from '../../src/channels/registry.ts';
import { readSettings, SETTINGS } from '../../src/config/settings.ts';
import { STORAGE_SETTINGS } from '../../src/config/storage-settings.ts';
import { tablePlace } from '../../src/storage/places.ts';
import { deploymentOf } from './deployment.ts';
import { type Json, TEMPLATE } from './template.ts';

const NEEDED = { environmentName: 'contoso', location: 'westeurope' };
/** Read by the host of Azure and not by the app. */
const OF_THE_HOST = ['APPLICATIONINSIGHTS_CONNECTION_STRING', 'APPLICATIONINSIGHTS_AUTHENTICATION_STRING'];
const TEAMS = 'https://teams.example/workflow';

const { namedSecrets, namedSettings, jsonSettings } = TEMPLATE.variables as Json;
const isSecret = (name: string) => 'isSecret' in (SETTINGS as Json)[name];
const parameterOf = (expression: string) => /parameters\('(\w+)'\)/.exec(expression)?.[1] ?? '';
const typeOf = (expression: string) => TEMPLATE.parameters[parameterOf(expression)]?.type.toLowerCase();
/** The app settings that the template makes. */
const settingsWith = (given: object, cloud?: string): Record<string, string> => {
  const site: Json = deploymentOf(TEMPLATE, { ...NEEDED, ...given }, cloud).find(
    ({ type }) => type === 'Microsoft.Web/sites',
  );
  return Object.fromEntries(site.properties.siteConfig.appSettings.map((it: Json) => [it.name, it.value]));
};
/** As Azure hands them to the app: references to the vault are replaced. */
const resolved = (settings: Record<string, string>, vault: Record<string, string>) =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [
      name,
      value.startsWith('@Microsoft.KeyVault(') ? (vault[name] ?? value) : value,
    ]),
  );

describe('every secret of the app has a parameter that nobody can read back', () => {
  const secrets = Object.keys(SETTINGS).filter((name) => isSecret(name) && !(name in STORAGE_SETTINGS));

  test.each(secrets)('%s', (name) => {
    expect(namedSecrets[name]).toMatch(/^\[parameters\('\w+'\)\]$/);
    expect(typeOf(namedSecrets[name])).toBe('securestring');
  });
});

test('every setting of a channel has a parameter of its own', () => {
  const missing = Object.keys(CHANNELS.settings).filter((name) => !(name in namedSecrets) && !(name in namedSettings));

  expect(missing).toEqual([]);
});

test('no parameter is for a setting that nothing reads, and none that all can see is for a secret', () => {
  const open = Object.entries<string>({ ...namedSettings, ...jsonSettings });

  expect(Object.keys({ ...namedSecrets, ...namedSettings, ...jsonSettings }).filter((it) => !(it in SETTINGS))).toEqual(
    [],
  );
  expect(open.filter(([name]) => isSecret(name))).toEqual([]);
  expect(new Set(open.map(([, expression]) => typeOf(expression)))).toEqual(new Set(['string', 'object', 'array']));
});

test('azd takes each of them from a variable that is called like the setting', () => {
  const { parameters } = JSON.parse(readFileSync('infra/main.parameters.json', 'utf8')) as Json;

  for (const [name, expression] of Object.entries<string>({ ...namedSecrets, ...namedSettings, ...jsonSettings })) {
    expect(parameters[parameterOf(expression)]).toEqual({ value: `\${${name}}` });
  }
});

test('all other settings come as one object, their secrets as another that nobody can read back', () => {
  const settings = settingsWith({ settings: { CRITICAL_AFTER: '12h' }, secrets: { SLACK_OPS_URL: TEAMS } });

  expect(TEMPLATE.parameters.secrets?.type).toBe('secureObject');
  expect(settings).toMatchObject({
    CRITICAL_AFTER: '12h',
    SLACK_OPS_URL: '@Microsoft.KeyVault(VaultName=kv-abcdefghijklm;SecretName=SLACK-OPS-URL)',
  });
});

test('with nothing given, the app has storage and telemetry, and no empty setting', () => {
  expect(Object.keys(settingsWith({})).sort()).toEqual([
    ...OF_THE_HOST.toReversed(),
    'AzureWebJobsStorage__accountName',
    'AzureWebJobsStorage__clientId',
    'AzureWebJobsStorage__credential',
  ]);
});

describe.each([
  ['AzureCloud', 'https://stabcdefghijklm.table.core.windows.net'],
  ['AzureChinaCloud', 'https://contoso.table.storage.example'],
])('in %s', (cloud, url) => {
  const given = {
    teamsWebhookUrl: TEAMS,
    secrets: { SLACK_OPS_URL: TEAMS },
    emailFrom: 'vpp@contoso.example',
    emailTo: 'ops@contoso.example',
    smtpUrl: 'smtps://user:password@mail.example',
    tenantNames: { contoso: 'Contoso "Schools"' },
    tenants: [{ id: 'contoso', name: 'Contoso "Schools"', CRITICAL_AFTER: '6h' }],
    alertRoutes: { targets: { ops: { kind: 'slack', url: '$SLACK_OPS_URL' } }, rules: [{ targets: ['ops', 'teams'] }] },
    settings: { CRITICAL_AFTER: '12h' },
  };
  const vault = { TEAMS_WEBHOOK_URL: TEAMS, SLACK_OPS_URL: TEAMS, SMTP_URL: given.smtpUrl };

  test('the app reads what the template makes without a problem, and all of it is read', () => {
    const settings = resolved(settingsWith(given, cloud), vault);
    const read = readSettings(settings);

    const unread = Object.keys(settings).filter(
      (it) => !(it in SETTINGS) && ![...OF_THE_HOST, 'SLACK_OPS_URL'].includes(it),
    );
    expect(read).toMatchObject({ ok: true });
    expect(unread).toEqual([]);
    expect(read.ok && tablePlace(read.settings)).toMatchObject({ url, identity: { isManaged: true } });
  });
});

test('an empty secret keeps the reference that is there, and none is made for one that was never given', () => {
  const settings = settingsWith({ secretsInVault: ['TEAMS_WEBHOOK_URL'], slackWebhookUrl: TEAMS });

  expect(settings.TEAMS_WEBHOOK_URL).toMatch(/SecretName=TEAMS-WEBHOOK-URL\)$/);
  expect(settings.SLACK_WEBHOOK_URL).toMatch(/SecretName=SLACK-WEBHOOK-URL\)$/);
  expect(settings).not.toHaveProperty('NTFY_URL');
});

test('what is given goes into the vault under the name that the reference has, and nothing else does', () => {
  const made = deploymentOf(TEMPLATE, {
    ...NEEDED,
    teamsWebhookUrl: TEAMS,
    secrets: { OTHER_URL: 'https://o.example' },
  });

  const secrets = made.filter(({ type }) => type === 'Microsoft.KeyVault/vaults/secrets');
  expect(secrets.map(({ name, properties }) => [name, properties.value])).toEqual([
    ['kv-abcdefghijklm/TEAMS-WEBHOOK-URL', TEAMS],
    ['kv-abcdefghijklm/OTHER-URL', 'https://o.example'],
  ]);
});

test('without a vault, secrets stand among the settings and no vault is made', () => {
  const given = { useKeyVault: false, teamsWebhookUrl: TEAMS, secrets: { OTHER_URL: 'https://o.example' } };

  const vaults = deploymentOf(TEMPLATE, { ...NEEDED, ...given }).filter(({ type }) => type.includes('KeyVault'));
  expect(settingsWith(given)).toMatchObject({ TEAMS_WEBHOOK_URL: TEAMS, OTHER_URL: 'https://o.example' });
  expect(vaults).toEqual([]);
});
