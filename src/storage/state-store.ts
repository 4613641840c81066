import type { TableEntity, TransactionAction } from '@azure/data-tables';
import { newId } from '../app/commit/new-id.ts';
import { silencedUntil } from '../app/decide/decide.ts';
import type { Clock, DueRows, StateStore, Tenant } from '../app/model/ports.ts';
import type { DeliveryEntry, Stored, TokenChange, TokenState } from '../app/model/state.ts';
import { fromDeliveryRow, toDeliveryRow, toHistoryRow } from './history-row.ts';
import { toIncidentRow, toTimelineRow } from './incident-row.ts';
import {
  deliveryKey,
  NOTIFICATION_PREFIX,
  SILENCE_KEY,
  TENANT_KEY,
  TENANTS_PARTITION,
  TOKEN_PREFIX,
  tokenKey,
} from './keys.ts';
import { pointerOf, toNotificationRow } from './notification-row.ts';
import { afterPrefix, type Query, withPrefix } from './query.ts';
import { toTimeColumn } from './row.ts';
import { type RowStore, TRANSACTION_ROWS } from './row-store.ts';
import { fromTokenRow, toTokenRow } from './token-row.ts';

/** Up to this many tokens are read one by one; more as a range, since a filter takes no long list of keys. */
const SINGLE_READS = 3;

/** Pages of a range to read before what is missing is read one by one: the range may hold many other tokens. */
const RANGE_PAGES = 3;

/** The state of all tokens in one Azure table: a partition for each tenant, so that one transaction covers it. */
export class TableStateStore implements StateStore {
  readonly #table: RowStore;
  readonly #clock: Clock;

  constructor(table: RowStore, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  async readTokens(tenantId: string, tokenIds: readonly string[]): Promise<ReadonlyMap<string, Stored<TokenState>>> {
    const found = new Map<string, Stored<TokenState>>();
    let missing = [...new Set(tokenIds)].sort();
    if (missing.length > SINGLE_READS) {
      const wanted = new Set(missing);
      const last = missing.at(-1) ?? '';
      let reached = '';
      let pages = 0;
      const [from, before] = [tokenKey(missing[0] ?? ''), afterPrefix(`${tokenKey(last)}!`)];
      for await (const page of this.#table.pages({ partition: tenantId, from, before })) {
        for (const row of page) {
          const id = row.rowKey.slice(TOKEN_PREFIX.length);
          if (wanted.has(id)) found.set(id, fromTokenRow(row));
          reached = id;
        }
        if (++pages === RANGE_PAGES) break;
      }
      missing = pages === RANGE_PAGES ? missing.filter((id) => id > reached) : [];
    }
    const rows = await Promise.all(missing.map((id) => this.#table.get(tenantId, tokenKey(id))));
    rows.forEach((row, i) => {
      const id = missing[i];
      if (row && id !== undefined) found.set(id, fromTokenRow(row));
    });
    return found;
  }

  async readDeliveries(tenantId: string, deliveryIds: readonly string[]): Promise<ReadonlyMap<string, DeliveryEntry>> {
    const rows = await Promise.all(deliveryIds.map((id) => this.#table.get(tenantId, deliveryKey(id))));
    const entries = rows.filter((row) => row !== undefined).map(fromDeliveryRow);
    return new Map(entries.map((entry) => [entry.deliveryId, entry]));
  }

  async commit(tenantId: string, changes: readonly TokenChange[]): Promise<'committed' | 'conflict'> {
    const now = this.#clock();
    return this.#table.transact(changes.flatMap((change) => actionsOf(tenantId, change, now)));
  }

  fitting(changes: readonly TokenChange[]): number {
    let rows = 0;
    const tooMany = changes.findIndex((change) => {
      rows += rowCount(change);
      return rows > TRANSACTION_ROWS;
    });
    return Math.max(1, tooMany < 0 ? changes.length : tooMany);
  }

  async *readAllTokens(tenantId: string): AsyncGenerator<readonly Stored<TokenState>[]> {
    for await (const page of this.#table.pages(withPrefix(tenantId, TOKEN_PREFIX))) yield page.map(fromTokenRow);
  }

  async *listTenants(): AsyncGenerator<Tenant> {
    for await (const page of this.#table.pages({ partition: TENANTS_PARTITION })) {
      for (const { rowKey, name } of page) yield { tenantId: rowKey, ...(typeof name === 'string' && { name }) };
    }
  }

  async *readDue(
    tenantId: string,
    { now, policyHash, lostBefore }: { now: number; policyHash: string; lostBefore: number },
  ): AsyncGenerator<DueRows> {
    // One range holds both kinds and leaves out history and ledger, which are most of a partition. Rows without a
    // column meet no condition on it, which is why a changed hash is asked for as less or greater.
    const query: Query = {
      partition: tenantId,
      from: NOTIFICATION_PREFIX,
      before: afterPrefix(TOKEN_PREFIX),
      any: [
        { column: 'dueAt', is: 'le', value: toTimeColumn(lostBefore) },
        { column: 'nextCheckAt', is: 'le', value: toTimeColumn(now) },
        { column: 'policyHash', is: 'lt', value: policyHash },
        { column: 'policyHash', is: 'gt', value: policyHash },
      ],
    };
    for await (const page of this.#table.pages(query)) {
      yield {
        tokens: page.filter((row) => row.rowKey.startsWith(TOKEN_PREFIX)).map(fromTokenRow),
        notifications: page.filter((row) => row.rowKey.startsWith(NOTIFICATION_PREFIX)).map(pointerOf),
        tenant: page.some((row) => row.rowKey === TENANT_KEY),
        silence: page.some((row) => row.rowKey === SILENCE_KEY),
      };
    }
  }
}

/** The token row comes first: its ETag is the guard of all the others. */
function actionsOf(tenantId: string, change: TokenChange, now: number): TransactionAction[] {
  const { state, basis } = change;
  const row = toTokenRow(state, basis);
  const guarded: TransactionAction = basis ? ['update', row, 'Replace', { etag: basis.etag }] : ['create', row];
  const incident = projectionOf(tenantId, basis?.value, state, now);
  const inserts: TableEntity[] = [
    ...change.history.map((item) => toHistoryRow(item, newId(now))),
    ...change.deliveries.map((entry) => toDeliveryRow(tenantId, entry)),
    ...change.timeline.map((entry) => toTimelineRow(tenantId, entry)),
    ...change.notifications.map((notification) => toNotificationRow(notification)),
  ];
  return [
    guarded,
    ...(incident ? [['upsert', incident, 'Replace'] satisfies TransactionAction] : []),
    ...inserts.map((insert): TransactionAction => ['create', insert]),
  ];
}

/** The row that shows the incident in lists; undefined where it already shows it so. */
function projectionOf(
  tenantId: string,
  before: TokenState | undefined,
  after: TokenState,
  now: number,
): TableEntity | undefined {
  const shown = (state: TokenState | undefined) => [state?.incident, state?.silence, state?.tenantSilence];
  if (!after.incident || JSON.stringify(shown(before)) === JSON.stringify(shown(after))) return undefined;
  return toIncidentRow(tenantId, after.record.tokenId, after.incident, silencedUntil(after, now));
}

function rowCount(change: TokenChange): number {
  const { history, deliveries, timeline, notifications } = change;
  const rows = history.length + deliveries.length + timeline.length + notifications.length;
  return 1 + (change.state.incident ? 1 : 0) + rows;
}
