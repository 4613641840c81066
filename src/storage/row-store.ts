import type { TableEntity, TransactionAction } from '@azure/data-tables';
import type { Query } from './query.ts';
import type { Row } from './row.ts';

/** What a transaction holds at most, as the service has it. */
export const TRANSACTION_ROWS = 100;

/** What this product asks of a table. Every method may throw StorageUnavailable; then nothing is known of the outcome. */
export interface RowStore {
  get(partitionKey: string, rowKey: string): Promise<Row | undefined>;
  /** The rows of a query in the order of their keys, page by page as the service sends them; a page may be empty. */
  pages(query: Query): AsyncIterable<readonly Row[]>;
  /** @returns conflict where the row is there already */
  insert(row: TableEntity): Promise<'written' | 'conflict'>;
  /** Writes a row whatever stood there. */
  put(row: TableEntity): Promise<void>;
  /** Replaces a row that is as it was read. @returns its new ETag, or conflict */
  replace(row: TableEntity, etag: string): Promise<{ readonly etag: string } | 'conflict'>;
  /** Rows of one partition, all of it or nothing. @returns conflict: something is not as it was read */
  transact(actions: TransactionAction[]): Promise<'committed' | 'conflict'>;
  /** As `transact`, the first row being a guard. @returns the new ETag of the first row, or conflict */
  transactGuarded(actions: TransactionAction[]): Promise<{ readonly etag: string } | 'conflict'>;
}
