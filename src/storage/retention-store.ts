import type { Cutoffs, RetentionStore } from '../app/model/removal.ts';
import { APP_TENANT } from '../app/model/subject.ts';
import { deleteAll, KEYS } from './delete-all.ts';
import { HISTORY_PREFIX, IDEMPOTENCY_PREFIX, INCIDENT_PREFIX, SILENCE_PREFIX, timelinePrefix } from './keys.ts';
import { type Query, withPrefix } from './query.ts';
import { fromTimeColumn, type Row, toRow, toTimeColumn } from './row.ts';
import type { RowStore } from './row-store.ts';

const PROGRESS_KEY = 'retention';

/** Deletes rows by their own columns of time; only keys are read. */
export class TableRetentionStore implements RetentionStore {
  readonly #rows: RowStore;

  constructor(rows: RowStore) {
    this.#rows = rows;
  }

  async deleteOld(tenantId: string, before: Cutoffs): Promise<number> {
    const old = (prefix: string, column: string, cutoff: number): Query => ({
      ...withPrefix(tenantId, prefix),
      all: [{ column, is: 'lt', value: toTimeColumn(cutoff) }],
    });
    let deleted = await deleteAll(this.#rows, old(HISTORY_PREFIX, 'receivedAt', before.history));
    deleted += await deleteAll(this.#rows, old(IDEMPOTENCY_PREFIX, 'at', before.idempotency));
    deleted += await deleteAll(this.#rows, old(SILENCE_PREFIX, 'until', before.silences));
    const ended = old(INCIDENT_PREFIX, 'resolvedAt', before.incidents);
    for await (const page of this.#rows.pages({ ...ended, columns: KEYS })) {
      for (const row of page) deleted += await this.#deleteIncident(row);
    }
    return deleted;
  }

  async readProgress(): Promise<{ at: number; after?: string } | undefined> {
    const row = await this.#rows.get(APP_TENANT, PROGRESS_KEY);
    const at = fromTimeColumn(row?.at);
    if (!row || at === undefined) return undefined;
    return { at, ...(typeof row.after === 'string' && { after: row.after }) };
  }

  async writeProgress({ at, after }: { at: number; after?: string }): Promise<void> {
    await this.#rows.put(toRow(APP_TENANT, PROGRESS_KEY, { at: toTimeColumn(at), after }));
  }

  /** The incident's own row goes last, so that whatever interrupts this leaves it to be found again. */
  async #deleteIncident({ partitionKey, rowKey }: Row): Promise<number> {
    const id = rowKey.slice(INCIDENT_PREFIX.length);
    const timeline = await deleteAll(this.#rows, withPrefix(partitionKey, timelinePrefix(id)));
    await this.#rows.transact([['delete', { partitionKey, rowKey }]]);
    return timeline + 1;
  }
}
