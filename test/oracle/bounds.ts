import { DAY, HOUR, type Policy } from '../../src/domain/policy.ts';

/** Durations that something depends on. */
export function bounds(policy: Policy): number[] {
  const { failedGrace, criticalAfter, stuckAfter, overdueAfter, silentAfter, flapWindow } = policy;
  const eighths = [1, 2, 4, 5].map((k) => silentAfter + (k * silentAfter) / 8);
  const own = [failedGrace, criticalAfter, stuckAfter, overdueAfter, silentAfter, silentAfter, silentAfter / 2];
  return [...own, flapWindow, ...eighths, 6 * HOUR, 72 * HOUR, 7 * DAY].filter((duration) => duration > 0);
}
