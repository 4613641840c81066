import type { TableEntity } from '@azure/data-tables';
import * as z from 'zod';
import type { Log } from '../app/model/ports.ts';

/** A row as the table gives it. */
export type Row = Readonly<Record<string, unknown>> & { readonly partitionKey: string; readonly rowKey: string };

/** The layout of the rows this release writes. */
export const ROW_VERSION = 1;

/** A text column holds 32,768 UTF-16 units at most. */
const COLUMN_UNITS = 32_000;

/** Spreads a value as JSON over as many text columns as it takes: `name`, `name_1`, `name_2`, … */
export function toJsonColumns(name: string, value: unknown): Record<string, string> {
  const text = JSON.stringify(value);
  const columns: Record<string, string> = {};
  for (let i = 0; i * COLUMN_UNITS < text.length || i === 0; i++) {
    columns[i === 0 ? name : `${name}_${i}`] = text.slice(i * COLUMN_UNITS, (i + 1) * COLUMN_UNITS);
  }
  return columns;
}

/**
 * @returns undefined where the row has no such value
 * @throws UnreadableRow where it holds no JSON
 */
export function fromJsonColumns(row: Row, name: string): unknown {
  const first = row[name];
  if (typeof first !== 'string') return undefined;
  let text = first;
  for (let i = 1; ; i++) {
    const part = row[`${name}_${i}`];
    if (typeof part !== 'string') break;
    text += part;
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new UnreadableRow(row, `${name} holds no JSON`);
  }
}

/** Milliseconds since the epoch as text whose order is that of time. */
export function toTimeColumn(ms: number): string {
  return new Date(ms).toISOString();
}

/** @returns undefined where the column is absent */
export function fromTimeColumn(value: unknown): number | undefined {
  return typeof value === 'string' ? Date.parse(value) : undefined;
}

const SYSTEM_COLUMNS = new Set(['etag', 'timestamp', 'odata.metadata', 'partitionKey', 'rowKey']);

/**
 * The columns of a row that this release does not know, so that a rewrite by an older release keeps what a newer one
 * added.
 */
export function unknownColumns(row: Row, isKnown: (column: string) => boolean): Record<string, unknown> {
  const entries = Object.entries(row).filter(([name]) => !SYSTEM_COLUMNS.has(name) && !isKnown(name));
  return Object.fromEntries(entries);
}

/** A row to write. Columns that are undefined are left out. */
export function toRow(partitionKey: string, rowKey: string, columns: Readonly<Record<string, unknown>>): TableEntity {
  const present = Object.entries(columns).filter(([, value]) => value !== undefined);
  return { partitionKey, rowKey, v: ROW_VERSION, ...Object.fromEntries(present) };
}

/** Reads rows. One that cannot be read stops no other: it is left out, and the log names it. */
export function readable<T>(rows: readonly Row[], read: (row: Row) => T, log: Pick<Log, 'error'>): readonly T[] {
  return rows.flatMap((row) => {
    try {
      return [read(row)];
    } catch (error) {
      if (!(error instanceof UnreadableRow)) throw error;
      log.error(error.message);
      return [];
    }
  });
}

/** A stored row that this release cannot read: somebody else wrote it, or a fault of ours. */
export class UnreadableRow extends Error {
  override readonly name = 'UnreadableRow';

  constructor(row: Row, problem: string) {
    super(`row ${row.partitionKey}/${row.rowKey} cannot be read: ${problem}`);
  }
}

/** What a row holds, by the schema of its kind. @throws UnreadableRow */
export function parsed<T>(row: Row, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (!result.success) throw new UnreadableRow(row, z.prettifyError(result.error));
  return result.data;
}
