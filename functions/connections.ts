import { TableClient } from '@azure/data-tables';
import type { DefaultAzureCredential } from '@azure/identity';
import { NOTIFICATION_QUEUE, type NotificationQueue } from '../src/app/ports.ts';
import type { Secret } from '../src/app/secret.ts';
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
  readonly queue: NotificationQueue;
}

/** Opens the table and the queue that the settings name; nothing is sent yet. */
export async function connect(settings: StorageSettings): Promise<Connections> {
  const { AzureWebJobsStorage: storage, STATE_TABLE_CONNECTION: state = storage } = settings;
  if (storage && state) return { table: tableIn(state), queue: queueIn(storage) };
  const account = settings.AzureWebJobsStorage__accountName;
  const credential = await identity(settings);
  const queue = queueAt(`https://${account}.queue.core.windows.net/${NOTIFICATION_QUEUE}`, credential);
  const table = new TableClient(`https://${account}.table.core.windows.net`, STATE_TABLE, credential, STORAGE_OPTIONS);
  return { table: state ? tableIn(state) : new Table(table), queue };
}

function tableIn(connection: Secret): Table {
  // A local Azurite speaks http, which the client refuses unless it is told otherwise.
  const options = { ...STORAGE_OPTIONS, allowInsecureConnection: true };
  return new Table(TableClient.fromConnectionString(connection.reveal(), STATE_TABLE, options));
}

function queueIn(connection: Secret): NotificationQueue {
  return opened(async () => {
    const { QueueClient, StorageNotificationQueue } = await queues();
    return new StorageNotificationQueue(new QueueClient(connection.reveal(), NOTIFICATION_QUEUE, STORAGE_OPTIONS));
  });
}

function queueAt(url: string, credential: DefaultAzureCredential): NotificationQueue {
  return opened(async () => {
    const { QueueClient, StorageNotificationQueue } = await queues();
    return new StorageNotificationQueue(new QueueClient(url, credential, STORAGE_OPTIONS));
  });
}

/** Its client is the heavier of the two, and most reports have nothing to tell: it is loaded with the first notice. */
async function queues() {
  const [{ QueueClient }, { StorageNotificationQueue }] = await Promise.all([
    import('@azure/storage-queue'),
    import('../src/storage/notification-queue.ts'),
  ]);
  return { QueueClient, StorageNotificationQueue };
}

function opened(open: () => Promise<NotificationQueue>): NotificationQueue {
  let queue: Promise<NotificationQueue> | undefined;
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
