import type { TableEntity, TransactionAction } from '@azure/data-tables';
import type { Query } from '../../src/storage/query.ts';
import type { Row } from '../../src/storage/row.ts';
import type { RowStore } from '../../src/storage/row-store.ts';

/** The table as an instance reaches it; a test may make it wait or fail on the way. */
export class Way implements RowStore {
  readonly #rows: RowStore;
  /** Called before rows are written; whatever it throws, the writer meets. */
  beforeWrite: (rows: readonly TableEntity[], kind: 'transact' | 'put' | 'insert' | 'replace') => unknown = () => {};
  /** Called with `{partition}/{row key, or where a range begins}`. */
  beforeRead: (key: string) => unknown = () => {};
  /** How many pages of rows were read. */
  pagesRead = 0;
  /** How many rows each transaction held. */
  readonly transactions: number[] = [];

  constructor(rows: RowStore) {
    this.#rows = rows;
  }

  async get(partitionKey: string, rowKey: string): Promise<Row | undefined> {
    await this.beforeRead(`${partitionKey}/${rowKey}`);
    return this.#rows.get(partitionKey, rowKey);
  }

  async *pages(query: Query): AsyncGenerator<readonly Row[]> {
    await this.beforeRead(`${query.partition}/${query.from ?? ''}`);
    for await (const page of this.#rows.pages(query)) {
      this.pagesRead += 1;
      yield page;
    }
  }

  async insert(row: TableEntity): Promise<'written' | 'conflict'> {
    await this.beforeWrite([row], 'insert');
    return this.#rows.insert(row);
  }

  async put(row: TableEntity): Promise<void> {
    await this.beforeWrite([row], 'put');
    return this.#rows.put(row);
  }

  async replace(row: TableEntity, etag: string): Promise<{ readonly etag: string } | 'conflict'> {
    await this.beforeWrite([row], 'replace');
    return this.#rows.replace(row, etag);
  }

  async transact(actions: TransactionAction[]): Promise<readonly string[] | 'conflict'> {
    const rows = actions.map(([, row]) => row as TableEntity);
    await this.beforeWrite(rows, 'transact');
    this.transactions.push(rows.length);
    return this.#rows.transact(actions);
  }
}
