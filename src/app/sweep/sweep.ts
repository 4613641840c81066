import { eachOf } from '../commit/each-of.ts';
import { wokeAfter } from '../commit/outage.ts';
import { type Heartbeat, LOST_AFTER_MS, type Log, StorageUnavailable } from '../model/ports.ts';
import { reviewOutbreaks } from './review-outbreaks.ts';
import { reviewTargets } from './review-targets.ts';
import type { SweepDeps } from './sweep-deps.ts';
import { sweepTenant } from './sweep-tenant.ts';

export interface SweepSummary {
  readonly tenants: number;
  readonly decided: number;
  readonly enqueued: number;
  /** False where the time ran out or something could not be reached; what is left is still due at the next sweep. */
  readonly complete: boolean;
}

/** Tenants looked at side by side. */
const CONCURRENCY = 16;

/** Leaves the host's five minutes with room to spare. */
export const SWEEP_BUDGET_MS = 200_000;

/**
 * Looks at what is due: decides anew on tokens and tenants whose time has come, or that were last decided under other
 * settings, looks after outbreaks, and enqueues notifications that were not. Two sweeps at once do no harm.
 *
 * @throws what is a fault of this program, once everything else was looked at
 */
export async function sweep(deps: SweepDeps): Promise<SweepSummary> {
  const startedAt = deps.clock();
  const deadline = startedAt + SWEEP_BUDGET_MS;
  const before = await deps.system.readHeartbeat();
  const wokeAt = wokeAfter(before, startedAt, deps.period);
  const heartbeat: Heartbeat = { startedAt, completedAt: before?.completedAt, wokeAt };
  await deps.system.writeHeartbeat(heartbeat);

  const woken = { ...deps, context: async () => ({ ...(await deps.context()), surroundings: { wokeAt } }) };
  const summary = { tenants: 0, decided: 0, enqueued: 0, complete: true };
  const faults: unknown[] = [];
  const orUnreached = attempter(deps.log, faults);
  await eachOf(deps.store.listTenants(), CONCURRENCY, async ({ tenantId }) => {
    if (deps.clock() >= deadline) {
      summary.complete = false;
      return;
    }
    const done = await orUnreached(() => sweepTenant(tenantId, deadline, woken), `tenant ${tenantId}`);
    if (done) {
      summary.tenants += 1;
      summary.decided += done.decided;
      summary.enqueued += done.enqueued;
    }
    summary.complete &&= done?.complete ?? false;
  });
  const reviewed = await orUnreached(
    () => reviewOutbreaks(startedAt - LOST_AFTER_MS, woken).then(() => true),
    'the outbreaks',
  );
  summary.complete &&= reviewed ?? false;
  const targets = await orUnreached(() => reviewTargets(woken).then(() => true), 'the targets');
  summary.complete &&= targets ?? false;
  if (faults.length > 0) throw faults[0];
  if (summary.complete) await deps.system.writeHeartbeat({ ...heartbeat, completedAt: deps.clock() });
  return summary;
}

type Attempter = <T>(work: () => Promise<T>, what: string) => Promise<T | undefined>;

/**
 * One part's trouble must not keep the others from being looked at: what storage refuses is tried again by the next
 * sweep, and what will not pass by itself, such as a row that cannot be read, is kept in `faults` until the end.
 */
function attempter(log: Log, faults: unknown[]): Attempter {
  return async (work, what) => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StorageUnavailable)) faults.push(error);
      log.warn(`check: could not finish ${what}, reason="${error instanceof Error ? error.message : 'unknown'}"`);
      return undefined;
    }
  };
}
