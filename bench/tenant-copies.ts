import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { TableClient, type TableEntity, type TransactionAction } from '@azure/data-tables';
import { eachOf } from '../src/app/commit/each-of.ts';
import { TRANSACTION_ROWS } from '../src/storage/row-store.ts';
import { columnsOf } from './raw-table.ts';

const AT_ONCE = 32;

/** All rows that the app left of a tenant: its own partition, and its rows in the lists of all tenants. */
export async function rowsOfTenant(connectionString: string, tenantId: string): Promise<readonly TableEntity[]> {
  const filter = `PartitionKey eq '${tenantId}' or RowKey eq '${tenantId}'`;
  const rows: TableEntity[] = [];
  for await (const row of open(connectionString).listEntities({ queryOptions: { filter } })) rows.push(columnsOf(row));
  return rows;
}

/** The rows of one tenant as another's, whose id stands wherever that of the first did: in keys, texts and packed JSON. */
export function renamed(rows: readonly TableEntity[], from: string, to: string): readonly TableEntity[] {
  const replace = (value: unknown) => {
    if (typeof value === 'string') return value.replaceAll(from, to);
    if (!(value instanceof Uint8Array)) return value;
    return deflateRawSync(inflateRawSync(value).toString().replaceAll(from, to));
  };
  // Both keys are among the columns.
  return rows.map(
    (row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, replace(value)])) as TableEntity,
  );
}

/** Writes rows past the app, which would take many minutes for those of 10,000 tenants. */
export async function storeRows(connectionString: string, rows: readonly TableEntity[]): Promise<void> {
  const table = open(connectionString);
  const transactions = [...Map.groupBy(rows, ({ partitionKey }) => partitionKey).values()].flatMap((all) =>
    Array.from({ length: Math.ceil(all.length / TRANSACTION_ROWS) }, (_, i) =>
      all.slice(i * TRANSACTION_ROWS, (i + 1) * TRANSACTION_ROWS).map((row): TransactionAction => ['create', row]),
    ),
  );
  await eachOf(transactions, AT_ONCE, async (actions) => {
    await table.submitTransaction(actions);
  });
}

function open(connectionString: string): TableClient {
  return TableClient.fromConnectionString(connectionString, 'VppTokenSync', { allowInsecureConnection: true });
}
