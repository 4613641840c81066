import type { Heard } from '../model/fact.ts';
import type { Candidate, Message } from './message.ts';
import type { Change } from './ports.ts';
import { believedOpen, type DueRow, GROUP_TENANT, type HeardRow } from './rows.ts';

/** What a member is told, as its row keeps it. */
export function tellingOf(
  { want, fact, topic }: Candidate<unknown>,
  { id, group }: Message<unknown>,
  at: number,
): Heard {
  return { fact, no: want.no, topic, at, message: id, ...(group && { via: group.row.id }) };
}

/** The row of a member that may have been told. */
export function markedRow(candidate: Candidate<unknown>, message: Message<unknown>, at: number): HeardRow {
  const { row, want, fact } = candidate;
  const via = message.group?.row.id;
  const left = believedOpen(row).flatMap((it) => it.via ?? []);
  return {
    ...row,
    maybe: [...row.maybe.filter((it) => it.no !== want.no || it.via !== via), tellingOf(candidate, message, at)],
    left: [...new Set([...row.left, ...left])].filter((it) => it !== via),
    ...(via === undefined && fact.kind !== 'expiring' && { key: row.key ?? message.key }),
    no: Math.max(row.no, want.no),
    state: 'pending',
    changedAt: at,
  };
}

/** A group's pace counts from the mark: reading all that was needed to plan it may have taken a while. */
export function stamped<S>(message: Message<S>, at: number): Message<S> {
  const { group } = message;
  return group ? { ...message, group: { ...group, row: { ...group.row, sentAt: at } } } : message;
}

/** What is written before a send: the group first, so that nobody stands in one that is not there. */
export function mark(message: Message<unknown>, at: number): readonly Change[] {
  const { group, emptied, members } = message;
  const ends = [...emptied, ...(group?.isEnd ? [group.row.id] : [])];
  return [
    ...(group ? [{ put: 'group', row: group.row } satisfies Change] : []),
    ...members.map((it): Change => ({ put: 'heard', row: markedRow(it, message, at) })),
    ...ends.map((id): Change => ({ put: 'due', row: ownDue(id, at) })),
  ];
}

/** Takes back what `mark` wrote of groups: last the row of one that is not there any more then. */
export function unmarkGroups({ group, emptied }: Message<unknown>): readonly Change[] {
  const isOwnNew = group?.isEnd && group.due.every(({ suffix }) => suffix !== undefined);
  const drops = [...emptied, ...(isOwnNew ? [group.row.id] : [])];
  return [
    ...drops.map((id): Change => ({ drop: 'due', row: ownDue(id, 0) })),
    ...(group?.before ? [{ put: 'group', row: group.before } satisfies Change] : []),
    ...(group && !group.before ? [{ drop: 'group', row: group.row } satisfies Change] : []),
  ];
}

/** That a group itself has something to say. */
export function ownDue(groupId: string, dueAt: number): DueRow {
  return { tenantId: GROUP_TENANT, subject: groupId, no: 0, dueAt };
}

export function dropped(rows: readonly DueRow[]): readonly Change[] {
  return rows.map((row): Change => ({ drop: 'due', row }));
}

export function movedTo(rows: readonly DueRow[], dueAt: number): readonly Change[] {
  return rows.map((row): Change => ({ put: 'due', row: { ...row, dueAt } }));
}
