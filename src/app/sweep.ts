import { decide } from './decide.ts';
import { type MoveDeps, move } from './move.ts';
import { type Log, type NotificationQueue, StorageUnavailable } from './ports.ts';
import type { Stored, TokenState } from './state.ts';

export interface SweepDeps extends MoveDeps {
  readonly queue: NotificationQueue;
  readonly log: Log;
}

export interface SweepSummary {
  readonly tenants: number;
  readonly decided: number;
  readonly enqueued: number;
  /** False where the time ran out or a tenant could not be read; what is left is still due at the next sweep. */
  readonly complete: boolean;
}

/** A notification is taken for lost when nobody has touched it this long after it was due. */
export const LOST_AFTER_MS = 60_000;

/** Tenants looked at side by side. */
const CONCURRENCY = 16;

/** Leaves the host's five minutes with room to spare. */
export const SWEEP_BUDGET_MS = 200_000;

/**
 * Looks at what is due: decides anew on tokens whose time has come, or that were last decided under other settings,
 * and enqueues notifications that were not. Two sweeps at once do no harm.
 */
export async function sweep(deps: SweepDeps): Promise<SweepSummary> {
  const deadline = deps.clock() + SWEEP_BUDGET_MS;
  const summary = { tenants: 0, decided: 0, enqueued: 0, complete: true };
  const tenants = deps.store.listTenants()[Symbol.asyncIterator]();
  const worker = async () => {
    for (let next = await tenants.next(); !next.done; next = await tenants.next()) {
      if (deps.clock() >= deadline) {
        summary.complete = false;
        return;
      }
      try {
        const done = await sweepTenant(next.value.tenantId, deadline, deps);
        summary.tenants += 1;
        summary.decided += done.decided;
        summary.enqueued += done.enqueued;
        summary.complete &&= done.complete;
      } catch (error) {
        if (!(error instanceof StorageUnavailable)) throw error;
        // One tenant's trouble must not keep the others from being looked at.
        deps.log.warn(`the sweep could not finish tenant ${next.value.tenantId}: ${error.message}`);
        summary.complete = false;
      }
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return summary;
}

async function sweepTenant(tenantId: string, deadline: number, deps: SweepDeps) {
  const { policyHash, now } = await deps.context();
  const done = { decided: 0, enqueued: 0, complete: true };
  for await (const due of deps.store.readDue(tenantId, { now, policyHash, lostBefore: now - LOST_AFTER_MS })) {
    for (let rest = due.tokens; rest.length > 0; ) {
      if (deps.clock() >= deadline) return { ...done, complete: false };
      const count = await decideSome(tenantId, rest, deps);
      done.decided += count;
      rest = rest.slice(count);
    }
    for (const pointer of due.notifications) await deps.queue.enqueue(pointer, 0);
    done.enqueued += due.notifications.length;
  }
  return done;
}

/** Groups of this many rows are what the table takes fastest. */
const GROUP = 20;

/** Decides on as many of the rows as one transaction takes. @returns how many that were */
async function decideSome(tenantId: string, rows: readonly Stored<TokenState>[], deps: SweepDeps): Promise<number> {
  const context = await deps.context();
  const group = rows.slice(0, GROUP);
  const changes = group.map((row) => decide(row.value.record, row, { kind: 'time' }, context).change);
  const count = deps.store.fitting(changes);
  const fitting = changes.slice(0, count);
  if ((await deps.store.commit(tenantId, fitting)) === 'committed') {
    await deps.publish(
      fitting.flatMap(({ notifications }) => notifications),
      context.now,
    );
    return count;
  }
  // Somebody else wrote to one of them; each for itself finds out which, and decides on what stands there now.
  for (const row of group.slice(0, count)) await move(row.value.record, { kind: 'time' }, deps);
  return count;
}
