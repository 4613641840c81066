import type { TableEntity } from '@azure/data-tables';
import * as z from 'zod';
import type { IncidentProjection, TimelineEntry, TimelineEvent } from '../app/model/state.ts';
import type { Incident } from '../domain/incident.ts';
import { incidentKey, timelineKey } from './keys.ts';
import { fromJsonColumns, fromTimeColumn, type Row, toJsonColumns, toRow, toTimeColumn, UnreadableRow } from './row.ts';
import { incident } from './schemas.ts';

const projection = z.object({ tokenId: z.string().nullable(), incident, silencedUntil: z.number().optional() });

/**
 * The projection of an incident, for lists.
 *
 * @param tokenId null for that of a tenant or an outbreak
 */
export function toIncidentRow(
  tenantId: string,
  tokenId: string | null,
  it: Incident,
  silencedUntil: number | undefined,
): TableEntity {
  return toRow(tenantId, incidentKey(it.id), {
    tokenId: tokenId ?? undefined,
    ...toJsonColumns('incident', it),
    silencedUntil: silencedUntil === undefined ? undefined : toTimeColumn(silencedUntil),
    // Only for the filters of lists, and for the retention of those that ended.
    state: it.resolvedAt === undefined ? 'open' : 'resolved',
    cause: it.cause,
    resolvedAt: it.resolvedAt === undefined ? undefined : toTimeColumn(it.resolvedAt),
  });
}

/** @throws UnreadableRow */
export function fromIncidentRow(row: Row): IncidentProjection {
  const result = projection.safeParse({
    tokenId: row.tokenId ?? null,
    incident: fromJsonColumns(row, 'incident'),
    silencedUntil: fromTimeColumn(row.silencedUntil),
  });
  if (!result.success) throw new UnreadableRow(row, z.prettifyError(result.error));
  return { tenantId: row.partitionKey, ...result.data };
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
  const result = timeline.safeParse({ ...row, at: fromTimeColumn(row.at), event: fromJsonColumns(row, 'event') });
  if (!result.success) throw new UnreadableRow(row, z.prettifyError(result.error));
  return result.data;
}
