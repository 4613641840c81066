import type { Clock } from '../model/ports.ts';
import type { WakeUpQueue, WakeUps } from './ports.ts';

/** An instance wakes a target at most once in this time. */
const APART_MS = 2_000;

interface Put {
  /** When it becomes visible, by the time before it was put, since that counts from when the queue took it. */
  readonly visible: number;
  /** Whoever relies on it fails with it. */
  readonly done: Promise<void>;
}

/** The wake-ups of one instance. What comes while one is still unseen relies on it, so that a burst costs few. */
export function wakeUpsOf(queue: WakeUpQueue, clock: Clock): WakeUps {
  /** By target. */
  const put = new Map<string, readonly Put[]>();
  return {
    async wake(target, at) {
      const now = clock();
      const from = Math.max(now, at);
      const recent = (put.get(target) ?? []).filter(({ visible }) => visible > now - APART_MS);
      const same = recent.find(({ visible }) => visible > now && visible >= from && visible <= from + APART_MS);
      if (same) return same.done;
      const times = recent.map(({ visible }) => visible).filter((visible) => visible <= from);
      const delaySeconds = Math.ceil((Math.max(...times, from - APART_MS) + APART_MS - now) / 1_000);
      const own: Put = { visible: now + delaySeconds * 1_000, done: queue.put({ target }, delaySeconds) };
      put.set(target, [...recent, own]);
      try {
        await own.done;
      } catch (error) {
        put.set(
          target,
          (put.get(target) ?? []).filter((it) => it !== own),
        );
        throw error;
      }
    },
    async putBack(target, at) {
      await queue.put({ target, again: true }, Math.max(0, Math.ceil((at - clock()) / 1_000)));
    },
  };
}
