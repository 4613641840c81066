import type { TransactionAction } from '@azure/data-tables';
import type { Cutoffs, RetentionStore } from '../app/model/ports.ts';
import { CAUSES } from '../domain/cause.ts';
import {
  INCIDENT_PREFIX,
  NOTIFICATION_PREFIX,
  notificationPrefix,
  OPENINGS_PARTITION,
  openingPrefix,
  SYSTEM_PARTITION,
  timelinePrefix,
} from './keys.ts';
import { type Condition, type Query, withPrefix } from './query.ts';
import { fromTimeColumn, type Row, toRow, toTimeColumn } from './row.ts';
import { type RowStore, TRANSACTION_ROWS } from './row-store.ts';

const PROGRESS_KEY = 'retention';

/** Notifications that need no more work. */
const SETTLED = ['delivered', 'superseded', 'grouped'] as const;

/** Deletes rows by their own columns of time; only keys are read. */
export class TableRetentionStore implements RetentionStore {
  readonly #rows: RowStore;

  constructor(rows: RowStore) {
    this.#rows = rows;
  }

  async deleteOld(tenantId: string, before: Cutoffs): Promise<number> {
    const old = (column: string, cutoff: number): Condition => ({ column, is: 'lt', value: toTimeColumn(cutoff) });
    let deleted = await this.#deleteAll({
      ...withPrefix(tenantId, 'history!'),
      all: [old('receivedAt', before.history)],
    });
    deleted += await this.#deleteAll({ ...withPrefix(tenantId, 'delivery!'), all: [old('at', before.deliveries)] });
    deleted += await this.#deleteAll({
      ...withPrefix(tenantId, NOTIFICATION_PREFIX),
      all: [old('createdAt', before.notifications)],
      any: SETTLED.map((state) => ({ column: 'state', is: 'eq', value: state })),
    });
    const ended = { ...withPrefix(tenantId, INCIDENT_PREFIX), all: [old('resolvedAt', before.incidents)] };
    for await (const page of this.#rows.pages({ ...ended, columns: KEYS })) {
      for (const row of page) deleted += await this.#deleteIncident(row);
    }
    return deleted;
  }

  async deleteOpenings(before: number): Promise<number> {
    let deleted = 0;
    for (const cause of CAUSES) {
      const prefix = openingPrefix(cause);
      const query = { ...withPrefix(OPENINGS_PARTITION, prefix), before: `${prefix}${toTimeColumn(before)}` };
      deleted += await this.#deleteAll(query);
    }
    return deleted;
  }

  async readProgress(): Promise<{ at: number; after?: string } | undefined> {
    const row = await this.#rows.get(SYSTEM_PARTITION, PROGRESS_KEY);
    const at = fromTimeColumn(row?.at);
    if (!row || at === undefined) return undefined;
    return { at, ...(typeof row.after === 'string' && { after: row.after }) };
  }

  async writeProgress({ at, after }: { at: number; after?: string }): Promise<void> {
    await this.#rows.put(toRow(SYSTEM_PARTITION, PROGRESS_KEY, { at: toTimeColumn(at), after }));
  }

  /** The incident's own row goes last, so that whatever interrupts this leaves it to be found again. */
  async #deleteIncident({ partitionKey, rowKey }: Row): Promise<number> {
    const id = rowKey.slice(INCIDENT_PREFIX.length);
    const timeline = await this.#deleteAll(withPrefix(partitionKey, timelinePrefix(id)));
    const notifications = await this.#deleteAll(withPrefix(partitionKey, notificationPrefix(id)));
    await this.#rows.transact([['delete', { partitionKey, rowKey }]]);
    return timeline + notifications + 1;
  }

  async #deleteAll(query: Query): Promise<number> {
    let deleted = 0;
    for await (const page of this.#rows.pages({ ...query, columns: KEYS })) {
      for (let i = 0; i < page.length; i += TRANSACTION_ROWS) {
        const group = page.slice(i, i + TRANSACTION_ROWS);
        const actions = group.map(
          ({ partitionKey, rowKey }): TransactionAction => ['delete', { partitionKey, rowKey }],
        );
        // Another run that was faster has taken some of them; the next one finds what is left.
        if ((await this.#rows.transact(actions)) === 'committed') deleted += group.length;
      }
    }
    return deleted;
  }
}

const KEYS = ['PartitionKey', 'RowKey'];
