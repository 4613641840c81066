import type { TransactionAction } from '@azure/data-tables';
import type { Change, HeardRange, HeardRows, MailboxStore } from '../app/deliver/ports.ts';
import type { DueRow, GroupRow, Guard, HeardRow, SentRow } from '../app/deliver/rows.ts';
import { idOf, type SubjectKey } from '../app/deliver/want.ts';
import type { Log } from '../app/model/ports.ts';
import type { Cause } from '../domain/cause.ts';
import {
  DUE_PREFIX,
  dueKey,
  fromDueRow,
  fromGroupRow,
  fromGuardRow,
  fromHeardRow,
  fromSentRow,
  GROUP_PREFIX,
  GUARD_KEY,
  HEARD_PREFIX,
  heardKey,
  mailboxPartition,
  SENT_PREFIX,
  sentKey,
  toDueRow,
  toGroupRow,
  toGuardRow,
  toHeardRow,
  toSentRow,
} from './mailbox-rows.ts';
import { afterPrefix, type Query, withPrefix } from './query.ts';
import { type Row, readable, toTimeColumn } from './row.ts';
import { type RowStore, TRANSACTION_ROWS } from './row-store.ts';

const UNREADABLE_GUARD: Guard = { seq: 0, until: 0, failures: 0, unreadable: 1 };

/** Up to this many rows are read one by one; more as a range. */
const SINGLE_READS = 3;

/** Mailboxes in one Azure table, a partition for each target. */
export class TableMailboxStore implements MailboxStore {
  readonly #rows: RowStore;
  readonly #log: Pick<Log, 'error'>;

  constructor(rows: RowStore, log: Pick<Log, 'error'>) {
    this.#rows = rows;
    this.#log = log;
  }

  async readGuard(target: string): Promise<{ guard: Guard; etag: string } | undefined> {
    const row = await this.#rows.get(mailboxPartition(target), GUARD_KEY);
    if (!row) return undefined;
    // Where it cannot be read only pauses are lost: who holds it notices by its ETag, and the next write mends it.
    const [guard = UNREADABLE_GUARD] = this.#readable([row], fromGuardRow);
    return { guard, etag: String(row.etag) };
  }

  async commit(
    target: string,
    guard: Guard,
    etag: string | undefined,
    changes: readonly Change[],
  ): Promise<{ etag: string } | 'conflict'> {
    const row = toGuardRow(target, guard);
    const guarded: TransactionAction = etag === undefined ? ['create', row] : ['update', row, 'Replace', { etag }];
    const etags = await this.#rows.transact([guarded, ...changes.map((change) => actionOf(target, change))]);
    return etags === 'conflict' ? etags : { etag: etags[0] ?? '' };
  }

  async readWaiting(target: string, now: number): Promise<{ due: readonly DueRow[]; groups: readonly GroupRow[] }> {
    // Both kinds stand beside each other, so that one range finds them; groups that ended are left out.
    const query: Query = {
      partition: mailboxPartition(target),
      from: DUE_PREFIX,
      before: afterPrefix(GROUP_PREFIX),
      any: [
        { column: 'dueAt', is: 'le', value: toTimeColumn(now) },
        { column: 'living', is: 'eq', value: 'yes' },
      ],
    };
    const [due, groups]: [DueRow[], GroupRow[]] = [[], []];
    for await (const page of this.#rows.pages(query)) {
      due.push(...this.#readable(page.filter(isDue), fromDueRow));
      groups.push(
        ...this.#readable(
          page.filter((row) => !isDue(row)),
          fromGroupRow,
        ),
      );
    }
    return { due, groups };
  }

