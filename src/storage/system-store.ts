import type { SystemStore } from '../app/ports.ts';
import type { Heartbeat } from '../app/surroundings.ts';
import { SYSTEM_PARTITION } from './keys.ts';
import { fromTimeColumn, toRow, toTimeColumn } from './row.ts';
import type { RowStore } from './row-store.ts';

const SWEEP_KEY = 'sweep';

/** What instances tell each other about the program itself, in a partition of its own. */
export class TableSystemStore implements SystemStore {
  readonly #rows: RowStore;

  constructor(rows: RowStore) {
    this.#rows = rows;
  }

  async readHeartbeat(): Promise<Heartbeat | undefined> {
    const row = await this.#rows.get(SYSTEM_PARTITION, SWEEP_KEY);
    const startedAt = fromTimeColumn(row?.startedAt);
    if (!row || startedAt === undefined) return undefined;
    return { startedAt, completedAt: fromTimeColumn(row.completedAt), holdUntil: fromTimeColumn(row.holdUntil) };
  }

  async writeHeartbeat({ startedAt, completedAt, holdUntil }: Heartbeat): Promise<void> {
    await this.#rows.put(
      toRow(SYSTEM_PARTITION, SWEEP_KEY, {
        startedAt: toTimeColumn(startedAt),
        completedAt: completedAt === undefined ? undefined : toTimeColumn(completedAt),
        holdUntil: holdUntil === undefined ? undefined : toTimeColumn(holdUntil),
      }),
    );
  }
}
