import type { TableEntity } from '@azure/data-tables';
import * as z from 'zod';
import type { ListedToken, Listing, PollProgress, UnreadToken } from '../app/model/poll.ts';
import type { ListedTenant, Tenant } from '../app/model/ports.ts';
import type { Stored } from '../app/model/subject.ts';
import { TENANTS_PARTITION } from './keys.ts';
import {
  fromJsonColumns,
  fromTimeColumn,
  type Row,
  toJsonColumns,
  toRow,
  UnreadableRow,
  unknownColumns,
} from './row.ts';
import { pollFault } from './schemas.ts';

/** What a list of tenants shows: all columns but the listing, which may have hundreds of kilobytes. */
export const TENANT_COLUMNS = [
  ...['PartitionKey', 'RowKey', 'name', 'enabled', 'disabledAt', 'polled', 'spokeAgainAt'],
  'poll',
];

/** The columns that a poll writes; the others are people's, and the sweep's. */
const OF_POLLS = /^(v|poll(_\d+)?|listing(_\d+)?)$/;

const text = z.string().optional();

const unread: z.ZodType<UnreadToken> = z.looseObject({
  ...{ note: z.string(), status: text, displayName: text, organizationName: text, locationName: text },
  ...{ tokenState: text, expiresAt: text },
});

const progress: z.ZodType<PollProgress> = z.looseObject({
  polledAt: z.number().optional(),
  nextPollAt: z.number().optional(),
  listedAt: z.number().optional(),
  failures: z.number(),
  failingSince: z.number().optional(),
  fault: pollFault.optional(),
  unread: z.record(z.string(), unread).optional(),
  neighboursAt: z.number().optional(),
});

/** Most tokens are a hash and nothing else, and there may be thousands. */
const listed: z.ZodType<ListedToken> = z.union([
  z.string().transform((hash) => ({ hash })),
  z.looseObject({ hash: z.string(), isMissing: z.literal(true).optional() }),
]);

/** A tenant from its row. How its polls went is left out where it cannot be read: the next one says it anew. */
export function fromTenantRow(row: Row): Tenant {
  const { rowKey, name, enabled, polled } = row;
  const spokeAgainAt = fromTimeColumn(row.spokeAgainAt);
  const disabledAt = fromTimeColumn(row.disabledAt);
  const poll = readOr(row, 'poll', progress, undefined);
  return {
    tenantId: rowKey,
    ...(typeof name === 'string' && { name }),
    enabled: enabled !== false,
    ...(disabledAt !== undefined && { disabledAt }),
    polled: polled === true,
    ...(spokeAgainAt !== undefined && { spokeAgainAt }),
    ...(poll && { poll }),
  };
}

export function fromListedRow(row: Row): Stored<ListedTenant> {
  const tokens = readOr(row, 'listing', z.record(z.string(), listed), {});
  return {
    value: { tenant: fromTenantRow(row), listing: new Map(Object.entries(tokens)) },
    etag: String(row.etag),
    foreign: unknownColumns(row, (column) => OF_POLLS.test(column)),
  };
}

export function toListedRow(
  { value, foreign }: Stored<ListedTenant>,
  poll: PollProgress,
  listing: Listing,
): TableEntity {
  const tokens = [...listing].map(([id, token]) => [id, token.isMissing ? token : token.hash] as const);
  return toRow(TENANTS_PARTITION, value.tenant.tenantId, {
    ...foreign,
    ...toJsonColumns('poll', poll),
    ...toJsonColumns('listing', Object.fromEntries(tokens)),
  });
}

/** What cannot be read is learned anew by the next poll; it must not keep the tenant from being looked at. */
function readOr<T, U>(row: Row, name: string, schema: z.ZodType<T>, otherwise: U): T | U {
  try {
    return schema.safeParse(fromJsonColumns(row, name)).data ?? otherwise;
  } catch (error) {
    if (error instanceof UnreadableRow) return otherwise;
    throw error;
  }
}
