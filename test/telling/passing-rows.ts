import type { TableEntity, TransactionAction } from '@azure/data-tables';
import type { Query } from '../../src/storage/query.ts';
import type { Row } from '../../src/storage/row.ts';
import type { RowStore } from '../../src/storage/row-store.ts';
import type { MemoryRows } from '../support/memory-rows.ts';

/** What a call on storage is, for whoever lets it happen. */
export interface StorageCall {
  readonly label: string;
  readonly isWrite: boolean;
  perform(): Promise<unknown>;
}

/** Lets a call happen, sooner or later, or not. */
export type Pass = <T>(call: StorageCall) => Promise<T>;

/** Rows whose every call has to pass somebody. Calls happen at once and whole; that they wait makes the schedule. */
export class PassingRows implements RowStore {
  readonly #rows: MemoryRows;
  readonly #pass: Pass;
  readonly #written: (rows: readonly Row[]) => void;

  /** @param written is shown the rows of every write that was done, as they stand then */
  constructor(rows: MemoryRows, pass: Pass, written: (rows: readonly Row[]) => void) {
    this.#rows = rows;
    this.#pass = pass;
    this.#written = written;
  }

  get(partitionKey: string, rowKey: string): Promise<Row | undefined> {
    const perform = () => this.#rows.get(partitionKey, rowKey);
    return this.#pass({ label: `get ${partitionKey}/${rowKey}`, isWrite: false, perform });
  }

  async *pages(query: Query): AsyncGenerator<readonly Row[]> {
    // Nothing here fills a second page.
    const label = `list ${query.partition}/${query.from ?? ''}`;
    yield await this.#pass<readonly Row[]>({ label, isWrite: false, perform: () => firstPage(this.#rows, query) });
  }

  insert(row: TableEntity): Promise<'written' | 'conflict'> {
    return this.#write('insert', [row], () => this.#rows.insert(row));
  }

  put(row: TableEntity): Promise<void> {
    return this.#write('put', [row], () => this.#rows.put(row));
  }

  replace(row: TableEntity, etag: string): Promise<{ etag: string } | 'conflict'> {
    return this.#write('replace', [row], () => this.#rows.replace(row, etag));
  }

  transact(actions: TransactionAction[]): Promise<readonly string[] | 'conflict'> {
    const rows = actions.map(([, row]) => row);
    return this.#write('transact', rows, () => this.#rows.transact(actions));
  }

  #write<T>(verb: string, rows: readonly TableEntity[], perform: () => Promise<T>): Promise<T> {
    const keys = rows.map(({ rowKey }) => rowKey).join(' ');
    return this.#pass<T>({
      label: `${verb} ${rows[0]?.partitionKey} ${keys}`,
      isWrite: true,
      perform: async () => {
        const done = await perform();
        if (done !== 'conflict') {
          this.#written(rows.flatMap(({ partitionKey, rowKey }) => this.#rows.peek(partitionKey, rowKey) ?? []));
        }
        return done;
      },
    });
  }
}

async function firstPage(rows: MemoryRows, query: Query): Promise<readonly Row[]> {
  const { value } = await rows.pages(query).next();
  return value ?? [];
}
