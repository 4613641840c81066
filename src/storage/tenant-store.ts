import * as z from 'zod';
import type { ListedToken, Listing, PollProgress, UnreadToken } from '../app/model/poll.ts';
import type { Clock, ListedTenant, Tenant, TenantStore } from '../app/model/ports.ts';
import type { Stored } from '../app/model/subject.ts';
import { TENANTS_PARTITION } from './keys.ts';
import {
  fromJsonColumns,
  fromTimeColumn,
  parsed,
  type Row,
  toJsonColumns,
  toRow,
  toTimeColumn,
  unknownColumns,
} from './row.ts';
import type { RowStore } from './row-store.ts';
import { pollFault } from './schemas.ts';

/** All columns but the listing, which may have hundreds of kilobytes. */
const COLUMNS = ['PartitionKey', 'RowKey', 'name', 'enabled', 'spokeAgainAt', 'polled', 'poll'];

const LISTING = /^(poll|listing)(_\d+)?$/;

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
    await first();
    await this.#rows.insert(toRow(TENANTS_PARTITION, tenantId, { enabled: true }));
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

  async *list(): AsyncGenerator<Tenant> {
    const query = { partition: TENANTS_PARTITION, columns: COLUMNS };
    for await (const page of this.#rows.pages(query)) yield* page.map(fromRow);
  }

  async readListed(tenantId: string): Promise<Stored<ListedTenant> | undefined> {
    const row = await this.#rows.get(TENANTS_PARTITION, tenantId);
    if (!row) return undefined;
    return {
      value: { tenant: fromRow(row), listing: listingOf(row) },
      etag: String(row.etag),
      foreign: unknownColumns(row, (column) => LISTING.test(column)),
    };
  }

  async writeListed(
    { value, etag, foreign }: Stored<ListedTenant>,
    poll: PollProgress,
    listing: Listing,
  ): Promise<'written' | 'conflict'> {
    const row = toRow(TENANTS_PARTITION, value.tenant.tenantId, {
      ...foreign,
      ...toJsonColumns('poll', poll),
      ...toJsonColumns('listing', Object.fromEntries([...listing].map(([id, it]) => [id, packed(it)]))),
    });
    return (await this.#rows.replace(row, etag)) === 'conflict' ? 'conflict' : 'written';
  }
}

const progress: z.ZodType<PollProgress> = z.looseObject({
  polledAt: z.number().optional(),
  nextPollAt: z.number().optional(),
  listedAt: z.number().optional(),
  failures: z.number(),
  failingSince: z.number().optional(),
  fault: pollFault.optional(),
  neighboursAt: z.number().optional(),
});

function fromRow(row: Row): Tenant {
  const { rowKey, name, spokeAgainAt, polled } = row;
  const at = fromTimeColumn(spokeAgainAt);
  const poll = fromJsonColumns(row, 'poll');
  return {
    tenantId: rowKey,
    ...(typeof name === 'string' && { name }),
    ...(at !== undefined && { spokeAgainAt: at }),
    ...(polled === true && { isPolled: true }),
    ...(poll !== undefined && { poll: parsed(row, progress, poll) }),
  };
}

const text = z.string().optional();

const unread: z.ZodType<UnreadToken> = z.looseObject({
  ...{ note: z.string(), displayName: text, organizationName: text, locationName: text },
  ...{ tokenState: text, expiresAt: text },
});

/** Most tokens are a hash and nothing else; of thousands in one row that alone is written. */
const listed: z.ZodType<ListedToken> = z.union([
  z.string().transform((hash) => ({ hash })),
  z.looseObject({ hash: z.string(), isMissing: z.literal(true).optional(), unread: unread.optional() }),
]);

function packed(token: ListedToken): ListedToken | string {
  return token.isMissing || token.unread ? token : token.hash;
}

function listingOf(row: Row): Listing {
  const tokens = fromJsonColumns(row, 'listing') ?? {};
  return new Map(Object.entries(parsed(row, z.record(z.string(), listed), tokens)));
}
