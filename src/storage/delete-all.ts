import type { TransactionAction } from '@azure/data-tables';
import type { Query } from './query.ts';
import { type RowStore, TRANSACTION_ROWS } from './row-store.ts';

/** All that has to be read of what is to go. */
export const KEYS = ['PartitionKey', 'RowKey'];

/** Deletes the rows of a query, of which only keys are read. @returns how many */
export async function deleteAll(rows: RowStore, query: Query): Promise<number> {
  let deleted = 0;
  for await (const page of rows.pages({ ...query, columns: KEYS })) {
    for (let i = 0; i < page.length; i += TRANSACTION_ROWS) {
      const group = page.slice(i, i + TRANSACTION_ROWS);
      const actions = group.map(({ partitionKey, rowKey }): TransactionAction => ['delete', { partitionKey, rowKey }]);
      // Another run that was faster has taken some of them; the next one finds what is left.
      if ((await rows.transact(actions)) !== 'conflict') deleted += group.length;
    }
  }
  return deleted;
}
