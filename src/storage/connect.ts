import { TableClient } from '@azure/data-tables';
import type { QueueClient } from '@azure/storage-queue';
import type { WakeUpQueue } from '../app/deliver/ports.ts';
import { NOTIFICATION_QUEUE } from '../app/model/ports.ts';
import type { Secret } from '../app/model/secret.ts';
import type { RowStore } from './row-store.ts';
import { STORAGE_OPTIONS, Table } from './table.ts';

const STATE_TABLE = 'VppTokenSync';

/** The settings that say where the state is. */
export interface StorageSettings {
  readonly AzureWebJobsStorage?: Secret;
  readonly AzureWebJobsStorage__accountName?: string;
  readonly AzureWebJobsStorage__clientId?: string;
  readonly STATE_TABLE_CONNECTION?: Secret;
}

export interface Connections {
  readonly table: RowStore;
  readonly queue: WakeUpQueue;
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
  // A local Azurite speaks http, which the client refuses unless it is told otherwise.
  const options = { ...STORAGE_OPTIONS, allowInsecureConnection: true };
  return new Table(TableClient.fromConnectionString(connection.reveal(), STATE_TABLE, options));
}

function queueIn(connection: Secret): WakeUpQueue {
  return openedLate((sdk) => new sdk.QueueClient(connection.reveal(), NOTIFICATION_QUEUE, STORAGE_OPTIONS));
}

type QueueSdk = typeof import('@azure/storage-queue');

/** Its client is the heavier of the two, and most reports have nothing to tell: it is loaded with the first notice. */
function openedLate(client: (sdk: QueueSdk) => QueueClient): WakeUpQueue {
  let queue: Promise<WakeUpQueue> | undefined;
  const open = async () => {
    const [sdk, { StorageWakeUpQueue }] = await Promise.all([
      import('@azure/storage-queue'),
      import('./wake-up-queue.ts'),
    ]);
    return new StorageWakeUpQueue(client(sdk));
  };
  return {
    put: async (wakeUp, delaySeconds) => {
      queue ??= open();
      return (await queue).put(wakeUp, delaySeconds);
    },
  };
}

/** Loaded only where it is needed: it costs a cold start tens of milliseconds. */
async function identity({ AzureWebJobsStorage__clientId: managedIdentityClientId }: StorageSettings) {
  const { DefaultAzureCredential } = await import('@azure/identity');
  return new DefaultAzureCredential(managedIdentityClientId ? { managedIdentityClientId } : {});
}
