import { GuardLost, Hold, readGuard } from './guard.ts';
import type { MailboxDeps } from './ports.ts';

/**
 * Does something in a mailbox beside its runs: it has one writer, whoever that is.
 *
 * @returns what the work returned; undefined where another is at work there
 * @throws StorageUnavailable
 */
export async function withHold<T>(
  target: string,
  deps: Pick<MailboxDeps<unknown>, 'store' | 'clock' | 'newId' | 'wakeUps'>,
  work: (hold: Hold) => Promise<T>,
): Promise<T | undefined> {
  const read = await readGuard(deps.store, target);
  const hold = read.guard.until > deps.clock() ? undefined : await Hold.take(target, read, deps);
  if (!hold) return undefined;
  try {
    const done = await work(hold);
    await hold.letGo();
    // Who came meanwhile found the guard held and went away.
    await deps.wakeUps.wake(target, deps.clock());
    return done;
  } catch (error) {
    if (error instanceof GuardLost) return undefined;
    throw error;
  }
}
