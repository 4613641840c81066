import type { TransactionAction } from '@azure/data-tables';
import type { Outbox } from '../app/model/ports.ts';
import type { Notification, NotificationPointer, Stored } from '../app/model/state.ts';
import { notificationKey, notificationPrefix } from './keys.ts';
import { fromNotificationRow, toNotificationRow } from './notification-row.ts';
import { withPrefix } from './query.ts';
import type { RowStore } from './row-store.ts';

/** Notifications in the table of the state, where the decision that made them wrote them. */
export class TableOutbox implements Outbox {
  readonly #table: RowStore;

  constructor(table: RowStore) {
    this.#table = table;
  }

  async read({ tenantId, incidentId, seq, target }: NotificationPointer): Promise<Stored<Notification> | undefined> {
    const row = await this.#table.get(tenantId, notificationKey(incidentId, seq, target));
    return row && fromNotificationRow(row);
  }

  async readSiblings({ tenantId, incidentId, target }: NotificationPointer): Promise<readonly Stored<Notification>[]> {
    const range = withPrefix(tenantId, notificationPrefix(incidentId));
    const siblings: Stored<Notification>[] = [];
    for await (const page of this.#table.pages({ ...range, all: [{ column: 'target', is: 'eq', value: target }] })) {
      siblings.push(...page.map(fromNotificationRow));
    }
    return siblings;
  }

  async readNotice({ tenantId, incidentId, seq }: Omit<NotificationPointer, 'target'>) {
    const found: Stored<Notification>[] = [];
    for await (const page of this.#table.pages(withPrefix(tenantId, notificationKey(incidentId, seq, '')))) {
      found.push(...page.map(fromNotificationRow));
    }
    return found;
  }

  async insert(notifications: readonly Notification[]): Promise<'written' | 'conflict'> {
    if (notifications.length === 0) return 'written';
    const rows = notifications.map((it): TransactionAction => ['create', toNotificationRow(it)]);
    return (await this.#table.transact(rows)) === 'committed' ? 'written' : 'conflict';
  }

  async update(stored: Stored<Notification>, next: Notification): Promise<Stored<Notification> | 'conflict'> {
    const written = await this.#table.replace(toNotificationRow(next, stored), stored.etag);
    return written === 'conflict' ? 'conflict' : { ...stored, value: next, etag: written.etag };
  }
}
