import type { TableEntity, TransactionAction } from '@azure/data-tables';
import type { Query } from '../../src/storage/query.ts';
import type { Row } from '../../src/storage/row.ts';
import { type RowStore, TRANSACTION_ROWS } from '../../src/storage/row-store.ts';
import { Partition } from './partition.ts';

/** What the service takes as a key. */
const KEY = /^[^/\\#?\p{Cc}]{1,512}$/u;

/** What a text column holds at most. */
const COLUMN_UNITS = 32_768;

/** A table in memory that keeps the rules of the service: ETags, whole transactions, and what rows may hold. */
export class MemoryRows implements RowStore {
  readonly #partitions = new Map<string, Partition>();
  /** How often each row was written, which makes ETags that do not depend on what happens to other rows. */
  readonly #versions = new Map<string, number>();

  /** Looks at a row as it is, past all that may go wrong on the way to it. */
  peek(partitionKey: string, rowKey: string): Row | undefined {
    return this.#partitions.get(partitionKey)?.rows.get(rowKey);
  }

  /** All rows, for looking back when all is over. */
  *everything(): Generator<Row> {
    for (const partition of this.#partitions.values()) yield* partition.rows.values();
  }

  async get(partitionKey: string, rowKey: string): Promise<Row | undefined> {
    return this.peek(partitionKey, rowKey);
  }

  async *pages(query: Query): AsyncGenerator<readonly Row[]> {
    const { partition, columns, pageSize = 1_000 } = query;
    let after = query.after;
    for (;;) {
      // Each page sees the rows as they are when it is asked for, as with the service.
      const page = this.#partitions.get(partition)?.find(query, after, pageSize) ?? [];
      yield columns ? page.map((row) => selected(row, columns)) : page;
      if (page.length < pageSize) return;
      after = page.at(-1)?.rowKey;
    }
  }

  async insert(row: TableEntity): Promise<'written' | 'conflict'> {
    if (this.peek(row.partitionKey, row.rowKey)) return 'conflict';
    this.#write(row);
    return 'written';
  }

  async put(row: TableEntity): Promise<void> {
    this.#write(row);
  }

  async replace(row: TableEntity, etag: string): Promise<{ etag: string } | 'conflict'> {
    if (this.peek(row.partitionKey, row.rowKey)?.etag !== etag) return 'conflict';
    return { etag: this.#write(row) };
  }

  async transact(actions: TransactionAction[]): Promise<readonly string[] | 'conflict'> {
    const keys = new Set(actions.map(([, { rowKey }]) => rowKey));
    const partitions = new Set(actions.map(([, { partitionKey }]) => partitionKey));
    if (actions.length === 0 || actions.length > TRANSACTION_ROWS) throw new Error(`${actions.length} rows in one`);
    if (partitions.size > 1) throw new Error('a transaction over several partitions');
    if (keys.size < actions.length) throw new Error(`a transaction with one row twice: ${[...keys].join(' ')}`);
    if (!actions.every((action) => this.#isPossible(action))) return 'conflict';
    return actions.map(([kind, row]) => {
      if (kind !== 'delete') return this.#write(row);
      this.#partitions.get(row.partitionKey)?.delete(row.rowKey);
      return '';
    });
  }

  #isPossible([kind, row, , options]: TransactionAction): boolean {
    const there = this.peek(row.partitionKey, row.rowKey);
    if (kind === 'create') return there === undefined;
    if (kind === 'upsert') return true;
    const etag = options?.etag ?? '*';
    return there !== undefined && (etag === '*' || there.etag === etag);
  }

  #write(row: TableEntity): string {
    const { partitionKey, rowKey } = row;
    if (!KEY.test(partitionKey) || !KEY.test(rowKey)) throw new Error(`no key: ${partitionKey} ${rowKey}`);
    const columns: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(row)) {
      // The client leaves out what is undefined, and the service refuses long text.
      if (value === undefined) continue;
      if (typeof value === 'string' && value.length > COLUMN_UNITS) throw new Error(`${rowKey}: ${name} is too long`);
      columns[name] = value;
    }
    const name = `${partitionKey}/${rowKey}`;
    const version = (this.#versions.get(name) ?? 0) + 1;
    this.#versions.set(name, version);
    const etag = `W/"${version}"`;
    let partition = this.#partitions.get(partitionKey);
    if (!partition) {
      partition = new Partition();
      this.#partitions.set(partitionKey, partition);
    }
    partition.put({ ...columns, partitionKey, rowKey, etag });
    return etag;
  }
}

/** The service knows keys by their own names. */
function selected(row: Row, columns: readonly string[]): Row {
  const chosen = Object.fromEntries(columns.map((name) => [name, row[name]]));
  return { ...chosen, partitionKey: row.partitionKey, rowKey: row.rowKey };
}
