import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { send, startInstance } from '../integration/instance.ts';
import { useStorage } from '../support/storage.ts';

const [storage, other] = [useStorage(), useStorage()];
const folder = mkdtempSync(join(tmpdir(), 'vpp-backup-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a table that was saved and restored elsewhere is the same, and the app goes on with it', async () => {
  const app = await startInstance(storage.connection);
  for (const tenantId of ['contoso', 'fabrikam']) await send(app, { tenantId, status: 'failed' });
  await app.sweep();
  await app.deliver({ target: 'webhook' }, 1);
  const file = join(folder, 'table.ndjson');

  const saved = backup('save', file, storage.connection);
  const restored = backup('restore', file, other.connection);

  const successor = await startInstance(other.connection);
  const tokens = await successor.views.tokens({}, { limit: 10 });
  expect(restored).toBe(saved);
  expect(await rowsOf(other)).toEqual(await rowsOf(storage));
  expect(readFileSync(file, 'utf8').trim().split('\n')).toHaveLength(Number(saved.split(' ')[0]));
  expect(tokens.items.map(({ tenantId }) => tenantId).sort()).toEqual(['contoso', 'fabrikam']);
});

test('whoever names no command is told which there are', () => {
  expect(() => backup('copy', 'x', storage.connection)).toThrow(/usage: .*save\|restore FILE/);
});

function backup(command: string, file: string, connection: string): string {
  const env = { PATH: process.env.PATH, AzureWebJobsStorage: connection };
  return execFileSync(process.execPath, ['scripts/table-backup.ts', command, file], {
    env,
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

/** All rows with the types of their columns, without what the service adds. */
async function rowsOf({ table }: ReturnType<typeof useStorage>): Promise<unknown[]> {
  const rows = [];
  for await (const { etag: _, timestamp: __, ...row } of table.listEntities({ disableTypeConversion: true }))
    rows.push(row);
  return rows;
}
