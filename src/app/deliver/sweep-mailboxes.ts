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
 * @throws StorageUnavailable
 */
export async function sweepMailboxes<S>(returned: readonly string[], deps: MailboxDeps<S>): Promise<void> {
  for (const target of deps.targets.values()) {
    if (returned.includes(target.id)) await freshen(target.id, undefined, deps);
    const now = deps.clock();
    const { guard } = await readGuard(deps.store, target.id);
    const isChanged = guard.settingsHash !== undefined && guard.settingsHash !== target.settingsHash;
    const isNeeded =
      isChanged ||
      returned.includes(target.id) ||
      isRefreshDue(target, guard, now, deps.settings.refreshEvery) ||
      (await deps.store.readDue(target.id)).some(({ dueAt }) => dueAt < now - LATE_MS);
    if (isNeeded) await deps.wakeUps.wake(target.id, now);
  }
}
