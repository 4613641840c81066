import { MINUTE } from '../../domain/policy.ts';
import { wokeAt } from '../commit/outage.ts';
import { readGuard } from '../deliver/guard.ts';
import { sweepMailboxes } from '../deliver/sweep-mailboxes.ts';
import type { PollProgress } from '../model/poll.ts';
import { type Heartbeat, type Log, type MailboxLook, StorageUnavailable } from '../model/ports.ts';
import { sweepApp } from './sweep-app.ts';
import type { SweepDeps } from './sweep-deps.ts';
import { type Attempter, sweepTenants } from './sweep-tenants.ts';

export interface SweepSummary {
  readonly tenants: number;
  readonly decided: number;
  /** False where the time ran out or something could not be reached; what is left is still due at the next sweep. */
  readonly complete: boolean;
  /** How many rows were due and could not be read. */
  readonly unreadable: number;
  /** How long the oldest due row of any mailbox is late, in milliseconds: 0 where none is. Absent where that is not known. */
  readonly latestBy?: number;
}

/** A write may land so long after the time that it bears, and clocks differ. */
const UNDER_WAY_MS = MINUTE;

/** Leaves the host's five minutes with room to spare. */
export const SWEEP_BUDGET_MS = 200_000;

/**
 * Looks at what is due: decides anew on subjects whose time has come, or that were last decided under other settings,
 * and wakes the mailboxes where that was missed. Two sweeps at once do no harm.
 *
 * @throws what is a fault of this program, once everything else was looked at
 */
export async function sweep(deps: Omit<SweepDeps, 'changedSince'>): Promise<SweepSummary> {
  const startedAt = deps.clock();
  const deadline = startedAt + SWEEP_BUDGET_MS;
  const before = await deps.app.readHeartbeat();
  if (before?.completedAt === undefined) await deps.app.bornAt(startedAt);
  const woke = wokeAt(before, startedAt, deps.period);
  const heartbeat: Heartbeat = { ...before, startedAt, wokeAt: woke };
  await deps.app.writeHeartbeat(heartbeat);

  const surroundings = woke === undefined ? {} : { wokeAt: woke };
  const changedSince = Math.max(0, (before?.coveredFrom ?? 0) - UNDER_WAY_MS);
  const context = (tenantId: string) => ({ ...deps.context(tenantId), surroundings });
  const here = { ...deps, changedSince, context };
  const faults: unknown[] = [];
  const orUnreached = attempter(deps.log, faults);
  const { stoppedAt, refused, ...done } = await sweepTenants(before?.goOnAt, deadline, orUnreached, here);
  const mailboxes = await orUnreached(() => sweepTargets(refused, here), 'tenant=_app');
  const complete = done.complete && mailboxes !== undefined;
  const { goOnAt: _, ...rest } = heartbeat;
  if (stoppedAt !== undefined) await deps.app.writeHeartbeat({ ...rest, goOnAt: stoppedAt });
  if (faults.length > 0) throw faults[0];
  if (complete) {
    const { unreadable } = done;
    const covered = { completedAt: deps.clock(), coveredFrom: startedAt, unreadable };
    await deps.app.writeHeartbeat({ ...rest, ...covered, ...(mailboxes && { mailboxes }) });
  }
  return { ...done, complete, ...(mailboxes && { latestBy: latenessOf(mailboxes, deps.clock()) }) };
}

/**
 * How the targets do, what concerns the app itself, and mailboxes whose wake-ups were lost.
 *
 * @param refused polls that failed of the app's own credential
 * @returns how each mailbox stands
 */
async function sweepTargets(refused: readonly PollProgress[], deps: SweepDeps): Promise<readonly MailboxLook[]> {
  const { app, mailbox } = deps;
  const ids = [...mailbox.targets.keys()];
  const guards = await Promise.all(ids.map(async (id) => (await readGuard(mailbox.store, id)).guard));
  const channels = ids.map((id, i) => [id, channelOf(guards[i])] as const);
  await sweepApp(new Map(channels), refused, deps);
  const seen = await app.readTargets();
  const returned = ids.filter((id) => !seen.here.includes(id));
  const looks = await sweepMailboxes(returned, mailbox);
  const gone = [...new Set([...seen.gone, ...seen.here])].filter((id) => !ids.includes(id));
  if (returned.length > 0 || gone.length !== seen.gone.length) await app.writeTargets({ here: ids, gone });
  return looks;
}

/** How long the oldest due row of any mailbox is late, in milliseconds. */
function latenessOf(mailboxes: readonly MailboxLook[], now: number): number {
  return Math.max(0, ...mailboxes.map(({ oldestDueAt = now }) => now - oldestDueAt));
}

function channelOf(guard: { readonly failingSince?: number; readonly lastError?: string } | undefined) {
  const { failingSince, lastError } = guard ?? {};
  return failingSince === undefined ? {} : { failingSince, ...(lastError && { lastError }) };
}

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
      log.warn(`check: incomplete, ${what} reason="${error instanceof Error ? error.message : 'unknown'}"`);
      return undefined;
    }
  };
}
