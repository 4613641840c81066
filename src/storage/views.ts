import type { Page, PageRequest, Views } from '../app/model/ports.ts';
import type { HistoryItem, IncidentProjection, TimelineEntry } from '../app/model/state.ts';
import { APP_TENANT, type ConnectionState, type TokenState } from '../app/model/subject.ts';
import type { TokenKey } from '../domain/report.ts';
import { fromHistoryRow } from './history-row.ts';
import { fromIncidentRow, fromTimelineRow } from './incident-row.ts';
import {
  BESIDE_TOKENS,
  historyPrefix,
  INCIDENT_PREFIX,
  incidentKey,
  SUBJECT_PREFIX,
  TENANTS_PARTITION,
  timelinePrefix,
} from './keys.ts';
import { readPosition, writePosition } from './position.ts';
import { afterPrefix, type Condition, type Query, withPrefix } from './query.ts';
import type { Row } from './row.ts';
import type { RowStore } from './row-store.ts';
import { fromConnectionRow, fromTokenRow, presenceOf } from './subject-row.ts';

/** Partitions one request looks into at most; a page may then come back short, with a continuation. */
const PARTITIONS_A_PAGE = 50;

/** Lists over all tenants, partition by partition, since a filter without a partition would scan the whole table. */
export class TableViews implements Views {
  readonly #table: RowStore;

  constructor(table: RowStore) {
    this.#table = table;
  }

  tokens({ tenantId, status, cause }: Parameters<Views['tokens']>[0], page: PageRequest): Promise<Page<TokenState>> {
    return this.#list(
      tenantId,
      rangeOf(SUBJECT_PREFIX),
      { all: equal({ kind: 'token', status, cause }) },
      page,
      (row) => fromTokenRow(row).value,
    );
  }

  connections({ tenantId }: Parameters<Views['connections']>[0], page: PageRequest): Promise<Page<ConnectionState>> {
    const all = equal({ status: presenceOf({}) });
    const any = [...equal({ kind: 'enrollment' }), ...equal({ kind: 'push' })];
    return this.#list(tenantId, BESIDE_TOKENS, { all, any }, page, (row) => fromConnectionRow(row).value);
  }

  history({ tenantId, tokenId }: TokenKey, page: PageRequest): Promise<Page<HistoryItem>> {
    return this.#list(tenantId, rangeOf(historyPrefix(tokenId)), {}, page, fromHistoryRow);
  }

  incidents(
    { tenantId, state, cause }: Parameters<Views['incidents']>[0],
    page: PageRequest,
  ): Promise<Page<IncidentProjection>> {
    const all = equal({ state, cause });
    return this.#list(tenantId, rangeOf(INCIDENT_PREFIX), { all }, page, fromIncidentRow, [APP_TENANT]);
  }

  async incident(tenantId: string, incidentId: string): Promise<IncidentProjection | undefined> {
    const row = await this.#table.get(tenantId, incidentKey(incidentId));
    return row && fromIncidentRow(row);
  }

  async timeline(tenantId: string, incidentId: string): Promise<readonly TimelineEntry[]> {
    const prefix = timelinePrefix(incidentId);
    const entries: TimelineEntry[] = [];
    for await (const rows of this.#table.pages(withPrefix(tenantId, prefix)))
      entries.push(...rows.map(fromTimelineRow));
    return entries;
  }

  async #list<T>(
    tenantId: string | undefined,
    range: Pick<Query, 'from' | 'before'>,
    conditions: Pick<Query, 'all' | 'any'>,
    { limit, continuation }: PageRequest,
    parse: (row: Row) => T,
    beside: readonly string[] = [],
  ): Promise<Page<T>> {
    const [from, after] = continuation === undefined ? ['', ''] : readPosition(continuation);
    const rows: Row[] = [];
    let partitions = 0;
    for await (const partition of this.#partitions(tenantId, from, beside)) {
      if (partitions++ === PARTITIONS_A_PAGE)
        return { items: rows.map(parse), continuation: writePosition(partition, '') };
      const query = {
        partition,
        ...range,
        ...(partition === from && after !== '' && { after }),
        ...conditions,
        pageSize: Math.min(1_000, limit - rows.length + 1),
      };
      for await (const page of this.#table.pages(query)) {
        rows.push(...page);
        if (rows.length <= limit) continue;
        const items = rows.slice(0, limit);
        const last = items.at(-1);
        return {
          items: items.map(parse),
          ...(last && { continuation: writePosition(last.partitionKey, last.rowKey) }),
        };
      }
    }
    return { items: rows.map(parse) };
  }

  /** @param beside partitions other than tenants'; they begin with an underscore, and come first */
  async *#partitions(tenantId: string | undefined, from: string, beside: readonly string[]): AsyncGenerator<string> {
    if (tenantId !== undefined) {
      yield tenantId;
      return;
    }
    const isAmongThem = beside.includes(from);
    if (from === '' || isAmongThem) yield* beside.slice(Math.max(0, beside.indexOf(from)));
    for await (const page of this.#table.pages({ partition: TENANTS_PARTITION, from: isAmongThem ? '' : from })) {
      for (const row of page) yield row.rowKey;
    }
  }
}

function rangeOf(prefix: string): Pick<Query, 'from' | 'before'> {
  return { from: prefix, before: afterPrefix(prefix) };
}

/** What is undefined need not be equal. */
function equal(columns: Readonly<Record<string, string | undefined>>): readonly Condition[] {
  return Object.entries(columns).flatMap(([column, value]) =>
    value === undefined ? [] : [{ column, is: 'eq', value }],
  );
}
