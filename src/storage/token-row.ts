import type { TableEntity } from '@azure/data-tables';
import * as z from 'zod';
import type { Stored, TokenState } from '../app/model/state.ts';
import { latestSighting } from '../domain/record.ts';
import { tokenKey } from './keys.ts';
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
import { incident, silence, tokenRecord } from './schemas.ts';

const KNOWN =
  /^(v|record(_\d+)?|incident(_\d+)?|entries|audience|retiredAt|silence|tenantSilence|nextCheckAt|policyHash|status|cause)$/;

const parsed = z.object({
  record: tokenRecord,
  incident: incident.optional(),
  entries: z.number().default(0),
  audience: z.array(z.string()).default([]),
  silence: silence.optional(),
  tenantSilence: silence.optional(),
  policyHash: z.string().default(''),
});

/** @throws UnreadableRow */
export function fromTokenRow(row: Row): Stored<TokenState> {
  const result = parsed.safeParse({
    record: fromJsonColumns(row, 'record'),
    incident: fromJsonColumns(row, 'incident'),
    entries: row.entries,
    audience: fromJsonColumns(row, 'audience'),
    silence: fromJsonColumns(row, 'silence'),
    tenantSilence: fromJsonColumns(row, 'tenantSilence'),
    policyHash: row.policyHash,
  });
  if (!result.success) throw new UnreadableRow(row, z.prettifyError(result.error));
  const value: TokenState = {
    ...result.data,
    retiredAt: fromTimeColumn(row.retiredAt),
    nextCheckAt: fromTimeColumn(row.nextCheckAt),
  };
  return { value, etag: String(row.etag), foreign: unknownColumns(row, (column) => KNOWN.test(column)) };
}

/** @param basis the row as it was read, where there was one */
export function toTokenRow(state: TokenState, basis?: Stored<TokenState>): TableEntity {
  const { tenantId, tokenId } = state.record;
  const open = state.incident && state.incident.resolvedAt === undefined ? state.incident : undefined;
  return toRow(tenantId, tokenKey(tokenId), {
    ...basis?.foreign,
    // `fold` joins the members that it knows; one that a newer release added is put back as it stood.
    ...toJsonColumns('record', { ...basis?.value.record, ...state.record }),
    ...(state.incident && toJsonColumns('incident', state.incident)),
    entries: state.entries,
    audience: JSON.stringify(state.audience),
    retiredAt: state.retiredAt === undefined ? undefined : toTimeColumn(state.retiredAt),
    silence: state.silence && JSON.stringify(state.silence),
    tenantSilence: state.tenantSilence && JSON.stringify(state.tenantSilence),
    nextCheckAt: state.nextCheckAt === undefined ? undefined : toTimeColumn(state.nextCheckAt),
    policyHash: state.policyHash,
    // Only for the filters of lists.
    status: latestSighting(state.record).status,
    cause: open?.cause,
  });
}
