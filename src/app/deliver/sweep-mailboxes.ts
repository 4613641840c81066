import { MINUTE } from '../../domain/policy.ts';
import type { MailboxLook } from '../model/ports.ts';
import { readGuard } from './guard.ts';
import type { MailboxDeps } from './ports.ts';
import { isRefreshDue } from './refresh.ts';
import { freshen } from './revive.ts';
import { GROUP_TENANT } from './rows.ts';
import { idOf } from './want.ts';

/** What is due for longer has lost its wake-up. */
const LATE_MS = MINUTE;

/**
 * Wakes every target whose wake-up was lost, that has to be told again what is open, or whose settings have changed.
 *
 * @param returned targets that were not in the settings and are again: what waits there is due at once
 * @returns how each mailbox stands
 * @throws StorageUnavailable
 */
export async function sweepMailboxes<S>(
  returned: readonly string[],
  deps: MailboxDeps<S>,
): Promise<readonly MailboxLook[]> {
  const looks: MailboxLook[] = [];
  for (const target of deps.targets.values()) {
    if (returned.includes(target.id)) await freshen(target.id, undefined, deps);
    const now = deps.clock();
    const { guard } = await readGuard(deps.store, target.id);
    const isChanged = guard.settingsHash !== undefined && guard.settingsHash !== target.settingsHash;
    const look = await lookAt(target.id, deps);
    looks.push(look);
    const isNeeded =
      isChanged ||
      returned.includes(target.id) ||
      isRefreshDue(target, guard, now, deps.settings.refreshEvery) ||
      (look.oldestDueAt ?? now) < now - LATE_MS;
    if (isNeeded) await deps.wakeUps.wake(target.id, now);
  }
  return looks;
}

async function lookAt(target: string, { store }: Pick<MailboxDeps<unknown>, 'store'>): Promise<MailboxLook> {
  const due = await store.readDue(target);
  const { rows, groups } = await store.readDead(target);
  const oldest = due.reduce((least, { dueAt }) => Math.min(least, dueAt), Infinity);
  const subjects = due.filter(({ tenantId }) => tenantId !== GROUP_TENANT).map(idOf);
  return {
    target,
    waiting: new Set(subjects).size,
    dead: rows.length + groups.length,
    ...(due.length > 0 && { oldestDueAt: oldest }),
  };
}
