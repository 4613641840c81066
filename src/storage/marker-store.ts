import type { TableEntity, TransactionAction } from '@azure/data-tables';
import * as z from 'zod';
import type { Marker, MarkerStore } from '../app/mailbox/hand-over.ts';
import type { SubjectKey } from '../app/mailbox/want.ts';
import type { Log } from '../app/ports.ts';
import { withPrefix } from './query.ts';
import { fromJsonColumns, fromTimeColumn, type Row, toRow, toTimeColumn, UnreadableRow } from './row.ts';
import type { RowStore } from './row-store.ts';

/** Markers stand behind the rows of subjects, so that one range finds both. */
export const MARKER_PREFIX = 'told!';

const parsed = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('told'),
    no: z.number(),
    targets: z.array(z.string()),
    rowsDueAt: z.number(),
    dueAt: z.number(),
  }),
  z.object({ kind: z.literal('lifted'), id: z.string(), dueAt: z.number() }),
]);

export function markerKey(
  marker: SubjectKey & ({ kind: 'told'; no: number } | { kind: 'lifted'; id: string }),
): string {
  const last = marker.kind === 'told' ? String(marker.no).padStart(8, '0') : `lifted-${marker.id}`;
  return `${MARKER_PREFIX}${marker.subject}!${last}`;
}

/** Goes into the transaction that changes what people should know, or that lifts a silence. */
export function toMarkerRow(marker: Marker): TableEntity {
  const own =
    marker.kind === 'told'
      ? { no: marker.no, targets: JSON.stringify(marker.targets), rowsDueAt: toTimeColumn(marker.dueAt) }
      : { id: marker.id };
  return toRow(marker.tenantId, markerKey(marker), { kind: marker.kind, ...own, dueAt: toTimeColumn(marker.retryAt) });
}

/** @throws UnreadableRow */
export function fromMarkerRow(row: Row): Marker {
  const result = parsed.safeParse({
    ...row,
    targets: fromJsonColumns(row, 'targets'),
    rowsDueAt: fromTimeColumn(row.rowsDueAt),
    dueAt: fromTimeColumn(row.dueAt),
  });
  if (!result.success) throw new UnreadableRow(row, z.prettifyError(result.error));
  const key = { tenantId: row.partitionKey, subject: row.rowKey.split('!')[1] ?? '' };
  const { data } = result;
  if (data.kind === 'lifted') return { ...key, kind: 'lifted', id: data.id, retryAt: data.dueAt };
  return { ...key, kind: 'told', no: data.no, targets: data.targets, dueAt: data.rowsDueAt, retryAt: data.dueAt };
}

/** Markers in the partitions of their tenants. */
export class TableMarkerStore implements MarkerStore {
  readonly #rows: RowStore;
  readonly #log: Pick<Log, 'error'>;

  constructor(rows: RowStore, log: Pick<Log, 'error'>) {
    this.#rows = rows;
    this.#log = log;
  }

  async *readOverdue(tenantId: string, now: number): AsyncGenerator<readonly Marker[]> {
    const all = [{ column: 'dueAt', is: 'le', value: toTimeColumn(now) }] as const;
    for await (const page of this.#rows.pages({ ...withPrefix(tenantId, MARKER_PREFIX), all })) {
      yield page.flatMap((row) => this.#readable(row));
    }
  }

  async deleteMarkers(tenantId: string, markers: readonly Marker[]): Promise<'deleted' | 'conflict'> {
    const actions = markers.map((marker): TransactionAction => {
      return ['delete', { partitionKey: tenantId, rowKey: markerKey(marker) }];
    });
    return (await this.#rows.transact(actions)) === 'committed' ? 'deleted' : 'conflict';
  }

  #readable(row: Row): readonly Marker[] {
    try {
      return [fromMarkerRow(row)];
    } catch (error) {
      if (!(error instanceof UnreadableRow)) throw error;
      this.#log.error(error.message);
      return [];
    }
  }
}
