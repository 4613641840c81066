import { describe, expect, test } from 'vitest';
import { readSettings } from '../../src/config/settings.ts';
import { queuePlace, tablePlace } from '../../src/storage/places.ts';

type Environment = Readonly<Record<string, string>>;

const CLIENT = '7d0e3a52-0000-0000-0000-000000000000';
const BY_NAME: Environment = {
  AzureWebJobsStorage__accountName: 'contoso',
  AzureWebJobsStorage__credential: 'managedidentity',
  AzureWebJobsStorage__clientId: CLIENT,
};
const BY_ADDRESS: Environment = {
  AzureWebJobsStorage__blobServiceUri: 'https://contoso.blob.core.chinacloudapi.cn/',
  AzureWebJobsStorage__queueServiceUri: 'https://contoso.queue.core.chinacloudapi.cn/',
  AzureWebJobsStorage__tableServiceUri: 'https://contoso.table.core.chinacloudapi.cn/',
  AzureWebJobsStorage__credential: 'managedidentity',
  AzureWebJobsStorage__clientId: CLIENT,
};
const CONNECTION = 'DefaultEndpointsProtocol=https;AccountName=other;AccountKey=a2V5';

describe('the table and the queue are at', () => {
  test.each<[string, Environment, string, string]>([
    ['an account by name', BY_NAME, 'contoso.table.core.windows.net', 'contoso.queue.core.windows.net'],
    [
      'an account by name in another cloud',
      { ...BY_NAME, STORAGE_ENDPOINT_SUFFIX: 'core.usgovcloudapi.net' },
      'contoso.table.core.usgovcloudapi.net',
      'contoso.queue.core.usgovcloudapi.net',
    ],
    [
      'an account by its addresses',
      BY_ADDRESS,
      'contoso.table.core.chinacloudapi.cn',
      'contoso.queue.core.chinacloudapi.cn',
    ],
    [
      'the addresses, where there is a name too',
      { ...BY_ADDRESS, ...BY_NAME },
      'contoso.table.core.chinacloudapi.cn',
      'contoso.queue.core.chinacloudapi.cn',
    ],
    [
      'two accounts, where the table has its own by name',
      { ...BY_NAME, STATE_TABLE_CONNECTION__accountName: 'state' },
      'state.table.core.windows.net',
      'contoso.queue.core.windows.net',
    ],
    [
      'two accounts, where the table has its own by address',
      { ...BY_NAME, STATE_TABLE_CONNECTION__tableServiceUri: 'https://state.example/' },
      'state.example',
      'contoso.queue.core.windows.net',
    ],
  ])('%s', (_, environment, table, queue) => {
    const settings = settingsOf(environment);

    expect(urlOf(tablePlace(settings))).toBe(`https://${table}`);
    expect(urlOf(queuePlace(settings, 'vpp-notifications'))).toBe(`https://${queue}/vpp-notifications`);
  });
});

test('a connection string goes before a name', () => {
  const settings = settingsOf({ ...BY_NAME, AzureWebJobsStorage: CONNECTION });

  expect(tablePlace(settings)).toBe(settings.AzureWebJobsStorage);
  expect(queuePlace(settings, 'vpp-notifications')).toBe(settings.AzureWebJobsStorage);
});

test.each<[string, Environment]>([
  ['by connection string', { AzureWebJobsStorage: CONNECTION, STATE_TABLE_CONNECTION: `${CONNECTION};x=y` }],
  ['by identity', { ...BY_NAME, STATE_TABLE_CONNECTION: CONNECTION }],
])('a table with a connection string of its own stands beside a queue %s', (_, environment) => {
  const settings = settingsOf(environment);

  expect(tablePlace(settings)).toBe(settings.STATE_TABLE_CONNECTION);
  expect(queuePlace(settings, 'vpp-notifications')).not.toBe(settings.STATE_TABLE_CONNECTION);
});

test.each<[string, Environment, object]>([
  ['a user-assigned identity', BY_NAME, { isManaged: true, clientId: CLIENT }],
  [
    'the identity of the app',
    { AzureWebJobsStorage__accountName: 'contoso', AzureWebJobsStorage__credential: 'ManagedIdentity' },
    { isManaged: true },
  ],
  ['whoever runs the program', { AzureWebJobsStorage__accountName: 'contoso' }, { isManaged: false }],
])('%s signs in', (_, environment, identity) => {
  const settings = settingsOf(environment);

  expect([tablePlace(settings), queuePlace(settings, 'vpp-notifications')]).toEqual([
    expect.objectContaining({ identity }),
    expect.objectContaining({ identity }),
  ]);
});

test('each account has an identity of its own', () => {
  const settings = settingsOf({ ...BY_NAME, STATE_TABLE_CONNECTION__accountName: 'state' });

  expect(tablePlace(settings)).toMatchObject({ identity: { isManaged: false } });
  expect(queuePlace(settings, 'vpp-notifications')).toMatchObject({ identity: { isManaged: true, clientId: CLIENT } });
});

test('settings that name no place have none', () => {
  expect([tablePlace({}), queuePlace({}, 'vpp-notifications')]).toEqual([undefined, undefined]);
});

function settingsOf(environment: Environment) {
  const read = readSettings(environment);
  if (!read.ok) throw new Error(read.problems.join('; '));
  return read.settings;
}

function urlOf(place: object | undefined): unknown {
  return place && 'url' in place ? place.url : undefined;
}
