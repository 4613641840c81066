import { readGuard } from './guard.ts';
import { GIVE_UP_MS, succeededAt } from './outcome.ts';
import type { MailboxDeps } from './ports.ts';
import { revivals } from './revive.ts';
import type { DueRow, Guard } from './rows.ts';
import { withHold } from './with-hold.ts';

/** Due rows for what was given up while nothing reached the target: its first success is another chance. */
export async function revivalsOfUnreached(
  target: string,
  { failingSince }: Guard,
  deps: Pick<MailboxDeps<unknown>, 'store' | 'clock' | 'newId'>,
): Promise<readonly DueRow[]> {
  if (failingSince === undefined || deps.clock() - failingSince < GIVE_UP_MS) return [];
  return revivals(target, ({ died }) => died === 'unreached', deps);
}

/**
 * A success past the mailbox ends all that failures brought, as one of a run does. Where a run is at work just now, its
 * own sends say how the target does.
 *
 * @throws StorageUnavailable
 */
export async function noteSuccess(
  target: string,
  deps: Pick<MailboxDeps<unknown>, 'store' | 'clock' | 'newId' | 'wakeUps'>,
): Promise<void> {
  const { guard } = await readGuard(deps.store, target);
  if (guard.failingSince === undefined) return;
  await withHold(target, deps, async (hold) => {
    const rows = await revivalsOfUnreached(target, hold.guard, deps);
    await hold.write(
      rows.map((row) => ({ put: 'due', row })),
      succeededAt(deps.clock()),
    );
  });
}
