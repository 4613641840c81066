/**
 * Copies the table of the app to a file and back, with the types of its columns:
 *
 *     node scripts/table-backup.ts save FILE
 *     node scripts/table-backup.ts restore FILE
 *
 * Where the table is, and who signs in there, the settings of the app say (`AzureWebJobsStorage` and so on), read from
 * the environment. Restoring writes every row of the file and deletes none.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import type { TableClient, TransactionAction } from '@azure/data-tables';
import { readSettings } from '../src/config/settings.ts';
import { openTableClient } from '../src/storage/connect.ts';
import { tablePlace } from '../src/storage/places.ts';
import { TRANSACTION_ROWS } from '../src/storage/row-store.ts';

/** A transaction takes 4 MiB; a character is up to 3 bytes of that. */
const TRANSACTION_CHARACTERS = 1_000_000;

const [command, file] = process.argv.slice(2);
if (!file || (command !== 'save' && command !== 'restore')) {
  console.error('usage: node scripts/table-backup.ts save|restore FILE');
  process.exit(2);
}
const read = readSettings(process.env);
const place = tablePlace(read.ok ? read.settings : read.valid);
if (!place)
  throw new Error('the settings name no storage: set AzureWebJobsStorage or AzureWebJobsStorage__accountName');
const table = await openTableClient(place);
const count = command === 'save' ? await save(table, file) : await restore(table, file);
console.log(`${count} rows`);

/** One row a line, in the order of the table: a partition stands together. */
async function save(from: TableClient, to: string): Promise<number> {
  let rows = 0;
  await pipeline(async function* () {
    for await (const { etag: _, timestamp: __, ...row } of from.listEntities({ disableTypeConversion: true })) {
      rows += 1;
      yield `${JSON.stringify(row)}\n`;
    }
  }, createWriteStream(to));
  return rows;
}

async function restore(to: TableClient, from: string): Promise<number> {
  await to.createTable();
  let rows = 0;
  let pending: TransactionAction[] = [];
  let characters = 0;
  const flush = async () => {
    if (pending.length > 0) await to.submitTransaction(pending);
    rows += pending.length;
    pending = [];
    characters = 0;
  };
  for await (const line of createInterface({ input: createReadStream(from) })) {
    const row = JSON.parse(line);
    // A transaction takes rows of one partition, and no more than these.
    const isFull = pending.length === TRANSACTION_ROWS || characters + line.length > TRANSACTION_CHARACTERS;
    if (isFull || pending[0]?.[1].partitionKey !== row.partitionKey) await flush();
    characters += line.length;
    pending.push(['upsert', row, 'Replace']);
  }
  await flush();
  return rows;
}
