import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TableClient } from '@azure/data-tables';
import { afterEach, expect, test } from 'vitest';
import { StorageUnavailable } from '../../src/app/model/ports.ts';
import { STORAGE_OPTIONS, Table } from '../../src/storage/table.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

test('a service that does not answer is given up after the time-out, and not asked again', async () => {
  let requests = 0;
  const table = await tableThat(() => void requests++, 300);

  const failure = await table.get('p', 'r').catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(StorageUnavailable);
  expect(requests).toBeLessThan(2);
});

test.each([401, 403, 408, 429, 500, 503])('a service that answers %i is out of reach', async (status) => {
  const table = await tableThat((respond) => respond(status));

  await expect(table.get('p', 'r')).rejects.toThrow(StorageUnavailable);
});

test('a request that the service calls malformed is a fault of ours and not hidden as an outage', async () => {
  const table = await tableThat((respond) => respond(400));

  const failure = await table.get('p', 'r').catch((error: unknown) => error);

  expect(failure).toBeInstanceOf(Error);
  expect(failure).not.toBeInstanceOf(StorageUnavailable);
});

test('a blip is tried again', async () => {
  let requests = 0;
  const table = await tableThat((respond) => respond(++requests < 3 ? 503 : 404));

  expect(await table.get('p', 'r')).toBeUndefined();
});

test('the failure names what happened and no address or key', async () => {
  const table = await tableThat((respond) => respond(503));

  const failure = await table.get('p', 'r').catch((error: unknown) => error as Error);

  expect(failure).toMatchObject({ message: 'table storage: 503' });
});

/** A table whose service answers as the test says, or not at all. */
async function tableThat(answer: (respond: (status: number) => void) => void, timeoutMs = 5_000): Promise<Table> {
  const server = createServer((_, response) => {
    answer((status) => response.writeHead(status, { 'content-type': 'application/json' }).end('{}'));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/account`;
  const key = Buffer.from('key').toString('base64');
  const connection = `DefaultEndpointsProtocol=http;AccountName=account;AccountKey=${key};TableEndpoint=${endpoint};`;
  const retryOptions = { ...STORAGE_OPTIONS.retryOptions, retryDelayInMs: 10 };
  return new Table(
    TableClient.fromConnectionString(connection, 'T', { retryOptions, allowInsecureConnection: true }),
    timeoutMs,
  );
}
