import { MINUTE } from '../../domain/policy.ts';
import { readGuard } from './guard.ts';
import type { MailboxDeps } from './ports.ts';
import { isRefreshDue } from './refresh.ts';
import { freshen } from './revive.ts';

/** What is due for longer has lost its wake-up. */
const LATE_MS = MINUTE;

/**
 * Wakes every target whose wake-up was lost, that has to be told again what is open, or whose settings have changed.
 *
 * @param returned targets that were not in the settings and are again: what waits there is due at once
 * @returns since when the oldest due row of all has been due; infinity where there is none
 * @throws StorageUnavailable
 */
export async function sweepMailboxes<S>(returned: readonly string[], deps: MailboxDeps<S>): Promise<number> {
  let oldest = Infinity;
  for (const target of deps.targets.values()) {
    if (returned.includes(target.id)) await freshen(target.id, undefined, deps);
    const now = deps.clock();
    const { guard } = await readGuard(deps.store, target.id);
    const isChanged = guard.settingsHash !== undefined && guard.settingsHash !== target.settingsHash;
    const dueAt = (await deps.store.readDue(target.id)).reduce((least, row) => Math.min(least, row.dueAt), Infinity);
    oldest = Math.min(oldest, dueAt);
    const isNeeded =
      isChanged ||
      returned.includes(target.id) ||
      isRefreshDue(target, guard, now, deps.settings.refreshEvery) ||
      dueAt < now - LATE_MS;
    if (isNeeded) await deps.wakeUps.wake(target.id, now);
  }
  return oldest;
}
