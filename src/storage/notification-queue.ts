import { type QueueClient, RestError } from '@azure/storage-queue';
import { type NotificationQueue, StorageUnavailable } from '../app/model/ports.ts';
import type { NotificationPointer } from '../app/model/state.ts';

/** The longest that a message can stay unseen is 7 days; the longest retry delay is far below. */
const MAX_DELAY_SECONDS = 7 * 24 * 60 * 60;

/** An enqueue that takes longer is left to the sweep, which finds what was not enqueued. */
const ENQUEUE_TIMEOUT_MS = 3_000;

/** Messages in base64, as host.json tells the Functions host to read them. */
export class StorageNotificationQueue implements NotificationQueue {
  readonly #client: QueueClient;

  constructor(client: QueueClient) {
    this.#client = client;
  }

  /** @throws StorageUnavailable */
  async enqueue(pointer: NotificationPointer, delayMs: number): Promise<void> {
    const { tenantId, incidentId, seq, target } = pointer;
    const text = Buffer.from(JSON.stringify({ tenantId, incidentId, seq, target })).toString('base64');
    const visibilityTimeout = Math.min(MAX_DELAY_SECONDS, Math.max(0, Math.ceil(delayMs / 1_000)));
    const send = () =>
      this.#client.sendMessage(text, {
        visibilityTimeout,
        // Never expires: what it points to is what says whether it is still of use.
        messageTimeToLive: -1,
        abortSignal: AbortSignal.timeout(ENQUEUE_TIMEOUT_MS),
      });
    try {
      await send().catch(async (error: unknown) => {
        // The queue is made when it is first missed, which spares every cold start a request.
        if (!(error instanceof RestError) || error.code !== 'QueueNotFound') throw error;
        await this.#client.createIfNotExists();
        await send();
      });
    } catch (error) {
      throw new StorageUnavailable(`queue storage: ${codeOf(error)}`, { cause: error });
    }
  }
}

/** The status that the service answered; where there was no answer, what came instead, such as ECONNREFUSED. */
function codeOf(error: unknown): string {
  if (error instanceof RestError) return String(error.statusCode ?? error.code ?? error.name);
  return error instanceof Error ? error.name : 'unknown error';
}
