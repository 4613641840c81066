import { type QueueClient, QueueServiceClient } from '@azure/storage-queue';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Azurite, startAzurite } from '../../local/azurite.ts';
import { readHostJson } from '../../local/host-json.ts';
import { startQueueTrigger } from '../../local/queue-trigger.ts';
import { Reachability } from '../../local/reachability.ts';
import { FIXTURE_HOST_JSON, type FixtureHost, startFixtureHost, until } from './fixture-host.ts';

let azurite: Azurite;
let fixture: FixtureHost;
let queue: QueueClient;

beforeAll(async () => {
  azurite = await startAzurite();
  fixture = await startFixtureHost(azurite.connectionString, { leaseSeconds: 5 });
  queue = QueueServiceClient.fromConnectionString(azurite.connectionString).getQueueClient('work');
  await until('the queue', () => queue.exists());
});

afterAll(async () => {
  await fixture?.host.stop();
  await azurite?.stop();
});

const send = (message: object) => queue.sendMessage(Buffer.from(JSON.stringify(message)).toString('base64'));

async function runsOf(mark: string) {
  return (await fixture.seen()).messages.filter(({ message }) => message.mark === mark);
}

async function release(runs: Awaited<ReturnType<typeof runsOf>>): Promise<void> {
  const gates = runs.map(({ message }) => message.gate);
  await fetch(`${fixture.host.url}/api/release`, { method: 'POST', body: JSON.stringify(gates) });
}

async function poisonOf(mark: string) {
  return (await fixture.seen()).poison.filter((message) => message.mark === mark);
}

describe('a queue function in the local host', () => {
  it('gets the parsed message and what the queue knows of it', async () => {
    const sent = await send({ mark: 'plain' });

    const [run] = await until('a run', async () => (await runsOf('plain')).length > 0 && runsOf('plain'));
    expect(run?.message).toEqual({ mark: 'plain' });
    expect(run?.metadata).toEqual({
      queueTrigger: { mark: 'plain' },
      id: sent.messageId,
      dequeueCount: 1,
      popReceipt: expect.any(String),
      insertionTime: `${sent.insertedOn.toISOString().slice(0, 19)}+00:00`,
      nextVisibleTime: expect.stringMatching(/\+00:00$/),
      expirationTime: `${sent.expiresOn.toISOString().slice(0, 19)}+00:00`,
      mark: 'plain',
    });
  });

  it('sees the top-level properties of the message in place of what the queue knows, as the real host does', async () => {
    await send({ mark: 'shadow', id: 'mine', DequeueCount: 42, flag: true, none: null, part: { a: 1 }, list: [1] });

    const [run] = await until('a run', async () => (await runsOf('shadow')).length > 0 && runsOf('shadow'));
    expect(run?.metadata).toMatchObject({ id: 'mine', dequeueCount: 42, flag: 'True', none: '', part: { a: 1 } });
    expect(run?.metadata).not.toHaveProperty('list');
  });

  it('fails five times, then the message is in the poison queue and nowhere else', async () => {
    await send({ mark: 'bad', fail: true });

    const poison = await until('poison', async () => (await poisonOf('bad')).length > 0 && poisonOf('bad'));
    const runs = await runsOf('bad');
    expect(poison).toEqual([{ mark: 'bad', fail: true }]);
    expect(runs.map(({ metadata }) => metadata.dequeueCount)).toEqual([1, 2, 3, 4, 5]);
    await until('the end of it', async () => (await queue.getProperties()).approximateMessagesCount === 0);
  });

  it('never gets a message that is not base64: that goes to the poison queue as it is', async () => {
    const before = (await fixture.seen()).messages.length;
    const poison = QueueServiceClient.fromConnectionString(azurite.connectionString).getQueueClient('work-poison');
    await queue.sendMessage('no base64!');

    await until('the log', async () => fixture.logs.some((entry) => entry.message.endsWith('is not base64.')));
    await until('the end of it', async () => (await queue.getProperties()).approximateMessagesCount === 0);
    expect((await fixture.seen()).messages).toHaveLength(before);
    expect(await poison.exists()).toBe(true);
  });

  it('runs once, however long it takes: the lease is renewed', async () => {
    await send({ mark: 'long', lastMs: 8_000 });

    await until('the end of it', async () => (await queue.getProperties()).approximateMessagesCount === 0);
    expect(await runsOf('long')).toHaveLength(1);
  });

  it('has at most batchSize + newBatchThreshold messages at once, and more than one batch', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, gate) => send({ mark: 'many', gate })));

    await until('a batch beside the two that stay', async () => {
      await release((await runsOf('many')).slice(2));
      return (await fixture.seen()).mostAtOnce > 4;
    });
    await until('all runs', async () => {
      const runs = await runsOf('many');
      await release(runs);
      return runs.length === 20;
    });
    expect((await fixture.seen()).mostAtOnce).toBeLessThanOrEqual(6);
  });
});

it('moves a message on unseen that was taken too often without a failure, as when it kills the process', async () => {
  const service = QueueServiceClient.fromConnectionString(azurite.connectionString);
  const [worn, poison] = [service.getQueueClient('worn'), service.getQueueClient('worn-poison')];
  await worn.create();
  await worn.sendMessage('deadly');
  for (let taken = 0; taken < 5; taken++) {
    const [message] = (await worn.receiveMessages()).receivedMessageItems;
    await worn.updateMessage(message!.messageId, message!.popReceipt, undefined, 0);
  }
  const runs: unknown[] = [];

  const trigger = startQueueTrigger({
    functionName: 'worn',
    queue: worn,
    poison,
    settings: { ...readHostJson(FIXTURE_HOST_JSON).queues, messageEncoding: 'none' },
    leaseSeconds: 30,
    run: async (data) => runs.push(data),
    log: () => {},
    reachability: new Reachability('queue storage', () => {}),
  });
  const moved = await until('the message', async () => (await poison.peekMessages()).peekedMessageItems[0]);
  await trigger.stop();

  expect(moved.messageText).toBe('deadly');
  expect(runs).toEqual([]);
});

it('has its poison queue from the start', async () => {
  const service = QueueServiceClient.fromConnectionString(azurite.connectionString);

  await until('the poison queue', () => service.getQueueClient('work-poison').exists());
});
