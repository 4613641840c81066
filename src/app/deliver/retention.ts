import { GuardLost, Hold, readGuard } from './guard.ts';
import type { Change, MailboxDeps } from './ports.ts';
import { believedOpen, type HeardRow } from './rows.ts';
import { idOf } from './want.ts';

type Deps = Pick<MailboxDeps<unknown>, 'store' | 'clock' | 'newId'>;

/**
 * Takes away what a mailbox need not keep any longer: ended incidents, ended groups, attempts. Never what is open or
 * still has something due; of expiries never, since they have no end.
 *
 * @param before milliseconds since the epoch
 * @returns how many rows; undefined where the mailbox was busy, so that it is to be tried again
 * @throws StorageUnavailable
 */
export async function retireMailbox(
  target: string,
  before: { readonly history: number; readonly incidents: number },
  deps: Deps,
): Promise<number | undefined> {
  return withHold(target, deps, async (remove) => {
    const due = new Set((await deps.store.readDue(target)).map(idOf));
    const isOld = (row: HeardRow) => row.changedAt < before.incidents && row.heard?.fact.kind !== 'expiring';
    for await (const page of deps.store.allHeard(target)) {
      const old = page.filter((row) => isOld(row) && believedOpen(row).length === 0 && !due.has(idOf(row)));
      await remove(old.map((row) => ({ drop: 'heard', row })));
    }
    for await (const page of deps.store.allGroups(target)) {
      const old = page.filter(({ endedAt }) => endedAt !== undefined && endedAt < before.incidents);
      await remove(old.map((row) => ({ drop: 'group', row })));
    }
    for await (const page of deps.store.allSentBefore(target, before.history)) {
      await remove(page.map((row) => ({ drop: 'sent', row })));
    }
  });
}

/**
 * Takes away everything of a tenant that is no more.
 *
 * @returns how many rows; undefined where the mailbox was busy
 * @throws StorageUnavailable
 */
export async function purgeTenant(target: string, tenantId: string, deps: Deps): Promise<number | undefined> {
  return withHold(target, deps, async (remove) => {
    await remove((await deps.store.readDue(target, { tenantId })).map((row) => ({ drop: 'due', row })));
    for await (const page of deps.store.allHeard(target, { tenantId })) {
      await remove(page.map((row) => ({ drop: 'heard', row })));
    }
  });
}

/** A mailbox has one writer, whoever that is. */
async function withHold(
  target: string,
  deps: Deps,
  work: (remove: (changes: readonly Change[]) => Promise<void>) => Promise<void>,
): Promise<number | undefined> {
  const read = await readGuard(deps.store, target);
  const hold = read.guard.until > deps.clock() ? undefined : await Hold.take(target, read, deps);
  if (!hold) return undefined;
  let removed = 0;
  try {
    await work(async (changes) => {
      await hold.write(changes);
      removed += changes.length;
    });
    await hold.letGo();
    return removed;
  } catch (error) {
    if (error instanceof GuardLost) return undefined;
    throw error;
  }
}
