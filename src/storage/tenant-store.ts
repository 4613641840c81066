import type { Clock, Tenant, TenantStore } from '../app/model/ports.ts';
import { TENANTS_PARTITION } from './keys.ts';
import { fromTimeColumn, type Row, toRow, toTimeColumn } from './row.ts';
import type { RowStore } from './row-store.ts';

/** How long an instance believes that there is but one tenant. */
const TRUST_MS = 60_000;

/** The list of tenants, in a partition of its own; a tenant's row is there before its first token's. */
export class TableTenantStore implements TenantStore {
  readonly #rows: RowStore;
  readonly #known = new Set<string>();

  readonly #clock: Clock;
  #several = { at: Number.NEGATIVE_INFINITY, are: false };

  constructor(rows: RowStore, clock: Clock) {
    this.#rows = rows;
    this.#clock = clock;
  }

  async ensure(tenantId: string, first: () => Promise<unknown>): Promise<void> {
    if (this.#known.has(tenantId)) return;
    // Mostly it is there, and one read finds that out sooner than writes that are refused.
    if (!(await this.#rows.get(TENANTS_PARTITION, tenantId))) {
      await first();
      await this.#rows.insert(toRow(TENANTS_PARTITION, tenantId, { enabled: true }));
    }
    this.#known.add(tenantId);
  }

  async read(tenantId: string): Promise<Tenant | undefined> {
    const row = await this.#rows.get(TENANTS_PARTITION, tenantId);
    return row && fromRow(row);
  }

  async noteSpokeAgain(tenantId: string, at: number): Promise<void> {
    const row = await this.#rows.get(TENANTS_PARTITION, tenantId);
    // Whoever was faster has noted the same; the sweep that finds it unnoted comes again.
    if (row) await this.#rows.replace({ ...row, spokeAgainAt: toTimeColumn(at) }, String(row.etag));
  }

  async areSeveral(): Promise<boolean> {
    const now = this.#clock();
    // Tenants do not go, so that there are several is for good.
    if (this.#several.are || now - this.#several.at < TRUST_MS) return this.#several.are;
    let count = 0;
    for await (const page of this.#rows.pages({ partition: TENANTS_PARTITION, pageSize: 2 })) {
      count += page.length;
      if (count > 1) break;
    }
    this.#several = { at: now, are: count > 1 };
    return this.#several.are;
  }

  async *list(from?: string): AsyncGenerator<Tenant> {
    const parts = from === undefined ? [{}] : [{ from }, { before: from }];
    for (const part of parts) {
      for await (const page of this.#rows.pages({ partition: TENANTS_PARTITION, ...part })) yield* page.map(fromRow);
    }
  }
}

function fromRow({ rowKey, name, spokeAgainAt }: Row): Tenant {
  const at = fromTimeColumn(spokeAgainAt);
  return {
    tenantId: rowKey,
    ...(typeof name === 'string' && { name }),
    ...(at !== undefined && { spokeAgainAt: at }),
  };
}
