import type { PurgeStore } from '../app/model/removal.ts';
import { APP_TENANT, REFUSED_PREFIX } from '../app/model/subject.ts';
import { deleteAll, KEYS } from './delete-all.ts';
import {
  INCIDENT_PREFIX,
  MARKER_PREFIX,
  SUMMARIES_PARTITION,
  subjectKey,
  TENANTS_PARTITION,
  timelinePrefix,
} from './keys.ts';
import { withPrefix } from './query.ts';
import type { Row } from './row.ts';
import type { RowStore } from './row-store.ts';

/** Deletes all of a tenant: its partition, and what is kept of it in the partitions of the app. */
export class TablePurgeStore implements PurgeStore {
  readonly #rows: RowStore;

  constructor(rows: RowStore) {
    this.#rows = rows;
  }

  async deleteTenant(tenantId: string): Promise<number> {
    let deleted = await this.#deleteRefused(`${REFUSED_PREFIX}${tenantId}`);
    deleted += await deleteAll(this.#rows, { partition: tenantId });
    return deleted + (await this.#delete(SUMMARIES_PARTITION, tenantId));
  }

  async unlist(tenantId: string): Promise<void> {
    await this.#delete(TENANTS_PARTITION, tenantId);
  }

  /** The subject of the app that says that reports of the tenant are refused, with its incidents. */
  async #deleteRefused(subject: string): Promise<number> {
    const incidents = {
      ...withPrefix(APP_TENANT, INCIDENT_PREFIX),
      all: [{ column: 'subject', is: 'eq', value: subject } as const],
    };
    let deleted = 0;
    for await (const page of this.#rows.pages({ ...incidents, columns: KEYS })) {
      for (const row of page) deleted += await this.#deleteIncident(row);
    }
    deleted += await deleteAll(this.#rows, withPrefix(APP_TENANT, `${MARKER_PREFIX}${subject}!`));
    const removed = await this.#delete(APP_TENANT, subjectKey(subject));
    // That of the app itself speaks of it, and is made anew without it.
    if (removed > 0) await this.#delete(SUMMARIES_PARTITION, APP_TENANT);
    return deleted + removed;
  }

  async #deleteIncident({ partitionKey, rowKey }: Row): Promise<number> {
    const timeline = withPrefix(partitionKey, timelinePrefix(rowKey.slice(INCIDENT_PREFIX.length)));
    return (await deleteAll(this.#rows, timeline)) + (await this.#delete(partitionKey, rowKey));
  }

  /** @returns 1, or 0 where there was none */
  async #delete(partitionKey: string, rowKey: string): Promise<number> {
    const done = await this.#rows.transact([['delete', { partitionKey, rowKey }]]);
    return done === 'conflict' ? 0 : 1;
  }
}
