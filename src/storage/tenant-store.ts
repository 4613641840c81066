import type { TableEntity, TransactionAction } from '@azure/data-tables';
import * as z from 'zod';
import type { Clock, SilenceChange, TenantStore } from '../app/model/ports.ts';
import type { Silence, Stored, TenantChange, TenantState } from '../app/model/state.ts';
import { toIncidentRow, toTimelineRow } from './incident-row.ts';
import { SILENCE_KEY, TENANT_KEY, TENANTS_PARTITION } from './keys.ts';
import { toNotificationRow } from './notification-row.ts';
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
import type { RowStore } from './row-store.ts';
import { incident, silence as silenceSchema, timestamp } from './schemas.ts';

const KNOWN =
  /^(v|incident(_\d+)?|entries|audience|tokenCount|silence|warned(_\d+)?|expiryCheckAt|nextCheckAt|policyHash)$/;

const parsed = z.object({
  incident: incident.optional(),
  entries: z.number().default(0),
  audience: z.array(z.string()).default([]),
  tokenCount: z.number().default(0),
  silence: silenceSchema.optional(),
  warned: z.record(z.string(), z.looseObject({ step: z.number(), expiresAt: timestamp })).default({}),
  expiryCheckAt: z.number().default(0),
  policyHash: z.string().default(''),
});

/** @throws UnreadableRow */
export function fromTenantRow(row: Row): Stored<TenantState> {
  const result = parsed.safeParse({
    incident: fromJsonColumns(row, 'incident'),
    entries: row.entries,
    audience: fromJsonColumns(row, 'audience'),
    tokenCount: row.tokenCount,
    silence: fromJsonColumns(row, 'silence'),
    warned: fromJsonColumns(row, 'warned'),
    expiryCheckAt: fromTimeColumn(row.expiryCheckAt),
    policyHash: row.policyHash,
  });
  if (!result.success) throw new UnreadableRow(row, z.prettifyError(result.error));
  return {
    value: { ...result.data, tenantId: row.partitionKey, nextCheckAt: fromTimeColumn(row.nextCheckAt) },
    etag: String(row.etag),
    foreign: unknownColumns(row, (column) => KNOWN.test(column)),
  };
}

export function toTenantRow(state: TenantState, basis?: Stored<TenantState>): TableEntity {
  return toRow(state.tenantId, TENANT_KEY, {
    ...basis?.foreign,
    ...(state.incident && toJsonColumns('incident', state.incident)),
    entries: state.entries,
    audience: JSON.stringify(state.audience),
    tokenCount: state.tokenCount,
    silence: state.silence && JSON.stringify(state.silence),
    ...toJsonColumns('warned', state.warned),
    expiryCheckAt: toTimeColumn(state.expiryCheckAt),
    nextCheckAt: state.nextCheckAt === undefined ? undefined : toTimeColumn(state.nextCheckAt),
    policyHash: state.policyHash,
  });
}

/** What is known of tenants as a whole, in their partitions, and the list of tenants in one of its own. */
export class TableTenantStore implements TenantStore {
  readonly #rows: RowStore;
  readonly #clock: Clock;
  readonly #known = new Set<string>();

  constructor(rows: RowStore, clock: Clock) {
    this.#rows = rows;
    this.#clock = clock;
  }

  async ensureTenant(tenantId: string): Promise<void> {
    if (this.#known.has(tenantId)) return;
    await this.#rows.insert(toRow(TENANTS_PARTITION, tenantId, { enabled: true }));
    // Due at once, so that the next sweep sets the hour of its daily look.
    await this.#rows.insert(toRow(tenantId, TENANT_KEY, { nextCheckAt: toTimeColumn(this.#clock()), policyHash: '' }));
    this.#known.add(tenantId);
  }

  async readTenant(tenantId: string): Promise<Stored<TenantState> | undefined> {
    const row = await this.#rows.get(tenantId, TENANT_KEY);
    return row && fromTenantRow(row);
  }

  async commitTenant(
    tenantId: string,
    { state, basis, timeline, notifications }: TenantChange,
  ): Promise<'committed' | 'conflict'> {
    const row = toTenantRow(state, basis);
    const isChanged = JSON.stringify(basis?.value.incident) !== JSON.stringify(state.incident);
    const projection =
      isChanged && state.incident ? toIncidentRow(tenantId, null, state.incident, state.silence?.until) : undefined;
    const inserts = [
      ...timeline.map((it) => toTimelineRow(tenantId, it)),
      ...notifications.map((it) => toNotificationRow(it)),
    ];
    return this.#rows.transact([
      basis ? ['update', row, 'Replace', { etag: basis.etag }] : ['create', row],
      ...(projection ? [['upsert', projection, 'Replace'] satisfies TransactionAction] : []),
      ...inserts.map((insert): TransactionAction => ['create', insert]),
    ]);
  }

  async readSilence(tenantId: string): Promise<Silence | undefined> {
    return (await this.readSilenceChange(tenantId)).silence;
  }

  async readSilenceChange(tenantId: string): Promise<SilenceChange> {
    const row = await this.#rows.get(tenantId, SILENCE_KEY);
    const read = row && silenceSchema.safeParse(fromJsonColumns(row, 'silence'));
    if (read && !read.success) throw new UnreadableRow(row, z.prettifyError(read.error));
    const silence = read && read.data.until > this.#clock() ? read.data : undefined;
    return { silence, since: read?.data.at ?? 0, ...(row && { etag: String(row.etag) }) };
  }

  async writeSilence(tenantId: string, it: Silence, isApplied: boolean, etag?: string): Promise<void> {
    const nextCheckAt = isApplied ? undefined : toTimeColumn(it.at);
    const row = toRow(tenantId, SILENCE_KEY, { silence: JSON.stringify(it), nextCheckAt });
    if (etag === undefined) await this.#rows.put(row);
    else await this.#rows.replace(row, etag);
  }
}
