import type { TableEntity } from '@azure/data-tables';
import * as z from 'zod';
import type { HistoryItem, IdempotencyRecord } from '../app/model/state.ts';
import { historyKey, idempotencyKey } from './keys.ts';
import { fromTimeColumn, parsed, type Row, toRow, toTimeColumn } from './row.ts';
import { syncStatus, timestamp } from './schemas.ts';

const history: z.ZodType<HistoryItem> = z.object({
  tenantId: z.string(),
  tokenId: z.string(),
  status: syncStatus,
  outcome: z.enum(['applied', 'unchanged', 'stale']),
  lastSyncAt: timestamp.optional(),
  observedAt: timestamp,
  receivedAt: timestamp,
  source: z.string(),
  deliveryId: z.string().optional(),
  detail: z.string().optional(),
});

const idempotency: z.ZodType<IdempotencyRecord> = z.object({
  deliveryId: z.string(),
  contentHash: z.string(),
  at: z.number(),
});

/** @param suffix tells apart reports received in the same instant */
export function toHistoryRow(item: HistoryItem, suffix: string): TableEntity {
  const { tenantId, ...columns } = item;
  return toRow(tenantId, historyKey(item.tokenId, item.receivedAt, suffix), columns);
}

/** @throws UnreadableRow */
export function fromHistoryRow(row: Row): HistoryItem {
  return parsed(row, history, { ...row, tenantId: row.partitionKey });
}

export function toIdempotencyRow(tenantId: string, record: IdempotencyRecord): TableEntity {
  const { deliveryId, contentHash, at } = record;
  return toRow(tenantId, idempotencyKey(deliveryId), { deliveryId, contentHash, at: toTimeColumn(at) });
}

/** @throws UnreadableRow */
export function fromIdempotencyRow(row: Row): IdempotencyRecord {
  return parsed(row, idempotency, { ...row, at: fromTimeColumn(row.at) });
}
