import type { Listing, PollProgress } from '../app/model/poll.ts';
import {
  type Clock,
  type ListedTenant,
  type Page,
  type PageRequest,
  StorageUnavailable,
  type Tenant,
  type TenantChange,
  type TenantDirectory,
  type TenantStore,
} from '../app/model/ports.ts';
import type { Stored } from '../app/model/subject.ts';
import { TENANTS_PARTITION } from './keys.ts';
import { readPosition, writePosition } from './position.ts';
import { type Row, toRow, toTimeColumn } from './row.ts';
import type { RowStore } from './row-store.ts';
import { fromListedRow, fromTenantRow, TENANT_COLUMNS, toListedRow } from './tenant-row.ts';

/** How long an instance believes what it read of all tenants. */
const TRUST_MS = 60_000;

/** A row that others write to is read again so often. */
const MAX_TRIES = 5;

/** The list of tenants, in a partition of its own; a tenant's row is there before its first token's. */
export class TableTenantStore implements TenantStore {
  readonly #rows: RowStore;
  /** When each was last seen to be listed. */
  readonly #known = new Map<string, number>();
  readonly #clock: Clock;
  #directory: (TenantDirectory & { readonly at: number }) | undefined;

  constructor(rows: RowStore, clock: Clock) {
    this.#rows = rows;
    this.#clock = clock;
  }

  async ensure(tenantId: string, first: () => Promise<unknown>): Promise<void> {
    const now = this.#clock();
    // Not for ever: a person may have all of a tenant deleted.
    if (now - (this.#known.get(tenantId) ?? Number.NEGATIVE_INFINITY) < TRUST_MS) return;
    // Mostly it is there, and one read finds that out sooner than writes that are refused.
    const row = await this.#rows.get(TENANTS_PARTITION, tenantId);
    if (!row || row.isEarly === true) {
      await first();
      await this.#welcome(tenantId, row);
    }
    this.#known.set(tenantId, now);
  }

  /** A conflict: another has written the row meanwhile; the next one who looks finds it right, or mends it. */
  async #welcome(tenantId: string, row: Row | undefined): Promise<void> {
    if (!row) await this.#rows.insert(toRow(TENANTS_PARTITION, tenantId, { enabled: true }));
    else {
      const { isEarly: _, ...rest } = row;
      await this.#rows.replace(rest, String(row.etag));
    }
  }

  async read(tenantId: string): Promise<Tenant | undefined> {
    const row = await this.#rows.get(TENANTS_PARTITION, tenantId);
    return row && fromTenantRow(row);
  }

  async noteSpokeAgain(tenantId: string, at: number): Promise<void> {
    const row = await this.#rows.get(TENANTS_PARTITION, tenantId);
    // Whoever was faster has noted the same; the sweep that finds it unnoted comes again.
    if (row) await this.#rows.replace({ ...row, spokeAgainAt: toTimeColumn(at) }, String(row.etag));
  }

  async change(tenantId: string, change: TenantChange): Promise<void> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const row = await this.#rows.get(TENANTS_PARTITION, tenantId);
      const { disabledAt, ...columns } = change;
      const next = {
        // What a tenant has as a whole comes with its first token.
        ...(row ?? toRow(TENANTS_PARTITION, tenantId, { enabled: true, isEarly: true })),
        ...columns,
        ...(disabledAt !== undefined && { disabledAt: toTimeColumn(disabledAt) }),
      };
      const done = row ? await this.#rows.replace(next, String(row.etag)) : await this.#rows.insert(next);
      if (done !== 'conflict') return;
    }
    throw new StorageUnavailable(`the row of tenant ${tenantId} is being written by others`);
  }

  async directory(): Promise<TenantDirectory> {
    const now = this.#clock();
    if (this.#directory && now - this.#directory.at < TRUST_MS) return this.#directory;
    const names = new Map<string, string>();
    let count = 0;
    for await (const page of this.#rows.pages({ partition: TENANTS_PARTITION, columns: ['RowKey', 'name'] })) {
      count += page.length;
      for (const { rowKey, name } of page) if (typeof name === 'string') names.set(rowKey, name);
    }
    this.#directory = { at: now, areSeveral: count > 1, names };
    return this.#directory;
  }

  async *list(from?: string): AsyncGenerator<Tenant> {
    const parts = from === undefined ? [{}] : [{ from }, { before: from }];
    for (const part of parts) {
      const query = { partition: TENANTS_PARTITION, columns: TENANT_COLUMNS, ...part };
      for await (const page of this.#rows.pages(query)) yield* page.map(fromTenantRow);
    }
  }

  async page({ limit, continuation }: PageRequest): Promise<Page<Tenant>> {
    const after = continuation === undefined ? undefined : readPosition(continuation)[1];
    const pageSize = Math.min(1_000, limit + 1);
    const query = { partition: TENANTS_PARTITION, columns: TENANT_COLUMNS, pageSize, ...(after && { after }) };
    const rows: Row[] = [];
    for await (const page of this.#rows.pages(query)) {
      rows.push(...page);
      if (rows.length > limit) break;
    }
    const items = rows.slice(0, limit).map(fromTenantRow);
    const last = items.at(-1);
    const isMore = rows.length > limit && last !== undefined;
    return { items, ...(isMore && { continuation: writePosition(TENANTS_PARTITION, last.tenantId) }) };
  }

  async readListed(tenantId: string): Promise<Stored<ListedTenant> | undefined> {
    const row = await this.#rows.get(TENANTS_PARTITION, tenantId);
    return row && fromListedRow(row);
  }

  async writeListed(
    stored: Stored<ListedTenant>,
    poll: PollProgress,
    listing: Listing,
  ): Promise<'written' | 'conflict'> {
    const done = await this.#rows.replace(toListedRow(stored, poll, listing), stored.etag);
    return done === 'conflict' ? 'conflict' : 'written';
  }
}
