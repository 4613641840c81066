import { type QueueClient, RestError } from '@azure/storage-queue';
import { type Queue, StorageUnavailable } from '../app/model/ports.ts';

/** A put that takes longer is left to the sweep, which finds what was not woken. */
const PUT_TIMEOUT_MS = 3_000;

/** Messages in base64, as host.json tells the Functions host to read them. */
export class StorageQueue<M> implements Queue<M> {
  readonly #client: QueueClient;
  readonly #poison: QueueClient;

  /** @param poison where the Functions host puts what failed too often */
  constructor(client: QueueClient, poison: QueueClient) {
    this.#client = client;
    this.#poison = poison;
  }

  async put(message: M, delaySeconds: number): Promise<void> {
    const text = Buffer.from(JSON.stringify(message)).toString('base64');
    const send = () =>
      this.#client.sendMessage(text, {
        visibilityTimeout: delaySeconds,
        // Never expires: what it stands for is found by looking.
        messageTimeToLive: -1,
        abortSignal: AbortSignal.timeout(PUT_TIMEOUT_MS),
      });
    try {
      await send().catch(async (error: unknown) => {
        // The queues are made when the first is missed, which spares every cold start a request. Without the second, the
        // host asks for it every second, and logs each time that it is not there.
        if (!(error instanceof RestError) || error.code !== 'QueueNotFound') throw error;
        await Promise.all([this.#client.createIfNotExists(), this.#poison.createIfNotExists()]);
        await send();
      });
    } catch (error) {
      throw new StorageUnavailable(`queue storage: ${reasonOf(error)}`, { cause: error });
    }
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof RestError) return String(error.statusCode ?? error.code ?? error.name);
  return error instanceof Error ? error.name : 'unknown';
}
