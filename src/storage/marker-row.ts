import type { TableEntity } from '@azure/data-tables';
import * as z from 'zod';
import type { Marker } from '../app/model/marker.ts';
import { markerKey } from './keys.ts';
import { fromJsonColumns, fromTimeColumn, parsed, type Row, toRow, toTimeColumn } from './row.ts';

const common = { tenantId: z.string(), subject: z.string(), retryAt: z.number() };
const schema: z.ZodType<Marker> = z.discriminatedUnion('kind', [
  z.object({ ...common, kind: z.literal('told'), no: z.number(), targets: z.array(z.string()), dueAt: z.number() }),
  z.object({ ...common, kind: z.literal('lifted'), id: z.string() }),
]);

/** The marker's own time is its column `dueAt`, by which a sweep finds it; that of the mailboxes' rows stands beside. */
export function toMarkerRow(marker: Marker): TableEntity {
  const { tenantId, subject, kind, retryAt } = marker;
  return toRow(tenantId, markerKey(marker), {
    ...{ subject, kind },
    dueAt: toTimeColumn(retryAt),
    ...(marker.kind === 'told'
      ? { no: marker.no, targets: JSON.stringify(marker.targets), rowsDueAt: toTimeColumn(marker.dueAt) }
      : { id: marker.id }),
  });
}

/** @throws UnreadableRow */
export function fromMarkerRow(row: Row): Marker {
  return parsed(row, schema, {
    ...row,
    tenantId: row.partitionKey,
    targets: fromJsonColumns(row, 'targets'),
    dueAt: fromTimeColumn(row.rowsDueAt),
    retryAt: fromTimeColumn(row.dueAt),
  });
}
