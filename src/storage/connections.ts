import { TableClient } from '@azure/data-tables';
import type { QueueClient } from '@azure/storage-queue';
import { NOTIFICATION_QUEUE, type NotificationQueue } from '../app/model/ports.ts';
import type { Secret } from '../app/model/secret.ts';
import type { Settings } from '../config/settings.ts';
import { STORAGE_OPTIONS, Table } from './table.ts';

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
  readonly queue: NotificationQueue;
}

/** Opens the table and the queue that the settings name; nothing is sent yet. */
export async function connect(settings: StorageSettings): Promise<Connections> {
  const { AzureWebJobsStorage: storage, STATE_TABLE_CONNECTION: state = storage } = settings;
  if (storage && state) return { table: tableIn(state), queue: queueIn(storage) };
  const account = settings.AzureWebJobsStorage__accountName;
  const credential = await identity(settings);
  const queueUrl = `https://${account}.queue.core.windows.net/${NOTIFICATION_QUEUE}`;
  const queue = openedLate((sdk) => new sdk.QueueClient(queueUrl, credential, STORAGE_OPTIONS));
  const table = new TableClient(`https://${account}.table.core.windows.net`, STATE_TABLE, credential, STORAGE_OPTIONS);
  return { table: state ? tableIn(state) : new Table(table), queue };
}

function tableIn(connection: Secret): Table {
  // A local Azurite speaks http, which the client refuses unless this option allows it.
  const options = { ...STORAGE_OPTIONS, allowInsecureConnection: true };
  return new Table(TableClient.fromConnectionString(connection.reveal(), STATE_TABLE, options));
}

function queueIn(connection: Secret): NotificationQueue {
  return openedLate((sdk) => new sdk.QueueClient(connection.reveal(), NOTIFICATION_QUEUE, STORAGE_OPTIONS));
}

type QueueSdk = typeof import('@azure/storage-queue');

/** Its client is the heavier of the two, and most reports lead to no alert: it is loaded with the first one. */
function openedLate(client: (sdk: QueueSdk) => QueueClient): NotificationQueue {
  let queue: Promise<NotificationQueue> | undefined;
  const open = async () => {
    const [sdk, { StorageNotificationQueue }] = await Promise.all([
      import('@azure/storage-queue'),
      import('./notification-queue.ts'),
    ]);
    return new StorageNotificationQueue(client(sdk));
  };
  return {
    enqueue: async (pointer, delayMs) => {
      queue ??= open();
      return (await queue).enqueue(pointer, delayMs);
    },
  };
}

/** Loaded only where it is needed: it costs a cold start tens of milliseconds. */
async function identity({ AzureWebJobsStorage__clientId: managedIdentityClientId }: StorageSettings) {
  const { DefaultAzureCredential } = await import('@azure/identity');
  return new DefaultAzureCredential(managedIdentityClientId ? { managedIdentityClientId } : {});
}
