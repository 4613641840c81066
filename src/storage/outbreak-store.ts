import type { TableEntity, TransactionAction } from '@azure/data-tables';
import * as z from 'zod';
import { SUSPECTS, type TokenLabel } from '../app/model/notice.ts';
import { OUTBREAKS, type OutbreakStore } from '../app/model/ports.ts';
import type { NotificationPointer, Opening, OutbreakChange, OutbreakState, Stored } from '../app/model/state.ts';
import { CAUSES, type Cause, SEVERITIES } from '../domain/cause.ts';
import { toIncidentRow, toTimelineRow } from './incident-row.ts';
import {
  NOTIFICATION_PREFIX,
  OPENINGS_PARTITION,
  OUTBREAK_PREFIX,
  openingKey,
  openingPrefix,
  outbreakKey,
} from './keys.ts';
import { pointerOf, toNotificationRow } from './notification-row.ts';
import { withPrefix } from './query.ts';
import { fromJsonColumns, fromTimeColumn, type Row, toJsonColumns, toRow, toTimeColumn, UnreadableRow } from './row.ts';
import { type RowStore, TRANSACTION_ROWS } from './row-store.ts';
import { incident } from './schemas.ts';

const opening = z.object({
  cause: z.enum(CAUSES),
  at: z.number(),
  tenantId: z.string(),
  tokenId: z.string().nullable(),
  incidentId: z.string(),
  seq: z.number(),
  severity: z.enum(SEVERITIES),
  // Written by this product only, and only shown.
  label: z.custom<TokenLabel>((value) => typeof value === 'object' && value !== null),
});

const outbreak = z.object({
  cause: z.enum(CAUSES),
  incident,
  entries: z.number(),
  audience: z.array(z.string()),
  since: z.number(),
  toldCount: z.number(),
  toldAt: z.number(),
  openCount: z.number(),
  suspect: z.enum(SUSPECTS),
  releasedAt: z.number().optional(),
});

/** Openings and outbreaks in two partitions of their own, since they reach over all tenants. */
export class TableOutbreakStore implements OutbreakStore {
  readonly #rows: RowStore;

  constructor(rows: RowStore) {
    this.#rows = rows;
  }

  async recordOpenings(openings: readonly Opening[]): Promise<void> {
    for (let i = 0; i < openings.length; i += TRANSACTION_ROWS) {
      const rows = openings.slice(i, i + TRANSACTION_ROWS).map(toOpeningRow);
      await this.#rows.transact(rows.map((row): TransactionAction => ['upsert', row, 'Replace']));
    }
  }

  async readOpenings(cause: Cause, since: number, atMost = Number.POSITIVE_INFINITY): Promise<readonly Opening[]> {
    const found: Opening[] = [];
    const query = {
      ...withPrefix(OPENINGS_PARTITION, openingPrefix(cause)),
      from: `${openingPrefix(cause)}${toTimeColumn(since)}`,
      pageSize: Math.min(1_000, atMost),
    };
    for await (const page of this.#rows.pages(query)) {
      found.push(...page.map(fromOpeningRow));
      if (found.length >= atMost) break;
    }
    return found;
  }

  async readOutbreak(cause: Cause): Promise<Stored<OutbreakState> | undefined> {
    const row = await this.#rows.get(OUTBREAKS, outbreakKey(cause));
    return row && fromOutbreakRow(row);
  }

  async listOutbreaks(): Promise<readonly Stored<OutbreakState>[]> {
    const found: Stored<OutbreakState>[] = [];
    for await (const page of this.#rows.pages(withPrefix(OUTBREAKS, OUTBREAK_PREFIX)))
      found.push(...page.map(fromOutbreakRow));
    return found;
  }

  async commitOutbreak({ state, basis, timeline, notifications }: OutbreakChange): Promise<'committed' | 'conflict'> {
    const row = toOutbreakRow(state);
    return this.#rows.transact([
      basis ? ['update', row, 'Replace', { etag: basis.etag }] : ['create', row],
      ['upsert', toIncidentRow(OUTBREAKS, null, state.incident, undefined), 'Replace'],
      ...timeline.map((entry): TransactionAction => ['create', toTimelineRow(OUTBREAKS, entry)]),
      ...notifications.map((it): TransactionAction => ['create', toNotificationRow(it)]),
    ]);
  }

  async readLost(lostBefore: number): Promise<readonly NotificationPointer[]> {
    const lost: NotificationPointer[] = [];
    const query = {
      ...withPrefix(OUTBREAKS, NOTIFICATION_PREFIX),
      all: [{ column: 'dueAt', is: 'le', value: toTimeColumn(lostBefore) }] as const,
    };
    for await (const page of this.#rows.pages(query)) lost.push(...page.map(pointerOf));
    return lost;
  }
}

function toOpeningRow({ label, at, ...columns }: Opening): TableEntity {
  const key = openingKey(columns.cause, toTimeColumn(at), `${columns.incidentId}-${columns.seq}`);
  return toRow(OPENINGS_PARTITION, key, { ...columns, at: toTimeColumn(at), ...toJsonColumns('label', label) });
}

function fromOpeningRow(row: Row): Opening {
  const result = opening.safeParse({
    ...row,
    tokenId: row.tokenId ?? null,
    at: fromTimeColumn(row.at),
    label: fromJsonColumns(row, 'label'),
  });
  if (!result.success) throw new UnreadableRow(row, z.prettifyError(result.error));
  return result.data;
}

function toOutbreakRow(state: OutbreakState): TableEntity {
  return toRow(OUTBREAKS, outbreakKey(state.cause), toJsonColumns('state', state));
}

function fromOutbreakRow(row: Row): Stored<OutbreakState> {
  const result = outbreak.safeParse(fromJsonColumns(row, 'state'));
  if (!result.success) throw new UnreadableRow(row, z.prettifyError(result.error));
  return { value: result.data, etag: String(row.etag) };
}
