import * as z from 'zod';
import type { Setting } from '../channels/definition.ts';
import * as types from './setting-types.ts';

/** Where storage is, in the forms that the Functions host and its own samples use. */
export const STORAGE_SETTINGS = {
  AzureWebJobsStorage: {
    parse: types.connection,
    about: 'Connection string of the storage account that holds the queues, the timers and, by default, the table.',
    isSecret: true,
  },
  AzureWebJobsStorage__accountName: {
    parse: types.accountName,
    about: 'Name of that account, instead of its connection string, to sign in with a managed identity.',
  },
  AzureWebJobsStorage__blobServiceUri: {
    parse: types.serviceUri,
    about: 'Address of its blobs, instead of its name. Only the Functions host reads blobs.',
  },
  AzureWebJobsStorage__queueServiceUri: {
    parse: types.serviceUri,
    about: 'Address of its queues, instead of its name.',
  },
  AzureWebJobsStorage__tableServiceUri: {
    parse: types.serviceUri,
    about: 'Address of its tables, instead of its name.',
  },
  AzureWebJobsStorage__credential: {
    parse: types.managedIdentity,
    about: 'How to sign in: `managedidentity`. Needed beside a client ID.',
  },
  AzureWebJobsStorage__clientId: {
    parse: z.string(),
    about: 'Client ID of a user-assigned identity. Without it, the system-assigned one is used.',
  },
  STATE_TABLE_CONNECTION: {
    parse: types.connection,
    about: 'Connection string of another storage account for the table.',
    isSecret: true,
  },
  STATE_TABLE_CONNECTION__accountName: {
    parse: types.accountName,
    about: 'Name of another storage account for the table, instead of its connection string.',
  },
  STATE_TABLE_CONNECTION__tableServiceUri: {
    parse: types.serviceUri,
    about: 'Address of the tables of that account, instead of its name.',
  },
  STATE_TABLE_CONNECTION__credential: {
    parse: types.managedIdentity,
    about: 'How to sign in to that account: `managedidentity`.',
  },
  STATE_TABLE_CONNECTION__clientId: {
    parse: z.string(),
    about: 'Client ID of the user-assigned identity for that account.',
  },
  STORAGE_ENDPOINT_SUFFIX: {
    parse: types.endpointSuffix,
    fallback: 'core.windows.net',
    about:
      'What completes the address of an account that is given by name. In other clouds than the public one set addresses: the Functions host knows no other suffix.',
  },
} satisfies Record<string, Setting<unknown>>;

/** So much of `AzureWebJobsStorage__*` is needed where an account is given by the addresses of its services. */
const ADDRESSES = ['blobServiceUri', 'queueServiceUri', 'tableServiceUri'] as const;

/**
 * What is wrong with the settings of storage together, one sentence each.
 *
 * @param isSet whether a setting has a value, be it a valid one or not
 */
export function storageProblems(isSet: (name: keyof typeof STORAGE_SETTINGS) => boolean): readonly string[] {
  return [...hostProblems(isSet), ...tableProblems(isSet)];
}

type IsSet = Parameters<typeof storageProblems>[0];

function hostProblems(isSet: IsSet): readonly string[] {
  if (isSet('AzureWebJobsStorage')) return [];
  const missing = ADDRESSES.filter((it) => !isSet(`AzureWebJobsStorage__${it}`));
  const isNamed = isSet('AzureWebJobsStorage__accountName');
  if (!isNamed && missing.length === ADDRESSES.length) {
    return ['AzureWebJobsStorage must be set (or AzureWebJobsStorage__accountName, for an identity)'];
  }
  return [
    ...(isNamed ? [] : missing.map((it) => `AzureWebJobsStorage__${it} must be set beside the other addresses`)),
    ...identityProblems('AzureWebJobsStorage', isSet),
  ];
}

function tableProblems(isSet: IsSet): readonly string[] {
  if (isSet('STATE_TABLE_CONNECTION')) return [];
  const isPlaced = isSet('STATE_TABLE_CONNECTION__accountName') || isSet('STATE_TABLE_CONNECTION__tableServiceUri');
  const hasIdentity = isSet('STATE_TABLE_CONNECTION__credential') || isSet('STATE_TABLE_CONNECTION__clientId');
  if (!isPlaced && hasIdentity) {
    return ['STATE_TABLE_CONNECTION__tableServiceUri or STATE_TABLE_CONNECTION__accountName must be set'];
  }
  return identityProblems('STATE_TABLE_CONNECTION', isSet);
}

/** The Functions host signs in as another identity, and says nothing, where only one of the two is set. */
function identityProblems(connection: 'AzureWebJobsStorage' | 'STATE_TABLE_CONNECTION', isSet: IsSet) {
  return isSet(`${connection}__clientId`) && !isSet(`${connection}__credential`)
    ? [`${connection}__credential must be managedidentity beside ${connection}__clientId`]
    : [];
}
