import { eachOf } from '../commit/each-of.ts';
import type { PollProgress } from '../model/poll.ts';
import type { SweepDeps } from './sweep-deps.ts';
import { type Done, sweepTenant } from './sweep-tenant.ts';

/** Tenants looked at side by side. */
const CONCURRENCY = 16;

export interface TenantsDone extends Done {
  readonly tenants: number;
  /** The polls that failed of the app's own credential. */
  readonly refused: readonly PollProgress[];
  /** The first that was not looked at in time; absent where none was left. */
  readonly stoppedAt?: string;
}

/** Does something; undefined where that failed. */
export type Attempter = <T>(work: () => Promise<T>, what: string) => Promise<T | undefined>;

/**
 * Looks at all tenants, some side by side: from one on to the end, and then from the beginning. Polls that fall due are
 * handed out, whether there is time for the rest or not.
 *
 * @param from where the last sweep ran out of time
 * @param deadline milliseconds since the epoch
 */
export async function sweepTenants(
  from: string | undefined,
  deadline: number,
  orUnreached: Attempter,
  deps: SweepDeps,
): Promise<TenantsDone> {
  let [tenants, decided, unreadable, complete] = [0, 0, 0, true];
  const begun: string[] = [];
  const unfinished = new Set<string>();
  const refused: PollProgress[] = [];
  await eachOf(deps.tenants.list(from), CONCURRENCY, async (tenant) => {
    const { tenantId, poll } = tenant;
    begun.push(tenantId);
    if (poll?.fault?.kind === 'credential' && deps.polls?.isPolled(tenant)) refused.push(poll);
    await orUnreached(async () => deps.polls?.handOut(tenant), `poll, tenant=${tenantId}`);
    if (deps.clock() >= deadline) {
      unfinished.add(tenantId);
      return;
    }
    const done = await orUnreached(() => sweepTenant(tenant, deadline, deps), `tenant=${tenantId}`);
    tenants += done ? 1 : 0;
    decided += done?.decided ?? 0;
    unreadable += done?.unreadable ?? 0;
    complete &&= done !== undefined;
    if (done && !done.complete) unfinished.add(tenantId);
  });
  await orUnreached(async () => deps.polls?.welcome(new Set(begun)), 'polls');
  // Not the first that was passed over: those under way when the time ran out came before.
  const stoppedAt = begun.find((tenantId) => unfinished.has(tenantId));
  return {
    ...{ tenants, decided, unreadable, refused, complete: complete && stoppedAt === undefined },
    ...(stoppedAt !== undefined && { stoppedAt }),
  };
}
