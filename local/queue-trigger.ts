import { setTimeout as sleep } from 'node:timers/promises';
import type { DequeuedMessageItem, QueueClient } from '@azure/storage-queue';
import type { TypedData } from './core-types.ts';
import type { QueueSettings } from './host-json.ts';
import { describeFailure, type LogSink } from './log.ts';
import { decodeMessage, messageMetadata } from './queue-message.ts';
import { firstLine, type Reachability } from './reachability.ts';
import type { Trigger } from './trigger.ts';

export interface QueueTriggerOptions {
  readonly functionName: string;
  readonly queue: QueueClient;
  /** Absent for a queue that is itself a poison queue. */
  readonly poison: QueueClient | undefined;
  readonly settings: QueueSettings;
  /** How long a message stays hidden should this process die while it is worked on. */
  readonly leaseSeconds: number;
  readonly run: (data: TypedData, metadata: Record<string, TypedData>) => Promise<unknown>;
  readonly log: LogSink;
  /** Of the storage that the queue is in. */
  readonly reachability: Reachability;
}

const MIN_POLLING_INTERVAL_MS = 100;

/** Calls the function for every message of the queue, up to `batchSize + newBatchThreshold` at once. */
export function startQueueTrigger(options: QueueTriggerOptions): Trigger {
  const { queue, poison, settings, reachability } = options;
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const warn = (what: string, error: unknown) =>
    options.log({ level: 'warning', source: options.functionName, message: `${what} (${firstLine(error)})` });

  async function receive(): Promise<DequeuedMessageItem[]> {
    try {
      const answer = await queue.receiveMessages({
        numberOfMessages: settings.batchSize,
        visibilityTimeout: options.leaseSeconds,
      });
      reachability.succeeded();
      return answer.receivedMessageItems;
    } catch (error) {
      // Deleted while we run: as good as empty.
      if (isStatus(error, 404)) reachability.succeeded();
      else reachability.failed(error);
      return [];
    }
  }

  async function poll(): Promise<void> {
    try {
      await Promise.all([queue.createIfNotExists(), poison?.createIfNotExists()]);
    } catch (error) {
      reachability.failed(error);
    }
    let pause = MIN_POLLING_INTERVAL_MS;
    while (!stopping.signal.aborted) {
      if (running.size > settings.newBatchThreshold) {
        await Promise.race(running);
        continue;
      }
      const messages = await receive();
      for (const message of messages) {
        const work: Promise<void> = handleMessage(options, message)
          .catch((error) => warn(`The message ${message.messageId} cannot be settled and will come again`, error))
          .finally(() => running.delete(work));
        running.add(work);
      }
      if (messages.length > 0) {
        pause = MIN_POLLING_INTERVAL_MS;
      } else {
        await sleep(pause, undefined, { signal: stopping.signal }).catch(() => undefined);
        pause = Math.max(MIN_POLLING_INTERVAL_MS, Math.min(pause * 2, settings.maxPollingIntervalMs));
      }
    }
    await Promise.all(running);
  }

  const polling = poll();
  return {
    stop: () => {
      stopping.abort();
      return polling;
    },
  };
}

async function handleMessage(options: QueueTriggerOptions, message: DequeuedMessageItem): Promise<void> {
  const { settings, log, functionName, queue } = options;
  const text = decodeMessage(message.messageText, settings.messageEncoding);
  if (text === undefined) {
    log({ level: 'error', source: functionName, message: `The message ${message.messageId} is not base64.` });
    return moveToPoison(options, message, message.popReceipt);
  }
  // A process that dies at this message never gets to count a failure, so what comes too often is not run again.
  if (message.dequeueCount > settings.maxDequeueCount) return moveToPoison(options, message, message.popReceipt);

  const lease = keepLease(options, message);
  try {
    await options.run({ string: text }, messageMetadata(message, text));
  } catch (error) {
    const receipt = await lease.end();
    const attempt = `attempt ${message.dequeueCount} of ${settings.maxDequeueCount}`;
    log({ level: 'error', source: functionName, message: `${attempt} failed: ${describeFailure(error)}` });
    // Without a poison queue the message stays hidden for the rest of its lease, lest it loop.
    if (!options.poison) return;
    if (message.dequeueCount >= settings.maxDequeueCount) return moveToPoison(options, message, receipt);
    const delay = Math.ceil(settings.visibilityTimeoutMs / 1000);
    await queue.updateMessage(message.messageId, receipt, undefined, delay);
    return;
  }
  await queue.deleteMessage(message.messageId, await lease.end());
}

/** Renews the lease at half its time, so that only the death of this process lets it run out. */
function keepLease(options: QueueTriggerOptions, message: DequeuedMessageItem): { end(): Promise<string> } {
  const { queue, leaseSeconds } = options;
  let receipt = message.popReceipt;
  let renewal: Promise<unknown> = Promise.resolve();
  const renew = async () => {
    try {
      const answer = await queue.updateMessage(message.messageId, receipt, undefined, leaseSeconds);
      receipt = answer.popReceipt ?? receipt;
    } catch (error) {
      const text = `The message ${message.messageId} cannot be kept hidden (${firstLine(error)}) and may run twice.`;
      options.log({ level: 'warning', source: options.functionName, message: text });
    }
  };
  const timer = setInterval(() => {
    renewal = renewal.then(renew);
  }, leaseSeconds * 500);
  return {
    end: async () => {
      clearInterval(timer);
      await renewal;
      return receipt;
    },
  };
}

async function moveToPoison(options: QueueTriggerOptions, message: DequeuedMessageItem, receipt: string) {
  const { queue, poison, log, functionName } = options;
  if (!poison) return;
  await poison.createIfNotExists();
  await poison.sendMessage(message.messageText, { messageTimeToLive: -1 });
  await queue.deleteMessage(message.messageId, receipt);
  log({ level: 'warning', source: functionName, message: `Message ${message.messageId} moved to ${poison.name}.` });
}

function isStatus(error: unknown, status: number): boolean {
  return typeof error === 'object' && error !== null && 'statusCode' in error && error.statusCode === status;
}
