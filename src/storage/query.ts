/** One condition on a column. A row without the column meets none. */
export interface Condition {
  readonly column: string;
  readonly is: 'eq' | 'lt' | 'le' | 'gt' | 'ge';
  readonly value: string;
}

/** Rows of one partition, in the order of their keys. Text is compared by code unit. */
export interface Query {
  readonly partition: string;
  /** The first key, itself included. */
  readonly from?: string;
  /** The key to go on behind. */
  readonly after?: string;
  /** The first key that is too far. */
  readonly before?: string;
  /** All of these must hold. */
  readonly all?: readonly Condition[];
  /** At least one of these must hold, where there are any. */
  readonly any?: readonly Condition[];
  readonly pageSize?: number;
  /** Only these columns, where not all are needed. */
  readonly columns?: readonly string[];
}

/** All rows of a partition whose key begins with the prefix, which ends in `!`. */
export function withPrefix(partition: string, prefix: string): Query {
  return { partition, from: prefix, before: afterPrefix(prefix) };
}

/** The first key after all keys with the prefix: keys are ASCII, and `"` follows `!`. */
export function afterPrefix(prefix: string): string {
  return `${prefix.slice(0, -1)}"`;
}

/** The query as an OData filter, as table storage takes it. */
export function toFilter({ partition, from, after, before, all = [], any = [] }: Query): string {
  const keys: readonly (Condition | undefined)[] = [
    { column: 'PartitionKey', is: 'eq', value: partition },
    from === undefined ? undefined : { column: 'RowKey', is: 'ge', value: from },
    after === undefined ? undefined : { column: 'RowKey', is: 'gt', value: after },
    before === undefined ? undefined : { column: 'RowKey', is: 'lt', value: before },
  ];
  const conditions = [...keys.filter((key) => key !== undefined), ...all].map(render);
  return [...conditions, ...(any.length > 0 ? [`(${any.map(render).join(' or ')})`] : [])].join(' and ');
}

/** A quote inside a text is written twice. */
function render({ column, is, value }: Condition): string {
  return `${column} ${is} '${value.replaceAll("'", "''")}'`;
}
