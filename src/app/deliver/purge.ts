import { DAY } from '../../domain/policy.ts';
import { tenantOf } from '../model/subject.ts';
import type { Change, MailboxDeps } from './ports.ts';
import { believedOpen, believesThrough, type HeardRow, type SentRow } from './rows.ts';
import type { SubjectKey } from './want.ts';
import { withHold } from './with-hold.ts';

type Deps = Pick<MailboxDeps<unknown>, 'store' | 'clock' | 'newId' | 'wakeUps'>;

export interface PurgedMailbox {
  readonly removed: number;
  /** Whether something of the tenant was still to be told, or may be believed open there for good. */
  readonly wasOpen: boolean;
}

/**
 * Takes everything of one tenant out of a mailbox, whatever it still waits for. A group that nobody else is open in
 * ends without a word.
 *
 * @returns undefined where the mailbox was busy, so that it is to be tried again
 * @throws StorageUnavailable
 */
export async function purgeMailbox(target: string, tenantId: string, deps: Deps): Promise<PurgedMailbox | undefined> {
  const { store, clock } = deps;
  return withHold(target, deps, async (hold) => {
    const isOfTenant = (key: SubjectKey) => tenantOf(key) === tenantId;
    const heard: HeardRow[] = [];
    const others: HeardRow[] = [];
    for await (const page of store.allHeard(target)) {
      await hold.keep();
      for (const row of page) (isOfTenant(row) ? heard : others).push(row);
    }
    const due = (await store.readDue(target)).filter(isOfTenant);
    const wasOpen = due.length > 0 || heard.some((row) => believedOpen(row).length > 0);
    const changes: Change[] = [
      ...heard.map((row): Change => ({ drop: 'heard', row })),
      ...due.map((row): Change => ({ drop: 'due', row })),
    ];
    for await (const page of store.allGroups(target)) {
      const emptied = page.filter(
        ({ id, endedAt }) =>
          endedAt === undefined &&
          heard.some((row) => believesThrough(row, id)) &&
          !others.some((row) => believesThrough(row, id)),
      );
      changes.push(...emptied.map((row): Change => ({ put: 'group', row: { ...row, endedAt: clock() } })));
    }
    for await (const page of store.allSentBefore(target, clock() + DAY)) {
      await hold.keep();
      changes.push(...page.flatMap((row) => withoutTenant(row, tenantId)));
    }
    await hold.write(changes);
    return { removed: changes.length, wasOpen };
  });
}

/** An attempt that spoke of others too is kept, without the names of this tenant's subjects. */
function withoutTenant(row: SentRow, tenantId: string): readonly Change[] {
  const subjects = row.subjects.filter((id) => !isNamedIn(id, tenantId));
  if (subjects.length === row.subjects.length) return [];
  return subjects.length === 0 ? [{ drop: 'sent', row }] : [{ put: 'sent', row: { ...row, subjects } }];
}

/** @param id as `idOf` writes it */
function isNamedIn(id: string, tenantId: string): boolean {
  const [partition = '', subject = ''] = id.split('!');
  return tenantOf({ tenantId: partition, subject }) === tenantId;
}
