import type { TableEntity, TransactionAction } from '@azure/data-tables';
import type { RowStore } from './row-store.ts';

/** Which write a row is of. */
export const MARK_COLUMN = 'write';

/** A row that must be as it was read, or not be there at all. */
export interface Guarded {
  readonly row: TableEntity;
  /** As it was read; absent for a row that must not be there. */
  readonly etag: string | undefined;
}

/** Everything one transaction writes. */
export interface Commit {
  /** They come first: their ETags guard all the rest. */
  readonly guards: readonly Guarded[];
  /** Names this write and no other; the guards keep it. */
  readonly mark: string;
  /** Rows that show what the guards say, whatever stood there. */
  readonly projections?: readonly TableEntity[];
  /** Rows that must not be there yet. */
  readonly inserts?: readonly TableEntity[];
}

/**
 * Writes rows of one partition in one transaction.
 *
 * A client that repeats a request whose answer was lost is refused for what it has written itself; so where the first
 * guard has the mark, all of it was written. What the row says proves nothing: a report that says the same again leaves
 * it as it stood, and another writer may have come to the same.
 *
 * @returns the new ETags of the guards in their order, empty where they are not known; or conflict
 * @throws StorageUnavailable
 */
export async function commit(
  rows: RowStore,
  partition: string,
  { guards, mark, projections = [], inserts = [] }: Commit,
): Promise<readonly string[] | 'conflict'> {
  const [first] = guards;
  const actions: TransactionAction[] = [
    ...guards.map(({ row, etag }): TransactionAction => {
      const marked = { ...row, [MARK_COLUMN]: mark };
      return etag === undefined ? ['create', marked] : ['update', marked, 'Replace', { etag }];
    }),
    ...projections.map((row): TransactionAction => ['upsert', row, 'Replace']),
    ...inserts.map((row): TransactionAction => ['create', row]),
  ];
  const etags = await rows.transact(actions);
  if (etags !== 'conflict') return etags.slice(0, guards.length);
  const stands = first && (await rows.get(partition, first.row.rowKey));
  return stands?.[MARK_COLUMN] === mark ? guards.map(() => '') : 'conflict';
}
