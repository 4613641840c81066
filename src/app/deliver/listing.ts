import type { Clock } from '../model/ports.ts';
import { tenantOf } from '../model/subject.ts';
import type { MailboxStore, WantsReader } from './ports.ts';
import { believesThrough, type DueRow, emptyRow, type GroupRow, type HeardRow, type HeardState } from './rows.ts';
import { idOf, type Mute, mutedUntil, type SubjectKey } from './want.ts';

/** How a subject stands with a target, as people see it. */
export interface Notification extends HeardRow {
  readonly target: string;
  readonly standing: HeardState | 'parked' | 'silenced';
  /** When it is looked at next; absent where nothing waits. Milliseconds since the epoch. */
  readonly dueAt?: number;
  /** Until when it is silenced, where it is. */
  readonly silencedUntil?: number;
}

export interface ListingDeps {
  readonly store: MailboxStore;
  readonly wants: Pick<WantsReader<unknown>, 'readMutes'>;
  /** The ids of the configured targets. */
  readonly targets: readonly string[];
  readonly clock: Clock;
}

/**
 * What a target was told of each subject, or waits for, in the order of their keys, page by page.
 *
 * @param range of which tenant, and behind which subject to go on
 * @throws StorageUnavailable
 */
export async function* listNotifications(
  target: string,
  range: { readonly tenantId?: string; readonly after?: SubjectKey },
  deps: ListingDeps,
): AsyncGenerator<readonly Notification[]> {
  const { tenantId, after } = range;
  const all = await deps.store.readDue(target, tenantId === undefined ? undefined : { tenantId });
  const first = after ? idOf(after) : '';
  const due = new Map([...Map.groupBy(all, idOf)].filter(([id]) => id > first).sort(([a], [b]) => (a < b ? -1 : 1)));
  const mutes = await deps.wants.readMutes([...new Set([...due.values()].flat().map(tenantOf))]);
  const show = (row: HeardRow) => notificationOf(row, due.get(idOf(row)) ?? [], target, mutes, deps);
  /** Those that wait, and of which nothing was ever said, stand between the others. */
  const unsaid = function* (before?: string) {
    for (const [id, [row]] of due) {
      if (before !== undefined && id >= before) return;
      if (row && row.tenantId !== '_group') yield show(emptyRow(row));
      due.delete(id);
    }
  };
  for await (const page of deps.store.allHeard(target, range)) {
    yield page.flatMap((row) => {
      const shown = [...unsaid(idOf(row)), show(row)];
      due.delete(idOf(row));
      return shown;
    });
  }
  yield [...unsaid()];
}

/** How one subject stands with a target. */
export function notificationOf(
  row: HeardRow,
  due: readonly DueRow[],
  target: string,
  mutes: readonly Mute[],
  { targets, clock }: ListingDeps,
): Notification {
  // A row whose number was settled says nothing new, except of what is dead and is to be tried again.
  const isNews = ({ no, suffix }: DueRow) => no > row.no || (row.state === 'dead' && suffix !== undefined);
  const waiting = row.state === 'pending' ? due : due.filter(isNews);
  if (waiting.length === 0) return { ...row, target, standing: row.state };
  const silencedUntil = mutedUntil(row, mutes, clock());
  const isParked = !targets.includes(target);
  return {
    ...row,
    target,
    standing: isParked ? 'parked' : silencedUntil === undefined ? 'pending' : 'silenced',
    dueAt: Math.min(...waiting.map(({ dueAt }) => dueAt)),
    ...(silencedUntil !== undefined && { silencedUntil }),
  };
}

/** A group with what has become of its members. */
export interface GroupListed extends GroupRow {
  readonly target: string;
  readonly counts: { readonly open: number; readonly recovered: number; readonly moved: number };
  /** Whose subjects may be believed open through it. */
  readonly openMembers: readonly SubjectKey[];
}

/**
 * The groups of a target, or one of them. Of a group that has ended the counts of those that recovered are what is
 * still known: later news of a member takes it out.
 *
 * @throws StorageUnavailable
 */
export async function listGroups(
  target: string,
  groupId: string | undefined,
  { store }: Pick<ListingDeps, 'store'>,
): Promise<readonly GroupListed[]> {
  const groups: GroupRow[] = [];
  for await (const page of store.allGroups(target)) {
    groups.push(...page.filter(({ id }) => groupId === undefined || id === groupId));
  }
  const [oldest] = groups.map(({ id }) => id).sort();
  if (oldest === undefined) return [];
  const rows = [...(await store.readCompany(target, oldest, [])).values()].filter((row) => row !== undefined);
  return groups.map((group) => {
    const open = rows.filter((row) => believesThrough(row, group.id));
    const rest = rows.filter((row) => !believesThrough(row, group.id));
    const counts = {
      open: open.length,
      recovered: rest.filter(({ heard }) => heard?.via === group.id).length,
      moved: rest.filter(({ heard, left }) => heard?.via !== group.id && left.includes(group.id)).length,
    };
    const openMembers = open.map(({ tenantId, subject }) => ({ tenantId, subject }));
    return { ...group, target, counts, openMembers };
  });
}