  async readHeard(target: string, keys: readonly SubjectKey[]): Promise<HeardRows> {
    const wanted = new Map(keys.map((key) => [heardKey(key), key]));
    const partition = mailboxPartition(target);
    const found = new Map<string, HeardRow | undefined>();
    const take = (row: Row) => {
      const key = wanted.get(row.rowKey);
      if (key) found.set(idOf(key), this.#readable([row], fromHeardRow)[0]);
    };
    if (wanted.size <= SINGLE_READS) {
      const rows = await Promise.all([...wanted.keys()].map((rowKey) => this.#rows.get(partition, rowKey)));
      for (const row of rows) if (row) take(row);
      return found;
    }
    const ordered = [...wanted.keys()].sort();
    const range = { partition, from: ordered[0], before: afterPrefix(`${ordered.at(-1)}!`) };
    for await (const page of this.#rows.pages(range)) for (const row of page) take(row);
    return found;
  }

  async readCompany(target: string, sinceGroup: string | undefined, causes: readonly Cause[]): Promise<HeardRows> {
    const query: Query = {
      ...withPrefix(mailboxPartition(target), HEARD_PREFIX),
      any: [
        ...(sinceGroup === undefined ? [] : [{ column: 'lastGroup', is: 'ge', value: sinceGroup } as const]),
        ...causes.map((value) => ({ column: 'openCause', is: 'eq', value }) as const),
        { column: 'unsure', is: 'eq', value: 'yes' },
      ],
    };
    const rows = await this.#all(query, fromHeardRow);
    return new Map(rows.map((row) => [idOf(row), row]));
  }

  async readSent(target: string, since: number): Promise<readonly SentRow[]> {
    const before = afterPrefix(sentKey(since));
    return this.#all({ partition: mailboxPartition(target), from: SENT_PREFIX, before }, fromSentRow);
  }

  async readDead(target: string): Promise<{ rows: readonly HeardRow[]; groups: readonly GroupRow[] }> {
    const partition = mailboxPartition(target);
    const all = [{ column: 'dead', is: 'eq', value: 'yes' }] as const;
    return {
      rows: await this.#all({ ...withPrefix(partition, HEARD_PREFIX), all }, fromHeardRow),
      groups: await this.#all({ ...withPrefix(partition, GROUP_PREFIX), all }, fromGroupRow),
    };
  }

  async *allHeard(
    target: string,
    { tenantId, after, sinceGroup }: HeardRange = {},
  ): AsyncGenerator<readonly HeardRow[]> {
    const prefix = tenantId === undefined ? HEARD_PREFIX : `${HEARD_PREFIX}${tenantId}!`;
    const query: Query = {
      ...withPrefix(mailboxPartition(target), prefix),
      ...(after && { after: heardKey(after) }),
      ...(sinceGroup !== undefined && { all: [{ column: 'lastGroup', is: 'ge', value: sinceGroup }] }),
    };
    for await (const page of this.#rows.pages(query)) yield this.#readable(page, fromHeardRow);
  }

  async *allGroups(target: string): AsyncGenerator<readonly GroupRow[]> {
    const query = withPrefix(mailboxPartition(target), GROUP_PREFIX);
    for await (const page of this.#rows.pages(query)) yield this.#readable(page, fromGroupRow);
  }

  async *allSentBefore(target: string, before: number): AsyncGenerator<readonly SentRow[]> {
    const query = { ...withPrefix(mailboxPartition(target), SENT_PREFIX), from: afterPrefix(sentKey(before)) };
    for await (const page of this.#rows.pages(query)) yield this.#readable(page, fromSentRow);
  }

  async insertDue(target: string, rows: readonly DueRow[]): Promise<void> {
    for (let i = 0; i < rows.length; i += TRANSACTION_ROWS) {
      const chunk = rows.slice(i, i + TRANSACTION_ROWS);
      await this.#rows.transact(chunk.map((row): TransactionAction => ['upsert', toDueRow(target, row), 'Replace']));
    }
  }

  async readDue(
    target: string,
    only?: { readonly tenantId: string; readonly subject?: string },
  ): Promise<readonly DueRow[]> {
    const parts = [only?.tenantId, only?.subject].filter((part) => part !== undefined);
    const prefix = `${DUE_PREFIX}${parts.map((part) => `${part}!`).join('')}`;
    return this.#all(withPrefix(mailboxPartition(target), prefix), fromDueRow);
  }

  async #all<T>(query: Query, read: (row: Row) => T): Promise<readonly T[]> {
    const all: T[] = [];
    for await (const page of this.#rows.pages(query)) all.push(...this.#readable(page, read));
    return all;
  }

  #readable<T>(rows: readonly Row[], read: (row: Row) => T): readonly T[] {
    return readable(rows, read, this.#log);
  }
}

function isDue(row: Row): boolean {
  return row.rowKey.startsWith(DUE_PREFIX);
}

/** Only the holder of the guard writes here, so that rows need no ETag of their own. */
function actionOf(target: string, change: Change): TransactionAction {
  if ('drop' in change) return ['delete', { partitionKey: mailboxPartition(target), rowKey: keyOf(change) }];
  switch (change.put) {
    case 'heard':
      return ['upsert', toHeardRow(target, change.row), 'Replace'];
    case 'group':
      return ['upsert', toGroupRow(target, change.row), 'Replace'];
    case 'due':
      return ['upsert', toDueRow(target, change.row), 'Replace'];
    case 'sent':
      return ['upsert', toSentRow(target, change.row), 'Replace'];
  }
}

function keyOf(change: Extract<Change, { drop: string }>): string {
  switch (change.drop) {
    case 'heard':
      return heardKey(change.row);
    case 'group':
      return `${GROUP_PREFIX}${change.row.id}`;
    case 'due':
      return dueKey(change.row);
    case 'sent':
      return sentKey(change.row.at, change.row.message);
  }
}
