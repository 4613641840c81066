import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TableClient } from '@azure/data-tables';
import { expect, it } from 'vitest';
import { startAzurite } from '../../local/azurite.ts';
import { temporaryDirectory, until } from './fixture-host.ts';

const tableOf = (connectionString: string) =>
  TableClient.fromConnectionString(connectionString, 'Kept', { allowInsecureConnection: true });

it('has its data again after a stop', async () => {
  const location = temporaryDirectory();
  const first = await startAzurite({ location });
  await tableOf(first.connectionString).createTable();
  await tableOf(first.connectionString).createEntity({ partitionKey: 'p', rowKey: 'r', value: 1 });
  await first.stop();

  const second = await startAzurite({ location });
  const entity = await tableOf(second.connectionString).getEntity('p', 'r');
  await second.stop();

  expect(entity.value).toBe(1);
});

it('refuses data that another one is using, and leaves that one alone', async () => {
  const location = temporaryDirectory();
  const first = await startAzurite({ location });

  await expect(startAzurite({ location })).rejects.toThrow(/The data is in use by process \d+/);

  await tableOf(first.connectionString).createTable();
  await first.stop();
});

it('tells when it ends by itself, and what it leaves does not hinder the next', async () => {
  const location = temporaryDirectory();
  const reasons: string[] = [];
  await startAzurite({ location, onExit: (reason) => reasons.push(reason) });

  process.kill(Number(readFileSync(join(location, 'azurite.lock'), 'utf8')), 'SIGKILL');

  await until('the reason', async () => reasons.length > 0);
  expect(reasons).toEqual(['Azurite ended unexpectedly (SIGKILL).']);
  const next = await startAzurite({ location });
  await next.stop();
});
