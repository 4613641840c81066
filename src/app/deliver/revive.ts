import type { MailboxDeps, MailboxStore } from './ports.ts';
import { type DueRow, GROUP_TENANT, type GroupRow, type HeardRow } from './rows.ts';
import type { SubjectKey } from './want.ts';

type Deps = Pick<MailboxDeps<unknown>, 'store' | 'clock' | 'newId'>;

/** Due rows that bring back to life what is dead in a mailbox. */
export async function revivals(
  target: string,
  which: (row: HeardRow | GroupRow) => boolean,
  { store, clock, newId }: Deps,
): Promise<readonly DueRow[]> {
  const { rows, groups } = await store.readDead(target);
  return [
    ...rows.filter(which).map(({ tenantId, subject, no }) => ({ tenantId, subject, no })),
    ...groups.filter(which).map(({ id }) => ({ tenantId: GROUP_TENANT, subject: id, no: 0 })),
  ].map((row) => ({ ...row, suffix: newId(), dueAt: clock() }));
}

/** Which rows of a mailbox a person means; all of them where nothing is named. */
export interface RedriveFilter {
  readonly tenantId?: string;
  readonly subject?: string;
}

/**
 * Has what is dead tried again, from nought.
 *
 * @returns whose rows; the caller wakes the target where there are any
 * @throws StorageUnavailable
 */
export async function redrive(target: string, filter: RedriveFilter, deps: Deps): Promise<readonly SubjectKey[]> {
  const isMeant = (row: HeardRow | GroupRow) =>
    'subject' in row
      ? (filter.tenantId ?? row.tenantId) === row.tenantId && (filter.subject ?? row.subject) === row.subject
      : filter.tenantId === undefined && filter.subject === undefined;
  const rows = await revivals(target, isMeant, deps);
  await deps.store.insertDue(target, rows);
  return rows;
}

/**
 * Puts a fresh row beside each due row, for what waited and need not wait any longer: a silence that was lifted, a
 * target that came back.
 *
 * @param only whose rows; all of them where absent
 * @returns how many
 * @throws StorageUnavailable
 */
export async function freshen(
  target: string,
  only: (Pick<SubjectKey, 'tenantId'> & { readonly subject?: string }) | undefined,
  { store, clock, newId }: { store: Pick<MailboxStore, 'readDue' | 'insertDue'> } & Omit<Deps, 'store'>,
): Promise<number> {
  const waiting = await store.readDue(target, only);
  const bySubject = new Map(waiting.map((row) => [`${row.tenantId}!${row.subject}`, row]));
  const fresh = [...bySubject.values()].map((row): DueRow => ({ ...row, suffix: newId(), dueAt: clock() }));
  if (fresh.length > 0) await store.insertDue(target, fresh);
  return fresh.length;
}
