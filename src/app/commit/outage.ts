import type { DecisionContext } from '../decide/decision.ts';
import type { Clock, Heartbeat, SystemStore, TenantStore } from '../model/ports.ts';

/** What a decision about time depends on beyond its own row. */
export interface Surroundings {
  /** After an outage of our own: until when time-based faults stay as they stand, in milliseconds since the epoch. */
  holdUntil(): Promise<number | undefined>;
  tenantIsSilent(tenantId: string): Promise<boolean>;
}

/** So many periods without a sweep are an outage of our own. */
const MISSED_PERIODS = 2;

/** How long an instance believes what it read of the sweep. */
const TRUST_MS = 60_000;

/**
 * Until when time-based faults stay as they stand: where nobody swept for two periods, reports may have been lost
 * with the sweeps, and their senders get one period to come back.
 *
 * @param period from one sweep to the next, in milliseconds
 */
export function holdAfter(heartbeat: Heartbeat | undefined, now: number, period: number): number | undefined {
  if (!heartbeat) return undefined;
  if (now - heartbeat.startedAt > MISSED_PERIODS * period) return now + period;
  return heartbeat.holdUntil !== undefined && heartbeat.holdUntil > now ? heartbeat.holdUntil : undefined;
}

/** Whether the sweep is late. */
export function isLate(heartbeat: Heartbeat | undefined, now: number, period: number): boolean {
  return (
    heartbeat !== undefined && now - (heartbeat.completedAt ?? heartbeat.startedAt) > (MISSED_PERIODS + 1) * period
  );
}

/** Reads the surroundings from storage; the heartbeat at most once a minute. */
export function surroundingsOf(system: SystemStore, tenants: TenantStore, clock: Clock, period: number): Surroundings {
  let known: { readonly at: number; readonly holdUntil: number | undefined } | undefined;
  return {
    async holdUntil() {
      const now = clock();
      if (!known || now - known.at >= TRUST_MS || (known.holdUntil ?? now + 1) <= now) {
        known = { at: now, holdUntil: holdAfter(await system.readHeartbeat(), now, period) };
      }
      return known.holdUntil;
    },
    async tenantIsSilent(tenantId) {
      const incident = (await tenants.readTenant(tenantId))?.value.incident;
      return incident !== undefined && incident.resolvedAt === undefined;
    },
  };
}

/**
 * Decides, and where time-based faults are in play looks around and decides again. Most decisions are about reports of
 * tokens that are well or failing, and need no second look.
 */
export async function settle<T extends { readonly dependsOnTime: boolean }>(
  tenantId: string,
  context: DecisionContext,
  surroundings: Surroundings,
  decideIn: (context: DecisionContext) => T,
): Promise<T> {
  const first = decideIn(context);
  if (!first.dependsOnTime) return first;
  const [holdUntil, tenantIsSilent] = await Promise.all([
    surroundings.holdUntil(),
    surroundings.tenantIsSilent(tenantId),
  ]);
  return holdUntil === undefined && !tenantIsSilent ? first : decideIn({ ...context, holdUntil, tenantIsSilent });
}
