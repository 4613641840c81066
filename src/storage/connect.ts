import { TableClient } from '@azure/data-tables';
import type { TokenCredential } from '@azure/identity';
import type { QueueClient } from '@azure/storage-queue';
import type { WakeUp, WakeUpQueue } from '../app/deliver/ports.ts';
import type { PollMessage } from '../app/model/poll.ts';
import { NOTIFICATION_QUEUE, POLL_QUEUE, type Queue } from '../app/model/ports.ts';
import { type Identity, type Place, queuePlace, type StorageSettings, tablePlace } from './places.ts';
import type { RowStore } from './row-store.ts';
import { STORAGE_OPTIONS, Table } from './table.ts';

const STATE_TABLE = 'VppTokenSync';

export interface Connections {
  readonly table: RowStore;
  readonly queue: WakeUpQueue;
  readonly polls: Queue<PollMessage>;
}

/**
 * Opens the table and the queues that the settings name; nothing is sent yet.
 *
 * @throws Error where they name none, which valid settings always do
 */
export async function connect(settings: StorageSettings): Promise<Connections> {
  const table = await openTable(settings);
  const [queue, polls] = await Promise.all([
    openQueue<WakeUp>(settings, NOTIFICATION_QUEUE),
    openQueue<PollMessage>(settings, POLL_QUEUE),
  ]);
  if (!table || !queue || !polls) throw new Error('the settings name no storage');
  return { table, queue, polls };
}

/** Opens the table alone, for those whose settings are wrong; undefined where they name none. */
export async function openTable(settings: StorageSettings): Promise<RowStore | undefined> {
  const place = tablePlace(settings);
  return place && new Table(await openTableClient(place));
}

/** The library's own client of the table, for what `RowStore` leaves out. */
export async function openTableClient(place: Place): Promise<TableClient> {
  // A local Azurite speaks http, which the client refuses unless it is told otherwise.
  const options = { ...STORAGE_OPTIONS, allowInsecureConnection: true };
  if (!('url' in place)) return TableClient.fromConnectionString(place.reveal(), STATE_TABLE, options);
  return new TableClient(place.url, STATE_TABLE, await credentialOf(place.identity), STORAGE_OPTIONS);
}

async function openQueue<M>(settings: StorageSettings, name: string): Promise<Queue<M> | undefined> {
  const place = queuePlace(settings, name);
  if (!place) return undefined;
  if (!('url' in place)) {
    return openedLate((sdk, end) => new sdk.QueueClient(place.reveal(), name + end, STORAGE_OPTIONS));
  }
  const credential = await credentialOf(place.identity);
  return openedLate((sdk, end) => new sdk.QueueClient(place.url + end, credential, STORAGE_OPTIONS));
}

/** The library's own client of a queue, for what `Queue` leaves out. @param place as `queuePlace` gives it for that name */
export async function openQueueClient(place: Place, name: string): Promise<QueueClient> {
  const { QueueClient } = await import('@azure/storage-queue');
  if (!('url' in place)) return new QueueClient(place.reveal(), name, STORAGE_OPTIONS);
  return new QueueClient(place.url, await credentialOf(place.identity), STORAGE_OPTIONS);
}

type QueueSdk = typeof import('@azure/storage-queue');

/** Its client is the heavier of the two, and most reports have nothing to tell: it is loaded with the first notice. */
function openedLate<M>(client: (sdk: QueueSdk, end: string) => QueueClient): Queue<M> {
  let queue: Promise<Queue<M>> | undefined;
  const open = async () => {
    const [sdk, { StorageQueue }] = await Promise.all([import('@azure/storage-queue'), import('./queue.ts')]);
    return new StorageQueue<M>(client(sdk, ''), client(sdk, '-poison'));
  };
  return {
    put: async (message, delaySeconds) => {
      queue ??= open();
      return (await queue).put(message, delaySeconds);
    },
  };
}

/** Loaded only where it is needed: it costs a cold start tens of milliseconds. */
async function credentialOf({ isManaged, clientId }: Identity): Promise<TokenCredential> {
  const { DefaultAzureCredential, ManagedIdentityCredential } = await import('@azure/identity');
  // Alone it asks nobody else, so that what is wrong with it is said at once.
  if (isManaged) return new ManagedIdentityCredential(clientId ? { clientId } : {});
  return new DefaultAzureCredential(clientId ? { managedIdentityClientId: clientId } : {});
}
