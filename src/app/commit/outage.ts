import { MINUTE } from '../../domain/policy.ts';
import type { DecisionContext } from '../decide/decision.ts';
import type { Clock, Heartbeat, SystemStore } from '../model/ports.ts';

/** What a decision about time depends on beyond its own row. */
export interface Surroundings {
  /** When the last outage of our own ended, in milliseconds since the epoch. */
  wokeAt(): Promise<number | undefined>;
}

/** So many periods without a sweep are an outage of our own, where they are at least so long. */
const MISSED_PERIODS = 2;
const LEAST_OUTAGE = 2 * MINUTE;

/** How long an instance believes what it read of the sweep. */
const TRUST_MS = 60_000;

/**
 * When the last outage of our own ended: where nobody swept for two periods, reports may have been lost with the
 * sweeps, and what nobody heard meanwhile begins to count anew.
 *
 * @param period from one sweep to the next, in milliseconds
 */
export function wokeAfter(heartbeat: Heartbeat | undefined, now: number, period: number): number | undefined {
  if (!heartbeat) return undefined;
  const isOutage = now - heartbeat.startedAt > Math.max(MISSED_PERIODS * period, LEAST_OUTAGE);
  return isOutage ? now : heartbeat.wokeAt;
}

/** Whether the sweep is late. */
export function isLate(heartbeat: Heartbeat | undefined, now: number, period: number): boolean {
  return (
    heartbeat !== undefined && now - (heartbeat.completedAt ?? heartbeat.startedAt) > (MISSED_PERIODS + 1) * period
  );
}

/** Reads the surroundings from storage, at most once a minute. */
export function surroundingsOf(system: SystemStore, clock: Clock, period: number): Surroundings {
  let known: { readonly at: number; readonly wokeAt: number | undefined } | undefined;
  return {
    async wokeAt() {
      const now = clock();
      if (!known || now - known.at >= TRUST_MS) {
        known = { at: now, wokeAt: wokeAfter(await system.readHeartbeat(), now, period) };
      }
      return known.wokeAt;
    },
  };
}

/**
 * Decides, and where a standstill was found looks around and decides again. Most decisions are about reports of tokens
 * that are well or failing, and need no second look.
 */
export async function settle<T extends { readonly dependsOnTime: boolean }>(
  context: DecisionContext,
  surroundings: Surroundings,
  decideIn: (context: DecisionContext) => T,
): Promise<T> {
  const first = decideIn(context);
  if (!first.dependsOnTime) return first;
  const wokeAt = await surroundings.wokeAt();
  return wokeAt === undefined ? first : decideIn({ ...context, surroundings: { wokeAt } });
}
