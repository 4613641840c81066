import type { TableEntity } from '@azure/data-tables';
import * as z from 'zod';
import { silencedUntil } from '../app/decide.ts';
import type { IncidentProjection, TimelineEntry, TimelineEvent, TokenState } from '../app/state.ts';
import { incidentKey, timelineKey } from './keys.ts';
import { fromJsonColumns, fromTimeColumn, type Row, toJsonColumns, toRow, toTimeColumn, UnreadableRow } from './row.ts';
import { incident } from './schemas.ts';

const projection = z.object({ tokenId: z.string(), incident, silencedUntil: z.number().optional() });

/** The projection of a token's incident, for lists; @returns undefined where the token has none */
export function toIncidentRow(state: TokenState, now: number): TableEntity | undefined {
  const { record, incident: it } = state;
  if (!it) return undefined;
  const quietUntil = silencedUntil(state, now);
  return toRow(record.tenantId, incidentKey(it.id), {
    tokenId: record.tokenId,
    ...toJsonColumns('incident', it),
    silencedUntil: quietUntil === undefined ? undefined : toTimeColumn(quietUntil),
    // Only for the filters of lists, and for the retention of those that ended.
    state: it.resolvedAt === undefined ? 'open' : 'resolved',
    cause: it.cause,
    resolvedAt: it.resolvedAt === undefined ? undefined : toTimeColumn(it.resolvedAt),
  });
}

/** @throws UnreadableRow */
export function fromIncidentRow(row: Row): IncidentProjection {
  const result = projection.safeParse({
    tokenId: row.tokenId,
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
