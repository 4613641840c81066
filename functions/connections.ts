import { TableClient } from '@azure/data-tables';
import { QueueClient } from '@azure/storage-queue';
import { NOTIFICATION_QUEUE } from '../src/app/ports.ts';
import type { Secret } from '../src/app/secret.ts';
import { StorageNotificationQueue } from '../src/storage/notification-queue.ts';
import { STORAGE_OPTIONS, Table } from '../src/storage/table.ts';
import type { Settings } from './settings.ts';

const STATE_TABLE = 'VppTokenSync';

/** The settings that say where the state is. */
type StorageSettings = Pick<
  Partial<Settings>,
  | 'AzureWebJobsStorage'
  | 'AzureWebJobsStorage__accountName'
  | 'AzureWebJobsStorage__clientId'
  | 'STATE_TABLE_CONNECTION'
>;

export interface Connections {
  readonly table: Table;
  readonly queue: StorageNotificationQueue;
}

/** Opens the table and the queue that the settings name; nothing is sent yet. */
export async function connect(settings: StorageSettings): Promise<Connections> {
  const { AzureWebJobsStorage: storage, STATE_TABLE_CONNECTION: state = storage } = settings;
  if (storage && state) return { table: tableIn(state), queue: queueIn(storage) };
  const account = settings.AzureWebJobsStorage__accountName;
  const credential = await identity(settings);
  const queue = new QueueClient(
    `https://${account}.queue.core.windows.net/${NOTIFICATION_QUEUE}`,
    credential,
    STORAGE_OPTIONS,
  );
  const table = new TableClient(`https://${account}.table.core.windows.net`, STATE_TABLE, credential, STORAGE_OPTIONS);
  return { table: state ? tableIn(state) : new Table(table), queue: new StorageNotificationQueue(queue) };
}

function tableIn(connection: Secret): Table {
  // A local Azurite speaks http, which the client refuses unless it is told otherwise.
  const options = { ...STORAGE_OPTIONS, allowInsecureConnection: true };
  return new Table(TableClient.fromConnectionString(connection.reveal(), STATE_TABLE, options));
}

function queueIn(connection: Secret): StorageNotificationQueue {
  return new StorageNotificationQueue(new QueueClient(connection.reveal(), NOTIFICATION_QUEUE, STORAGE_OPTIONS));
}

/** Loaded only where it is needed: it costs a cold start tens of milliseconds. */
async function identity({ AzureWebJobsStorage__clientId: managedIdentityClientId }: StorageSettings) {
  const { DefaultAzureCredential } = await import('@azure/identity');
  return new DefaultAzureCredential(managedIdentityClientId ? { managedIdentityClientId } : {});
}
