import { openingOf } from '../decide/outbreak.ts';
import { type Log, type NotificationQueue, type OutbreakStore, StorageUnavailable } from '../model/ports.ts';
import { type Notification, notificationIdOf } from '../model/state.ts';

/** Hands notifications that are stored to the queue. Never throws: what is not handed over, the sweep finds. */
export type Publish = (notifications: readonly Notification[], now: number) => Promise<void>;

/** @returns a publisher that names what it could not hand over, and leaves it to the sweep */
export function publisher(queue: NotificationQueue, outbreaks: OutbreakStore, log: Log): Publish {
  return async (notifications, now) => {
    // Those that wait for others are counted from now on; the rest is counted when it is delivered.
    const waiting = notifications.filter(({ dueAt }) => dueAt !== undefined && dueAt > now);
    const openings = new Map(waiting.map((it) => [notificationIdOf(it), openingOf(it.notice)]));
    await outbreaks.recordOpenings([...openings.values()].filter((it) => it !== undefined)).catch((error: unknown) => {
      if (!(error instanceof StorageUnavailable)) throw error;
      log.warn(`incidents: not counted for grouping until they are delivered, reason="${error.message}"`);
    });
    const handed = await Promise.allSettled(
      notifications.map((notification) => queue.enqueue(notification, (notification.dueAt ?? now) - now)),
    );
    handed.forEach((outcome, i) => {
      const notification = notifications[i];
      if (outcome.status === 'fulfilled' || !notification) return;
      const reason = outcome.reason instanceof Error ? outcome.reason.message : 'unknown';
      const which = `notification=${notificationIdOf(notification)} target=${notification.target}`;
      log.warn(`alert: not enqueued, will be sent by the next check, ${which} reason="${reason}"`);
    });
  };
}
