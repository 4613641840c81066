import type { TableEntity, TransactionAction } from '@azure/data-tables';
import * as z from 'zod';
import type { Marker } from '../app/model/marker.ts';
import type { Clock, Log, SilenceStore } from '../app/model/ports.ts';
import type { Silence } from '../app/model/state.ts';
import { SILENCE_PREFIX, SILENCES_CHANGED_KEY, silenceKey } from './keys.ts';
import { toMarkerRow } from './marker-row.ts';
import { withPrefix } from './query.ts';
import { fromTimeColumn, parsed, type Row, readable, toRow, toTimeColumn } from './row.ts';
import type { RowStore } from './row-store.ts';

export const silenceSchema = z.object({
  subject: z.string(),
  from: z.number().optional(),
  until: z.number(),
  at: z.number(),
  by: z.string(),
  verified: z.literal(true).optional(),
  note: z.string().optional(),
});

function toSilenceRow(tenantId: string, { subject, from, until, at, by, verified, note }: Silence): TableEntity {
  return toRow(tenantId, silenceKey(subject), {
    ...{ subject, by, verified, note },
    from: from === undefined ? undefined : toTimeColumn(from),
    until: toTimeColumn(until),
    at: toTimeColumn(at),
  });
}

function fromSilenceRow(row: Row): Silence {
  return parsed(row, silenceSchema, {
    ...row,
    from: fromTimeColumn(row.from),
    until: fromTimeColumn(row.until),
    at: fromTimeColumn(row.at),
  });
}

/** Silences stand in their tenant's partition, a row each; one that has passed stands until retention takes it. */
export class TableSilenceStore implements SilenceStore {
  readonly #rows: RowStore;
  readonly #clock: Clock;
  readonly #log: Pick<Log, 'error'>;

  constructor(rows: RowStore, clock: Clock, log: Pick<Log, 'error'>) {
    this.#rows = rows;
    this.#clock = clock;
    this.#log = log;
  }

  async list(tenantId: string): Promise<readonly Silence[]> {
    const found: Silence[] = [];
    for await (const page of this.#rows.pages(withPrefix(tenantId, SILENCE_PREFIX))) {
      found.push(...readable(page, fromSilenceRow, this.#log));
    }
    return found.filter(({ until }) => until > this.#clock());
  }

  async read(tenantId: string, subject: string): Promise<Silence | undefined> {
    const row = await this.#rows.get(tenantId, silenceKey(subject));
    const [silence] = readable(row ? [row] : [], fromSilenceRow, this.#log);
    return silence && silence.until > this.#clock() ? silence : undefined;
  }

  async write(
    tenantId: string,
    subject: string,
    silence: Silence | undefined,
    marker: Marker | undefined,
  ): Promise<void> {
    // One that is lifted is one that has ended: whoever was faster, what was asked for last stands.
    const ended: Silence = { subject, until: this.#clock(), at: this.#clock(), by: '' };
    const rows = [
      toSilenceRow(tenantId, silence ?? ended),
      toRow(tenantId, SILENCES_CHANGED_KEY, { changedAt: toTimeColumn(this.#clock()) }),
      ...(marker ? [toMarkerRow(marker)] : []),
    ];
    await this.#rows.transact(rows.map((row): TransactionAction => ['upsert', row, 'Replace']));
  }
}
