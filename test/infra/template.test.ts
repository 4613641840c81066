import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { NOTIFICATION_QUEUE, POLL_QUEUE } from '../../src/app/model/ports.ts';
import { deploymentOf } from './deployment.ts';
import { isModule, type Json, resourcesOf, TEMPLATE, TEMPLATE_TEXT, templatesIn } from './template.ts';

const NEEDED = { environmentName: 'contoso', location: 'westeurope' };
const EVERYTHING = { ...NEEDED, operatorEmail: 'ops@contoso.example', secrets: { OTHER_URL: 'https://a.example' } };
const made = deploymentOf(TEMPLATE, EVERYTHING);
const ofType = (type: string) => made.filter((it) => it.type === type);
const only = (type: string): Json => {
  const [one, ...others] = ofType(type);
  expect([one?.type, others]).toEqual([type, []]);
  return one;
};

const BLOB_OWNER = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b';
const QUEUE_CONTRIBUTOR = '974c5e8b-45b9-4653-ba55-5f855dd0fb88';
const TABLE_CONTRIBUTOR = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3';
const METRICS_PUBLISHER = '3913510d-42f4-4e42-8a64-420c390055eb';
const SECRETS_USER = '4633458b-17de-408a-b874-0445c86b69e6';

/** What Flex Consumption refuses or ignores, and what would bring a key of storage back. */
const FORBIDDEN = [
  ...['ENABLE_ORYX_BUILD', 'FUNCTIONS_EXTENSION_VERSION', 'FUNCTIONS_WORKER_RUNTIME', 'FUNCTIONS_MAX_HTTP_CONCURRENCY'],
  ...['FUNCTIONS_WORKER_PROCESS_COUNT', 'FUNCTIONS_WORKER_DYNAMIC_CONCURRENCY_ENABLED', 'AZUREWEBJOBSDASHBOARD'],
  ...['SCM_DO_BUILD_DURING_DEPLOYMENT', 'WEBSITE_', 'languageWorkers', 'linuxFxVersion', 'ftpsState', 'alwaysOn'],
  ...['use32BitWorkerProcess', 'netFrameworkVersion', 'functionAppScaleLimit', '"AzureWebJobsStorage"', 'AccountKey'],
  ...['core.windows.net', 'vault.azure.net'],
];

test('the schemas are those of a subscription outside and of a resource group inside', () => {
  const [outer, ...inner] = templatesIn(TEMPLATE).map(({ $schema }) => $schema.split('/').slice(-2).join('/'));

  expect(outer).toBe('2018-05-01/subscriptionDeploymentTemplate.json#');
  expect(new Set(inner)).toEqual(new Set(['2019-04-01/deploymentTemplate.json#']));
});

test('every module sees its own parameters alone, so that secrets stay out of the history', () => {
  const scopes = templatesIn(TEMPLATE)
    .flatMap(resourcesOf)
    .filter(([, it]) => isModule(it))
    .map(([, it]) => it.properties.expressionEvaluationOptions?.scope);

  expect(scopes.length).toBeGreaterThan(6);
  expect(new Set(scopes)).toEqual(new Set(['inner']));
});

test('no secret has a default', () => {
  const defaults = templatesIn(TEMPLATE).flatMap(({ parameters }) =>
    Object.values(parameters).flatMap(({ type, defaultValue }) => (/^secure/i.test(type) ? [defaultValue] : [])),
  );

  expect(defaults.length).toBeGreaterThan(11);
  expect(defaults.filter((it) => it !== undefined && it !== '' && Object.keys(it).length > 0)).toEqual([]);
});

