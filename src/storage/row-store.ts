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
  /**
   * Rows of one partition, all of it or nothing.
   *
   * @returns the new ETags, in the order of the actions and empty where a row was deleted; or conflict: something is not
   *   as it was read
   */
  transact(actions: TransactionAction[]): Promise<readonly string[] | 'conflict'>;
}
