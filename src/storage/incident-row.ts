import type { TableEntity } from '@azure/data-tables';
import * as z from 'zod';
import type { IncidentProjection, TimelineEntry, TimelineEvent } from '../app/model/state.ts';
import { incidentKey, timelineKey } from './keys.ts';
import { fromJsonColumns, fromTimeColumn, parsed, type Row, toJsonColumns, toRow, toTimeColumn } from './row.ts';
import { incident, told } from './schemas.ts';

const projection = z.object({ subject: z.string(), incident, told: told.nullable() });

/** The projection of an incident, for lists. */
export function toIncidentRow({ tenantId, subject, incident: it, told: said }: IncidentProjection): TableEntity {
  return toRow(tenantId, incidentKey(it.id), {
    subject,
    ...toJsonColumns('incident', it),
    told: said ? JSON.stringify(said) : undefined,
    // Only for the filters of lists, and for the retention of those that ended.
    state: it.resolvedAt === undefined ? 'open' : 'resolved',
    cause: it.cause,
    resolvedAt: it.resolvedAt === undefined ? undefined : toTimeColumn(it.resolvedAt),
  });
}

/** @throws UnreadableRow */
export function fromIncidentRow(row: Row): IncidentProjection {
  const value = parsed(row, projection, {
    subject: row.subject,
    incident: fromJsonColumns(row, 'incident'),
    told: fromJsonColumns(row, 'told') ?? null,
  });
  return { tenantId: row.partitionKey, ...value };
}

export function toTimelineRow(tenantId: string, entry: TimelineEntry): TableEntity {
  return toRow(tenantId, timelineKey(entry.incidentId, entry.seq), {
    incidentId: entry.incidentId,
    seq: entry.seq,
    at: toTimeColumn(entry.at),
    ...toJsonColumns('event', entry.event),
  });
}

const timeline = z.object({
  incidentId: z.string(),
  seq: z.number(),
  at: z.number(),
  // Entries are shown and never decided by, so a kind that a newer release added may pass as it is.
  event: z.custom<TimelineEvent>((value) => typeof value === 'object' && value !== null && 'kind' in value),
});

/** @throws UnreadableRow */
export function fromTimelineRow(row: Row): TimelineEntry {
  return parsed(row, timeline, { ...row, at: fromTimeColumn(row.at), event: fromJsonColumns(row, 'event') });
}
