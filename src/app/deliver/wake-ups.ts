import type { Clock } from '../model/ports.ts';
import type { WakeUpQueue, WakeUps } from './ports.ts';

/** An instance wakes a target at most once in this time. */
const APART_MS = 2_000;

/** A wake-up on its way to the queue, or there. */
interface Put {
  /** When it becomes visible: by the time before it was put, since it counts from when the queue took it. */
  readonly visible: number;
  readonly done: Promise<void>;
}

/** The wake-ups of one instance. What comes while one is still unseen relies on it, so that a burst costs few. */
export function wakeUpsOf(queue: WakeUpQueue, clock: Clock): WakeUps {
  const puts = new Map<string, readonly Put[]>();
  return {
    wake(target, at) {
      const now = clock();
      const from = Math.max(now, at);
      const recent = (puts.get(target) ?? []).filter(({ visible }) => visible > now - APART_MS);
      const near = recent.find(({ visible }) => visible > now && visible >= from && visible <= from + APART_MS);
      // Whoever relies on one that is still on its way fails with it.
      if (near) return near.done;
      const earlier = recent.map(({ visible }) => visible).filter((visible) => visible <= from);
      const before = Math.max(...earlier, from - APART_MS);
      const delaySeconds = Math.ceil((before + APART_MS - now) / 1_000);
      const put: Put = { visible: now + delaySeconds * 1_000, done: queue.put({ target }, delaySeconds) };
      puts.set(target, [...recent, put]);
      return put.done.catch((error: unknown) => {
        puts.set(
          target,
          (puts.get(target) ?? []).filter((it) => it !== put),
        );
        throw error;
      });
    },
    async putBack(target, at) {
      await queue.put({ target, again: true }, Math.max(0, Math.ceil((at - clock()) / 1_000)));
    },
  };
}
