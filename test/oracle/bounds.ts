import { DAY, HOUR, MINUTE, type Policy } from '../../src/domain/policy.ts';
import type { Random } from './random.ts';

/** Durations that something depends on. */
export function bounds(policy: Policy): number[] {
  const { failedGrace, criticalAfter, stuckAfter, overdueAfter, silentAfter, flapWindow } = policy;
  const eighths = [1, 2, 4, 5].map((k) => silentAfter + (k * silentAfter) / 8);
  const own = [failedGrace, criticalAfter, stuckAfter, overdueAfter, silentAfter, silentAfter, silentAfter / 2];
  return [...own, flapWindow, ...eighths, 6 * HOUR, 72 * HOUR, 7 * DAY].filter((duration) => duration > 0);
}

/** The REMIND_AT (of UTC) next to an instant, half a day off it as often, or a millisecond beside either. */
export function morning(random: Random, at: number, policy: Policy): number {
  const day = Math.floor(at / DAY) * DAY;
  return random.around(day + ((policy.remindAt * MINUTE + random.pick([0, 12 * HOUR])) % DAY));
}
