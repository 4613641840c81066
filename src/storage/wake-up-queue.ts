import { type QueueClient, RestError } from '@azure/storage-queue';
import * as z from 'zod';
import type { WakeUp, WakeUpQueue } from '../app/mailbox/ports.ts';
import { StorageUnavailable } from '../app/ports.ts';

/** The longest that a message can stay unseen. */
const MAX_DELAY_SECONDS = 7 * 24 * 60 * 60;

/** A wake-up that takes longer is left to the sweep, which finds what is late. */
const PUT_TIMEOUT_MS = 3_000;

const wakeUpSchema = z.object({ target: z.string(), again: z.literal(true).optional() });

/**
 * A queue message as the Functions host hands it over: parsed where it is JSON.
 *
 * @returns undefined where it is no wake-up
 */
export function wakeUpOf(message: unknown): WakeUp | undefined {
  return wakeUpSchema.safeParse(message).data;
}

/** Wake-ups in base64, as host.json tells the Functions host to read them. */
export class StorageWakeUpQueue implements WakeUpQueue {
  readonly #client: QueueClient;

  constructor(client: QueueClient) {
    this.#client = client;
  }

  async put({ target, again }: WakeUp, delaySeconds: number): Promise<void> {
    const text = Buffer.from(JSON.stringify({ target, again })).toString('base64');
    const send = () =>
      this.#client.sendMessage(text, {
        visibilityTimeout: Math.min(MAX_DELAY_SECONDS, delaySeconds),
        // Never expires: the mailbox says whether there is still anything to do.
        messageTimeToLive: -1,
        abortSignal: AbortSignal.timeout(PUT_TIMEOUT_MS),
      });
    try {
      await send().catch(async (error: unknown) => {
        // The queue is made when it is first missed, which spares every cold start a request.
        if (!(error instanceof RestError) || error.code !== 'QueueNotFound') throw error;
        await this.#client.createIfNotExists();
        await send();
      });
    } catch (error) {
      const code =
        error instanceof RestError ? (error.statusCode ?? error.code) : error instanceof Error ? error.name : 'unknown';
      throw new StorageUnavailable(`queue storage: ${code}`, { cause: error });
    }
  }
}
