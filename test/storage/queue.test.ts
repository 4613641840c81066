import { once } from 'node:events';
import { createServer } from 'node:net';
import { QueueClient } from '@azure/storage-queue';
import { expect, test } from 'vitest';
import { StorageUnavailable } from '../../src/app/model/ports.ts';
import { StorageQueue } from '../../src/storage/queue.ts';

test('a queue that refuses the connection is unavailable, and the message says why', async () => {
  const port = await closedPort();
  const key = Buffer.from('key').toString('base64');
  const connection = `DefaultEndpointsProtocol=http;AccountName=a;AccountKey=${key};QueueEndpoint=http://127.0.0.1:${port}/a;`;
  const client = new QueueClient(connection, 'q', { retryOptions: { maxTries: 1 } });
  const queue = new StorageQueue(client, client);

  const put = queue.put({ target: 'log' }, 0);

  await expect(put).rejects.toThrow(new StorageUnavailable('queue storage: ECONNREFUSED'));
});

/** A port of this machine on which nothing listens any more. */
async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
