import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TableEntity } from '@azure/data-tables';

/** A row under the names that it has on the wire. */
type WireRow = Readonly<Record<string, unknown>> & { readonly PartitionKey: string; readonly RowKey: string };
type Condition = (row: WireRow) => boolean;

const COMPARED: Readonly<Record<string, (a: string, b: string) => boolean>> = {
  eq: (a, b) => a === b,
  lt: (a, b) => a < b,
  le: (a, b) => a <= b,
  gt: (a, b) => a > b,
  ge: (a, b) => a >= b,
};

/**
 * Answers queries of these rows in place of a table, from an index by partition, as the real service does: it looks at
 * the rows of one partition only. It knows as much of OData as the app's queries need.
 *
 * @param answersAfter milliseconds before each answer
 * @returns whether it answers a request; what is about other partitions, and every write, is left to the table
 */
export function partitionIndex(rows: readonly TableEntity[], answersAfter: number) {
  const wireRows = rows.map(({ partitionKey, rowKey, ...columns }): WireRow => {
    return { PartitionKey: partitionKey, RowKey: rowKey, ...columns };
  });
  const sorted = wireRows.toSorted((a, b) => (a.RowKey < b.RowKey ? -1 : 1));
  const partitions = Map.groupBy(sorted, ({ PartitionKey }) => PartitionKey);
  return (request: IncomingMessage, response: ServerResponse): boolean => {
    const { searchParams } = new URL(request.url ?? '', 'http://table');
    const filter = searchParams.get('$filter') ?? '';
    const all = partitions.get(/PartitionKey eq '(.*?)'/.exec(filter)?.[1] ?? '');
    if (request.method !== 'GET' || !all) return false;
    const from = searchParams.get('NextRowKey') ?? '';
    const meets = condition(filter);
    const found = all.filter((row) => row.RowKey >= from && meets(row));
    const top = Number(searchParams.get('$top'));
    void answer(response, answersAfter, found.slice(0, top), found[top]);
    return true;
  };
}

async function answer(
  response: ServerResponse,
  after: number,
  value: readonly WireRow[],
  next: WireRow | undefined,
): Promise<void> {
  if (after > 0) await sleep(after);
  response.writeHead(200, {
    'content-type': 'application/json;odata=minimalmetadata',
    ...(next && {
      'x-ms-continuation-nextpartitionkey': next.PartitionKey,
      'x-ms-continuation-nextrowkey': next.RowKey,
    }),
  });
  response.end(JSON.stringify({ value }));
}

/** Conditions that must all hold, and behind them perhaps some in brackets, of which one must. */
function condition(filter: string): Condition {
  const [all = '', any] = filter.split(/ and \(|\)$/);
  const [musts, mays] = [all.split(' and ').map(comparison), any?.split(' or ').map(comparison)];
  return (row) => musts.every((it) => it(row)) && (!mays || mays.some((it) => it(row)));
}

function comparison(text: string): Condition {
  const [, column = '', operator = '', value = ''] = /^(\w+) (\w+) '(.*)'$/.exec(text) ?? [];
  const compared = COMPARED[operator];
  if (!compared) throw new Error(`The index cannot compare ${text}.`);
  return (row) => {
    const found = row[column];
    return typeof found === 'string' && compared(found, value);
  };
}
