import { expect, test } from 'vitest';
import { type DeliverDeps, deliver } from '../../../functions/deliver.ts';
import { StorageUnavailable } from '../../../src/app/model/ports.ts';
import type { NotificationPointer } from '../../../src/app/model/state.ts';

const POINTER: NotificationPointer = { tenantId: 'contoso', incidentId: '01J', seq: 1, target: 'webhook' };

/** An instance whose table is out of reach; what it puts back into the queue is kept. */
function cutOff(enqueue: (delayMs: number) => Promise<void>): DeliverDeps {
  const refuse = () => Promise.reject(new StorageUnavailable('table storage: 503'));
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  // Nothing else is reached before the row is read.
  return {
    outbox: { read: refuse },
    queue: { enqueue: (_pointer: NotificationPointer, delayMs: number) => enqueue(delayMs) },
    log,
  } as unknown as DeliverDeps;
}

test('while the table is out of reach a message is put back, and does not become a poison message', async () => {
  const delays: number[] = [];

  await deliver(
    POINTER,
    cutOff(async (delayMs) => void delays.push(delayMs)),
  );

  expect(delays).toEqual([30_000]);
});

test('where the queue is out of reach too, the message comes again by itself', async () => {
  const both = cutOff(() => Promise.reject(new StorageUnavailable('queue storage: 503')));

  await expect(deliver(POINTER, both)).rejects.toThrow(StorageUnavailable);
});
