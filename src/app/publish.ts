import type { Log, NotificationQueue } from './ports.ts';
import { type Notification, notificationIdOf } from './state.ts';

/** Hands notifications that are stored to the queue. Never throws: what is not handed over, the sweep finds. */
export type Publish = (notifications: readonly Notification[], now: number) => Promise<void>;

/** @returns a publisher that names what it could not hand over, and leaves it to the sweep */
export function publisher(queue: NotificationQueue, log: Log): Publish {
  return async (notifications, now) => {
    const handed = await Promise.allSettled(
      notifications.map((notification) => queue.enqueue(notification, (notification.dueAt ?? now) - now)),
    );
    handed.forEach((outcome, i) => {
      const notification = notifications[i];
      if (outcome.status === 'fulfilled' || !notification) return;
      const reason = outcome.reason instanceof Error ? outcome.reason.message : 'unknown';
      log.warn(`${notificationIdOf(notification)} for ${notification.target} waits for the sweep: ${reason}`);
    });
  };
}
