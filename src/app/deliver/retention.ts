import type { Change, MailboxDeps } from './ports.ts';
import { believedOpen, type HeardRow } from './rows.ts';
import { idOf } from './want.ts';
import { withHold } from './with-hold.ts';

type Deps = Pick<MailboxDeps<unknown>, 'store' | 'clock' | 'newId' | 'wakeUps'>;

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
  return withHold(target, deps, async (hold) => {
    let removed = 0;
    const remove = async (changes: readonly Change[]) => {
      await hold.write(changes);
      removed += changes.length;
    };
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
    return removed;
  });
}
