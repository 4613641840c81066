import type { Condition, Query } from '../../src/storage/query.ts';
import type { Row } from '../../src/storage/row.ts';

/** Columns that queries look for without knowing keys; only rows that have them are looked at. */
const INDEXED = ['dueAt', 'nextCheckAt', 'policyHash'] as const;

/** The keys of the rows that have a column, and bounds of its values. */
interface ColumnIndex {
  readonly keys: Set<string>;
  /** No value is less; it may be lower than the least, until the next look at all of them. */
  least: string;
  greatest: string;
}

/** The rows of one partition, in the order of their keys. */
export class Partition {
  readonly rows = new Map<string, Row>();
  /** Keys in their order, by what they begin with: one long list would be slow to insert into. */
  readonly #buckets = new Map<string, string[]>();
  #order: readonly string[] = [];
  readonly #columns = new Map<string, ColumnIndex>();

  put(row: Row): void {
    const { rowKey } = row;
    if (!this.rows.has(rowKey)) {
      const keys = this.#bucketOf(rowKey);
      keys.splice(positionIn(keys, rowKey), 0, rowKey);
    }
    this.rows.set(rowKey, row);
    for (const column of INDEXED) this.#index(column, rowKey, row[column]);
  }

  delete(rowKey: string): void {
    if (!this.rows.delete(rowKey)) return;
    const keys = this.#bucketOf(rowKey);
    keys.splice(positionIn(keys, rowKey), 1);
    for (const index of this.#columns.values()) index.keys.delete(rowKey);
  }

  /** Up to so many rows of the query behind a key. */
  find({ from = '', before, all = [], any = [] }: Query, after: string | undefined, atMost: number): Row[] {
    const isInRange = (key: string) =>
      key >= from && (after === undefined || key > after) && (before === undefined || key < before);
    const found: Row[] = [];
    const take = (key: string) => {
      const row = this.rows.get(key);
      if (row && all.every((it) => meets(row, it)) && (any.length === 0 || any.some((it) => meets(row, it))))
        found.push(row);
      return found.length < atMost;
    };
    const indexed = this.#candidates(all, any);
    if (indexed) {
      for (const key of [...indexed].filter(isInRange).sort(byCodeUnit)) if (!take(key)) break;
      return found;
    }
    const start = after === undefined || after < from ? from : after;
    for (const prefix of this.#order) {
      if (before !== undefined && prefix >= before) return found;
      const keys = this.#buckets.get(prefix) ?? [];
      if (keys.length === 0 || keys.at(-1)! < start) continue;
      for (let i = positionIn(keys, start); i < keys.length; i++) {
        const key = keys[i]!;
        if (before !== undefined && key >= before) return found;
        if (isInRange(key) && !take(key)) return found;
      }
    }
    return found;
  }

  /** The keys that can meet the conditions, where an index knows; undefined where all rows must be looked at. */
  #candidates(all: readonly Condition[], any: readonly Condition[]): ReadonlySet<string> | undefined {
    const isIndexed = ({ column }: Condition) => (INDEXED as readonly string[]).includes(column);
    const one = all.find(isIndexed);
    if (one) return this.#hits(one);
    if (any.length === 0 || !any.every(isIndexed)) return undefined;
    return new Set(any.flatMap((condition) => [...this.#hits(condition)]));
  }

  #hits(condition: Condition): ReadonlySet<string> {
    const { column, is, value } = condition;
    const index = this.#columns.get(column);
    if (!index || index.keys.size === 0) return NONE;
    if ((is === 'lt' || is === 'le') && !holds(index.least, is, value)) return NONE;
    if ((is === 'gt' || is === 'ge') && !holds(index.greatest, is, value)) return NONE;
    const hits = new Set<string>();
    let [least, greatest] = ['\uffff', ''];
    for (const key of index.keys) {
      const text = this.rows.get(key)?.[column] as string;
      if (text < least) least = text;
      if (text > greatest) greatest = text;
      if (holds(text, is, value)) hits.add(key);
    }
    Object.assign(index, { least, greatest });
    return hits;
  }

  #index(column: string, rowKey: string, value: unknown): void {
    let index = this.#columns.get(column);
    if (typeof value !== 'string') {
      index?.keys.delete(rowKey);
      return;
    }
    if (!index) {
      index = { keys: new Set(), least: value, greatest: value };
      this.#columns.set(column, index);
    }
    index.keys.add(rowKey);
    if (value < index.least) index.least = value;
    if (value > index.greatest) index.greatest = value;
  }

  #bucketOf(key: string): string[] {
    const prefix = prefixOf(key);
    let keys = this.#buckets.get(prefix);
    if (!keys) {
      keys = [];
      this.#buckets.set(prefix, keys);
      this.#order = [...this.#buckets.keys()].sort(byCodeUnit);
    }
    return keys;
  }
}

/** The kind of row; of history, which is most of a partition, the token too. No prefix begins with another one. */
function prefixOf(key: string): string {
  const end = key.indexOf('!');
  // A key of one part stands by itself, in its place among the others.
  if (end < 0) return key;
  return key.slice(0, (key.startsWith('history!') ? key.indexOf('!', end + 1) : end) + 1);
}

/** Where the key is, or would be. */
function positionIn(keys: readonly string[], key: string): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keys[middle]! < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

const NONE: ReadonlySet<string> = new Set();

function meets(row: Row, { column, is, value }: Condition): boolean {
  const text = row[column];
  return typeof text === 'string' && holds(text, is, value);
}

function holds(text: string, is: Condition['is'], value: string): boolean {
  switch (is) {
    case 'eq':
      return text === value;
    case 'lt':
      return text < value;
    case 'le':
      return text <= value;
    case 'gt':
      return text > value;
    case 'ge':
      return text >= value;
  }
}

function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : 1;
}