test('no output lists keys or holds what is given as a secret', () => {
  const outputs = templatesIn(TEMPLATE).map((it) => JSON.stringify(it.outputs ?? {}));

  expect(outputs.join()).not.toMatch(/\blist\w*\(/i);
  expect(TEMPLATE_TEXT).not.toMatch(/\blist(Keys|AccountSas|ServiceSas|Secrets)\(/i);
});

test.each(FORBIDDEN)('%s is nowhere in the template', (name) => {
  expect(TEMPLATE_TEXT).not.toContain(name);
});

test('each role is given on the one resource that it is for', () => {
  const roles = ofType('Microsoft.Authorization/roleAssignments').map(({ scope, properties }) => [
    properties.roleDefinitionId.split('/').at(-1),
    scope?.split('/').slice(0, 2).join('/'),
    properties.principalType,
  ]);

  expect(roles).toEqual([
    [BLOB_OWNER, 'Microsoft.Storage/storageAccounts', 'ServicePrincipal'],
    [QUEUE_CONTRIBUTOR, 'Microsoft.Storage/storageAccounts', 'ServicePrincipal'],
    [TABLE_CONTRIBUTOR, 'Microsoft.Storage/storageAccounts', 'ServicePrincipal'],
    [METRICS_PUBLISHER, 'Microsoft.Insights/components', 'ServicePrincipal'],
    [SECRETS_USER, 'Microsoft.KeyVault/vaults', 'ServicePrincipal'],
  ]);
});

test('storage takes no keys, shows nothing in public and speaks TLS 1.2', () => {
  expect(only('Microsoft.Storage/storageAccounts').properties).toMatchObject({
    allowSharedKeyAccess: false,
    allowBlobPublicAccess: false,
    minimumTlsVersion: 'TLS1_2',
    supportsHttpsTrafficOnly: true,
  });
});

test('storage has what the app and its host look for', () => {
  const children = made.filter(({ type }) => /storageAccounts\/\w+\/\w+$/.test(type)).map(({ name }) => name);

  expect(children.map((name) => name.split('/').slice(1).join('/')).sort()).toEqual([
    'default/VppTokenSync',
    'default/app-package',
    `default/${NOTIFICATION_QUEUE}`,
    `default/${NOTIFICATION_QUEUE}-poison`,
    `default/${POLL_QUEUE}`,
    `default/${POLL_QUEUE}-poison`,
  ]);
});

test('telemetry and the vault take identities alone', () => {
  expect(only('Microsoft.Insights/components').properties.DisableLocalAuth).toBe(true);
  expect(only('Microsoft.KeyVault/vaults').properties.enableRbacAuthorization).toBe(true);
});

describe('the app', () => {
  const site = () => only('Microsoft.Web/sites');

  test('runs on one plan of its own, on Node 22, by HTTPS, found by azd', () => {
    expect(only('Microsoft.Web/serverfarms')).toMatchObject({ sku: { name: 'FC1' }, properties: { reserved: true } });
    expect(site()).toMatchObject({ tags: { 'azd-service-name': 'app' }, properties: { httpsOnly: true } });
    expect(site().properties.functionAppConfig.runtime).toEqual({ name: 'node', version: '22' });
    expect(site().name.length).toBeLessThanOrEqual(32);
  });

  test('takes its package by its identity', () => {
    expect(site().properties.functionAppConfig.deployment.storage).toMatchObject({
      value: 'https://contoso.blob.storage.example/app-package',
      authentication: { type: 'UserAssignedIdentity' },
    });
  });

  test.each([
    [{}, []],
    [{ alwaysReadyDeliver: 1 }, [{ name: 'function:deliver', instanceCount: 1 }]],
    [
      { alwaysReadyHttp: 2, alwaysReadyDeliver: 1 },
      [
        { name: 'http', instanceCount: 2 },
        { name: 'function:deliver', instanceCount: 1 },
      ],
    ],
  ])('with %j always has ready %j', (given, alwaysReady) => {
    const [one] = deploymentOf(TEMPLATE, { ...NEEDED, ...given }).filter(({ type }) => type === 'Microsoft.Web/sites');

    expect(one?.properties.functionAppConfig.scaleAndConcurrency).toEqual({
      alwaysReady,
      instanceMemoryMB: 2048,
      maximumInstanceCount: 40,
    });
  });
});

test('people sign in with their accounts where an app registration is named, and no request is turned away for it', () => {
  const settings = (given: object) =>
    deploymentOf(TEMPLATE, { ...NEEDED, ...given }).filter(({ name }) => name.endsWith('/authsettingsV2'));

  const [on] = settings({ signInClientId: 'an-app' });

  expect(settings({})).toEqual([]);
  expect(on?.properties).toMatchObject({
    platform: { enabled: true },
    globalValidation: { requireAuthentication: false, unauthenticatedClientAction: 'AllowAnonymous' },
    identityProviders: {
      azureActiveDirectory: {
        registration: { clientId: 'an-app', openIdIssuer: expect.stringMatching(/^https:\/\/[^/]+\/[^/]+\/v2\.0$/) },
        validation: { defaultAuthorizationPolicy: { allowedApplications: ['an-app'] } },
      },
    },
  });
});

test('alert rules come with an address of an operator, and not without', () => {
  const rules = (given: object) =>
    deploymentOf(TEMPLATE, { ...NEEDED, ...given }).filter(({ type }) => /scheduledQueryRules|actionGroups/.test(type));

  expect(rules({})).toEqual([]);
  expect(rules({ operatorEmail: 'ops@contoso.example' })).toHaveLength(6);
});

test('alert rules look for lines that the app writes', () => {
  const queries = ofType('Microsoft.Insights/scheduledQueryRules').map((it) => it.properties.criteria.allOf[0].query);
  const sources = ['functions/sweep.ts', 'src/app/deliver/run.ts'].map((file) => readFileSync(file, 'utf8')).join();

  const words = queries.flatMap((query: string) => [...query.matchAll(/startswith "(\w+: ?\w*)"|\(@?"(\w+)=/g)]);

  expect(words.length).toBeGreaterThan(3);
  for (const [, line = '', key = ''] of words) expect(sources).toContain((line || key).split(' ')[0]);
});

test('the parameters for azd name every parameter, and a variable of the environment for each', () => {
  const { parameters } = JSON.parse(readFileSync('infra/main.parameters.json', 'utf8')) as Json;
  const variables = Object.values<Json>(parameters).map(({ value }) => /^\$\{([A-Z_]+)\}$/.exec(value)?.[1]);

  expect(Object.keys(parameters).sort()).toEqual(Object.keys(TEMPLATE.parameters).sort());
  expect(new Set(variables).size).toBe(variables.length);
  expect(variables).not.toContain(undefined);
});

test('what azd keeps of the outputs, it hands to the next deployment', () => {
  const { parameters } = JSON.parse(readFileSync('infra/main.parameters.json', 'utf8')) as Json;

  expect(Object.keys(TEMPLATE.outputs ?? {})).toContain('SECRETS_IN_VAULT');
  expect(parameters.secretsInVault).toEqual({ value: `\${SECRETS_IN_VAULT}` });
});
