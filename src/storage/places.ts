import type { Secret } from '../app/model/secret.ts';

/** The settings that say where the state is. An account is given by a connection string, its name or its addresses. */
export interface StorageSettings {
  readonly AzureWebJobsStorage?: Secret;
  readonly AzureWebJobsStorage__accountName?: string;
  readonly AzureWebJobsStorage__queueServiceUri?: string;
  readonly AzureWebJobsStorage__tableServiceUri?: string;
  readonly AzureWebJobsStorage__credential?: 'managedidentity';
  readonly AzureWebJobsStorage__clientId?: string;
  readonly STATE_TABLE_CONNECTION?: Secret;
  readonly STATE_TABLE_CONNECTION__accountName?: string;
  readonly STATE_TABLE_CONNECTION__tableServiceUri?: string;
  readonly STATE_TABLE_CONNECTION__credential?: 'managedidentity';
  readonly STATE_TABLE_CONNECTION__clientId?: string;
  readonly STORAGE_ENDPOINT_SUFFIX?: string;
}

/** Who signs in: a managed identity, or where that is not said, whoever runs the program. */
export interface Identity {
  readonly isManaged: boolean;
  /** Of a user-assigned identity. */
  readonly clientId?: string;
}

/** A connection string, or the address of a service and who signs in there. */
export type Place = Secret | { readonly url: string; readonly identity: Identity };

/**
 * Where the table is. A connection string goes before addresses, and an address before a name, as in the Functions host.
 *
 * @returns undefined where the settings name no place
 */
export function tablePlace(settings: StorageSettings): Place | undefined {
  return (
    settings.STATE_TABLE_CONNECTION ??
    placeAt('table', settings.STATE_TABLE_CONNECTION__tableServiceUri, 'STATE_TABLE_CONNECTION', settings) ??
    settings.AzureWebJobsStorage ??
    placeAt('table', settings.AzureWebJobsStorage__tableServiceUri, 'AzureWebJobsStorage', settings)
  );
}

/** Where the queue of a name is; undefined where the settings name no place. */
export function queuePlace(settings: StorageSettings, name: string): Place | undefined {
  const { AzureWebJobsStorage, AzureWebJobsStorage__queueServiceUri: address } = settings;
  if (AzureWebJobsStorage) return AzureWebJobsStorage;
  const service = placeAt('queue', address, 'AzureWebJobsStorage', settings);
  return service && { ...service, url: `${service.url}/${name}` };
}

function placeAt(
  service: 'table' | 'queue',
  address: string | undefined,
  connection: 'AzureWebJobsStorage' | 'STATE_TABLE_CONNECTION',
  settings: StorageSettings,
) {
  const { [`${connection}__accountName` as const]: account, STORAGE_ENDPOINT_SUFFIX: suffix } = settings;
  const url = address ?? (account && suffix && `https://${account}.${service}.${suffix}`);
  if (!url) return undefined;
  const clientId = settings[`${connection}__clientId`];
  const isManaged = settings[`${connection}__credential`] !== undefined;
  return { url, identity: { isManaged, ...(clientId && { clientId }) } };
}
