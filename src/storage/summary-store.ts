import { deflateRawSync, inflateRawSync } from 'node:zlib';
import * as z from 'zod';
import type { Log, SummaryStore } from '../app/model/ports.ts';
import type { Stored } from '../app/model/subject.ts';
import type { StoredSummary } from '../app/model/summary.ts';
import { IDENTITY_PARTS } from '../domain/renewal.ts';
import { ACCOUNT_TYPES } from '../domain/report.ts';
import { SUMMARIES_PARTITION } from './keys.ts';
import { parsed, type Row, toRow, toTimeColumn, UnreadableRow } from './row.ts';
import type { RowStore } from './row-store.ts';
import { cause, pollFault, reason, severity, strip, syncStatus, tokenLabel } from './schemas.ts';
import { silenceSchema } from './silence-store.ts';

/** A binary column holds 64 KiB at most, and a row 1 MiB with everything in it. */
const COLUMN_BYTES = 65_536;
const MOST_BYTES = 14 * COLUMN_BYTES;

const incident = z.object({
  incidentId: z.string(),
  cause,
  severity,
  openedAt: z.number(),
  failing: z.boolean(),
  failingSince: z.string().optional(),
  failureCount: z.number().optional(),
  inProgressSince: z.string().optional(),
  changed: z.array(z.enum(IDENTITY_PARTS)).optional(),
  appCount: z.number().optional(),
  appCountBefore: z.number().optional(),
  reason,
  toldAt: z.number().optional(),
  audience: z.array(z.string()),
  acknowledged: z.object({ at: z.number(), by: z.string() }).optional(),
});

const schema: z.ZodType<StoredSummary> = z.object({
  tenantId: z.string(),
  at: z.number(),
  tokens: z.array(
    z.object({
      tokenId: z.string(),
      status: syncStatus.nullable(),
      displayName: z.string().optional(),
      organizationName: z.string().optional(),
      locationName: z.string().optional(),
      accountType: z.enum(ACCOUNT_TYPES).optional(),
      tokenState: z.string().optional(),
      expiresAt: z.string().optional(),
      lastSyncAt: z.string().optional(),
      lastReportAt: z.string(),
      strip,
      retiredAt: z.number().optional(),
      incident: incident.optional(),
      endedAt: z.number().optional(),
    }),
  ),
  others: z.array(
    z.object({
      subject: z.string(),
      ...incident.shape,
      tokenCount: z.number().optional(),
      lastReportAt: z.string().optional(),
      detail: z.string().optional(),
      label: tokenLabel.optional(),
      expiresAt: z.string().optional(),
      lastSyncAt: z.string().optional(),
      syncErrorCode: z.number().optional(),
      pollFault: pollFault.optional(),
      lastReadAt: z.number().optional(),
      nextReadAt: z.number().optional(),
      tenantCount: z.number().optional(),
    }),
  ),
  silences: z.array(silenceSchema),
});

/** The summaries of all tenants in one partition, a row each, so that one range shows all of them. */
export class TableSummaryStore implements SummaryStore {
  readonly #rows: RowStore;
  readonly #log: Pick<Log, 'error'>;

  constructor(rows: RowStore, log: Pick<Log, 'error'>) {
    this.#rows = rows;
    this.#log = log;
  }

  async read(tenantId: string): Promise<Stored<StoredSummary> | undefined> {
    const row = await this.#rows.get(SUMMARIES_PARTITION, tenantId);
    const value = row && this.#readable(row);
    return value && { value, etag: String(row.etag) };
  }

  async write(summary: StoredSummary, basis: Stored<StoredSummary> | undefined): Promise<'written' | 'conflict'> {
    const row = toRow(SUMMARIES_PARTITION, summary.tenantId, {
      at: toTimeColumn(summary.at),
      ...packed(summary),
    });
    if (basis) return (await this.#rows.replace(row, basis.etag)) === 'conflict' ? 'conflict' : 'written';
    const inserted = await this.#rows.insert(row);
    if (inserted === 'written' || (await this.read(summary.tenantId))) return inserted;
    // The one that stands there cannot be read, and everything that it could say stands elsewhere.
    await this.#rows.put(row);
    return 'written';
  }

  async *all(): AsyncGenerator<StoredSummary> {
    for await (const page of this.#rows.pages({ partition: SUMMARIES_PARTITION })) {
      for (const row of page) {
        const summary = row.rowKey.startsWith('_') ? undefined : this.#readable(row);
        if (summary) yield summary;
      }
    }
  }

  #readable(row: Row): StoredSummary | undefined {
    try {
      return parsed(row, schema, unpacked(row));
    } catch (error) {
      if (!(error instanceof UnreadableRow)) throw error;
      this.#log.error(error.message);
      return undefined;
    }
  }
}

/**
 * As deflated JSON in as many binary columns as it takes: thousands of tokens resemble each other. At once, since it is
 * mostly some KiB, and another thread would take real time where a simulation has none.
 */
function packed(summary: StoredSummary): Record<string, Uint8Array> {
  const whole = deflateRawSync(JSON.stringify(summary));
  const bytes = whole.length <= MOST_BYTES ? whole : deflateRawSync(JSON.stringify(cut(summary)));
  const columns: Record<string, Uint8Array> = {};
  for (let i = 0; i * COLUMN_BYTES < bytes.length; i++) {
    columns[`data_${i}`] = bytes.subarray(i * COLUMN_BYTES, (i + 1) * COLUMN_BYTES);
  }
  return columns;
}

/** Graph's own limit of tokens is 3,000; a tenant with many more is no tenant of Intune's. */
const MOST_TOKENS = 6_000;

/**
 * What is left of one that is too long, for its names resemble nothing or its tokens are too many: tokens go by their
 * ids, and those without a problem are left out before others.
 */
function cut(summary: StoredSummary): StoredSummary {
  const bare = summary.tokens.map(({ displayName, organizationName, locationName, ...rest }) => rest);
  const tokens = bare.length <= MOST_TOKENS ? bare : bare.filter(({ incident: it }) => it).slice(0, MOST_TOKENS);
  return { ...summary, tokens };
}

/** @throws UnreadableRow */
function unpacked(row: Row): unknown {
  const parts: Uint8Array[] = [];
  for (let part = row.data_0; part instanceof Uint8Array; part = row[`data_${parts.length}`]) parts.push(part);
  try {
    return JSON.parse(inflateRawSync(Buffer.concat(parts)).toString());
  } catch (error) {
    throw new UnreadableRow(row, error instanceof Error ? error.message : 'it holds no JSON');
  }
}
