import type { TableEntity } from '@azure/data-tables';
import * as z from 'zod';
import type { Notice } from '../app/model/notice.ts';
import { NOTIFICATION_STATES, type Notification, type NotificationPointer, type Stored } from '../app/model/state.ts';
import { notificationKey } from './keys.ts';
import {
  fromJsonColumns,
  fromTimeColumn,
  type Row,
  toJsonColumns,
  toRow,
  toTimeColumn,
  UnreadableRow,
  unknownColumns,
} from './row.ts';

const KNOWN =
  /^(v|incidentId|seq|target|notice(_\d+)?|state|createdAt|dueAt|claimedAt|attempts|lastAttemptAt|lastError|deliveredAt)$/;

const parsed = z.object({
  incidentId: z.string(),
  seq: z.number(),
  target: z.string(),
  // Written by this product only; a channel renders what it knows of it.
  notice: z.custom<Notice>((value) => typeof value === 'object' && value !== null && 'type' in value),
  state: z.enum(NOTIFICATION_STATES),
  createdAt: z.number(),
  dueAt: z.number().optional(),
  claimedAt: z.number().optional(),
  attempts: z.number(),
  lastAttemptAt: z.number().optional(),
  lastError: z.string().optional(),
  deliveredAt: z.number().optional(),
});

const TIMES = ['createdAt', 'dueAt', 'claimedAt', 'lastAttemptAt', 'deliveredAt'] as const;

export function toNotificationRow(notification: Notification, basis?: Stored<Notification>): TableEntity {
  const { tenantId, notice, ...columns } = notification;
  const times = TIMES.map((name) => [name, columns[name] === undefined ? undefined : toTimeColumn(columns[name])]);
  return toRow(tenantId, notificationKey(columns.incidentId, columns.seq, columns.target), {
    ...basis?.foreign,
    ...columns,
    ...Object.fromEntries(times),
    ...toJsonColumns('notice', notice),
  });
}

/** @throws UnreadableRow */
export function fromNotificationRow(row: Row): Stored<Notification> {
  const times = TIMES.map((name) => [name, fromTimeColumn(row[name])]);
  const result = parsed.safeParse({ ...row, ...Object.fromEntries(times), notice: fromJsonColumns(row, 'notice') });
  if (!result.success) throw new UnreadableRow(row, z.prettifyError(result.error));
  return {
    value: { tenantId: row.partitionKey, ...result.data },
    etag: String(row.etag),
    foreign: unknownColumns(row, (column) => KNOWN.test(column)),
  };
}

/** Enough of a row to name it. */
export function pointerOf(row: Row): NotificationPointer {
  return {
    tenantId: row.partitionKey,
    incidentId: String(row.incidentId),
    seq: Number(row.seq),
    target: String(row.target),
  };
}
