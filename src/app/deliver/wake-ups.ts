import type { Clock } from '../model/ports.ts';
import type { WakeUpQueue, WakeUps } from './ports.ts';

/** An instance wakes a target at most once in this time. */
const APART_MS = 2_000;

/** The wake-ups of one instance. What comes while one is still unseen relies on it, so that a burst costs few. */
export function wakeUpsOf(queue: WakeUpQueue, clock: Clock): WakeUps {
  /** When those that were put become visible, by target. */
  const put = new Map<string, readonly number[]>();
  return {
    async wake(target, at) {
      const now = clock();
      const from = Math.max(now, at);
      const recent = (put.get(target) ?? []).filter((visible) => visible > now - APART_MS);
      if (recent.some((visible) => visible > now && visible >= from && visible <= from + APART_MS)) return;
      const before = Math.max(...recent.filter((visible) => visible <= from), from - APART_MS);
      const delaySeconds = Math.ceil((before + APART_MS - now) / 1_000);
      await queue.put({ target }, delaySeconds);
      // By the time before it was put, since it counts from when the queue took it.
      put.set(target, [...recent, now + delaySeconds * 1_000]);
    },
    async putBack(target, at) {
      await queue.put({ target, again: true }, Math.max(0, Math.ceil((at - clock()) / 1_000)));
    },
  };
}
