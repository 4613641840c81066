import type { TableEntity } from '@azure/data-tables';
import * as z from 'zod';
import type { HistoryItem, IdempotencyRecord } from '../app/model/state.ts';
import { historyKey, idempotencyKey } from './keys.ts';
import { fromTimeColumn, type Row, toRow, toTimeColumn, UnreadableRow } from './row.ts';
import { syncStatus, timestamp } from './schemas.ts';

const parsed: z.ZodType<HistoryItem> = z.object({
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

/** @param suffix tells apart reports received in the same instant */
export function toHistoryRow(item: HistoryItem, suffix: string): TableEntity {
  const { tenantId, ...columns } = item;
  return toRow(tenantId, historyKey(item.tokenId, item.receivedAt, suffix), columns);
}

/** @throws UnreadableRow */
export function fromHistoryRow(row: Row): HistoryItem {
  const result = parsed.safeParse({ ...row, tenantId: row.partitionKey });
  if (!result.success) throw new UnreadableRow(row, z.prettifyError(result.error));
  return result.data;
}

export function toIdempotencyRow(tenantId: string, record: IdempotencyRecord): TableEntity {
  const { deliveryId, contentHash, at } = record;
  return toRow(tenantId, idempotencyKey(deliveryId), { deliveryId, contentHash, at: toTimeColumn(at) });
}

/** @throws UnreadableRow */
export function fromIdempotencyRow(row: Row): IdempotencyRecord {
  const { deliveryId, contentHash } = row;
  const at = fromTimeColumn(row.at);
  if (typeof deliveryId !== 'string' || typeof contentHash !== 'string' || at === undefined) {
    throw new UnreadableRow(row, 'a used delivery id has deliveryId, contentHash and at');
  }
  return { deliveryId, contentHash, at };
}
