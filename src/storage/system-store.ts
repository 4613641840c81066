import type { Heartbeat, SystemStore, TargetHealth, TargetHealthStore } from '../app/model/ports.ts';
import { SYSTEM_PARTITION } from './keys.ts';
import { withPrefix } from './query.ts';
import { fromTimeColumn, type Row, toRow, toTimeColumn } from './row.ts';
import type { RowStore } from './row-store.ts';

const SWEEP_KEY = 'sweep';
const TARGET_PREFIX = 'target!';

/** What instances tell each other about the program itself, in a partition of its own. */
export class TableSystemStore implements SystemStore, TargetHealthStore {
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

  async readTarget(target: string): Promise<TargetHealth | undefined> {
    const row = await this.#rows.get(SYSTEM_PARTITION, `${TARGET_PREFIX}${target}`);
    return row && fromTargetRow(row);
  }

  async writeTarget({ target, failingSince, lastError, toldAt }: TargetHealth): Promise<void> {
    await this.#rows.put(
      toRow(SYSTEM_PARTITION, `${TARGET_PREFIX}${target}`, {
        failingSince: failingSince === undefined ? undefined : toTimeColumn(failingSince),
        lastError,
        toldAt: toldAt === undefined ? undefined : toTimeColumn(toldAt),
      }),
    );
  }

  async listTargets(): Promise<readonly TargetHealth[]> {
    const found: TargetHealth[] = [];
    for await (const page of this.#rows.pages(withPrefix(SYSTEM_PARTITION, TARGET_PREFIX))) {
      found.push(...page.map(fromTargetRow));
    }
    return found;
  }
}

function fromTargetRow({ rowKey, failingSince, lastError, toldAt }: Row): TargetHealth {
  return {
    target: rowKey.slice(TARGET_PREFIX.length),
    failingSince: fromTimeColumn(failingSince),
    lastError: typeof lastError === 'string' ? lastError : undefined,
    toldAt: fromTimeColumn(toldAt),
  };
}
