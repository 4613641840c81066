import { DAY, MINUTE, SECOND } from '../../domain/policy.ts';
import type { SendOutcome } from '../model/ports.ts';
import type { Message } from './message.ts';
import type { Change } from './ports.ts';
import { type DueRow, type GroupRow, type Guard, type HeardRow, type SentRow, type Trials, untried } from './rows.ts';
import { dropped, markedRow, movedTo, ownDue, tellingOf, unmarkGroups } from './trace.ts';
import { idOf } from './want.ts';

/** What was sent without an answer may still be under way for so long. */
export const QUIET_MS = 45 * SECOND;

/** What was tried for so long is given up. */
export const GIVE_UP_MS = DAY;

const FIRST_PAUSE_MS = 10 * SECOND;
const MAX_PAUSE_MS = 10 * MINUTE;
const JITTER = 0.2;

/** A sent row names so many subjects and counts the rest. */
const NAMED_IN_SENT = 20;

/** `late`: it was not sent, because too much time had passed since the mark. */
export type Outcome = SendOutcome | { readonly kind: 'late' };

/** An attempt that is over. */
export interface Attempt<S> {
  readonly message: Message<S>;
  readonly outcome: Outcome;
  /** When it began. */
  readonly at: number;
  /** When it was over: from then on a target has the rest that it asked for. */
  readonly endedAt: number;
  readonly guard: Guard;
  /** From 0 to 1. */
  readonly random: number;
}

/** What to write after an attempt: changes in their order, and with the first of them what changes in the guard. */
export interface Verdict {
  readonly changes: readonly Change[];
  readonly guard: Partial<Guard>;
}

/** What an attempt leaves behind, by how it ended. */
export function verdictOf(attempt: Attempt<unknown>): Verdict {
  const { outcome, message } = attempt;
  switch (outcome.kind) {
    case 'delivered':
      return delivered(attempt);
    case 'late':
      return { changes: [...asBefore(message), ...unmarkGroups(message)], guard: {} };
    case 'refused':
      return refused(attempt, outcome.reason);
    default:
      return failed(attempt, outcome);
  }
}

function asBefore({ members }: Message<unknown>): readonly Change[] {
  return members.map(({ row }) => ({ put: 'heard', row }));
}

function delivered({ message, at }: Attempt<unknown>): Verdict {
  const { group, members } = message;
  const told = members.flatMap((it): Change[] => {
    const { maybe: _, key, atMost, ...row } = untried(markedRow(it, message, at));
    const keeps = key !== undefined && it.fact.kind === 'open' && !group;
    const next: HeardRow = {
      ...row,
      ...(keeps && { key }),
      heard: tellingOf(it, message, at),
      maybe: [],
      state: 'delivered',
    };
    return [{ put: 'heard', row: next }, ...dropped(it.pending.rows)];
  });
  const guard = succeededAt(at);
  const sent = sentRow(message, 'delivered', at);
  if (!group) return { changes: [sent, ...told], guard };
  const confirmed: GroupRow = {
    ...untried(group.row),
    confirmedAt: group.row.confirmedAt ?? at,
    ...(message.type === 'vpp.outbreak.reminder' && { remindedAt: at }),
    ...(group.isEnd && { endedAt: at }),
    state: 'delivered',
  };
  const own: Change = { put: 'group', row: confirmed };
  // An end is written last: after a crash in between, the group still ends for the rest.
  if (group.isEnd) return { changes: [sent, ...told, own, ...dropped(ownRows(message))], guard };
  return { changes: [own, sent, ...told], guard };
}

/** One success ends all that failures brought. */
export function succeededAt(at: number): Partial<Guard> {
  return { failures: 0, pausedUntil: undefined, failingSince: undefined, lastError: undefined, lastSuccessAt: at };
}

/** One more message that ended so; one that was not sent counts for nothing. */
export function countedOne({ delivered = 0, refused = 0, failed = 0 }: Guard, { kind }: Outcome): Partial<Guard> {
  if (kind === 'late') return {};
  if (kind === 'delivered') return { delivered: delivered + 1 };
  return kind === 'refused' ? { refused: refused + 1 } : { failed: failed + 1 };
}

/** Refused for what it says. Of several, halves are tried until the one that is refused stands alone. */
function refused({ message, at }: Attempt<unknown>, reason: string): Verdict {
  const { group, members } = message;
  const changes = members.flatMap(({ row, want, pending }): Change[] => {
    const tried = { ...row, lastError: reason };
    if (members.length > 1) return [{ put: 'heard', row: { ...tried, atMost: Math.ceil(members.length / 2) } }];
    const dead: HeardRow = {
      ...tried,
      no: want.no,
      attempts: row.attempts + 1,
      state: 'dead',
      died: 'refused',
      changedAt: at,
    };
    return [{ put: 'heard', row: dead }, ...dropped(pending.rows)];
  });
  const sent = sentRow(message, 'refused', at);
  if (members.length > 0 || !group?.before) return { changes: [sent, ...changes, ...unmarkGroups(message)], guard: {} };
  const dead: GroupRow = { ...group.before, lastError: reason, state: 'dead', died: 'refused' };
  return { changes: [sent, { put: 'group', row: dead }, ...dropped(ownRows(message))], guard: {} };
}

function failed(attempt: Attempt<unknown>, outcome: Exclude<SendOutcome, { kind: 'delivered' | 'refused' }>): Verdict {
  const { message, at, endedAt, guard, random } = attempt;
  const { group, members } = message;
  const isUndone = outcome.kind === 'notTaken';
  // A gateway that gave up on its server does not know what that still does.
  const isQuiet = outcome.kind === 'noAnswer' || (outcome.kind === 'failed' && [502, 504].includes(outcome.status));
  const quietUntil = isQuiet ? at + QUIET_MS : undefined;
  const pausedUntil =
    endedAt + pauseOf(guard.failures, random, 'retryAfterMs' in outcome ? outcome.retryAfterMs : undefined);
  const until = Math.max(pausedUntil, quietUntil ?? 0);
  const tried = <T extends Trials>(row: T) => triedRow(row, outcome.reason, at, quietUntil, guard);

  const told = members.flatMap((it): Change[] => {
    const row = tried(isUndone ? it.row : markedRow(it, message, at));
    if (!row.died) return [{ put: 'heard', row }, ...movedTo(it.pending.rows, until)];
    const dead: HeardRow = { ...row, no: it.want.no, state: 'dead', changedAt: at };
    return [{ put: 'heard', row: dead }, ...dropped(it.pending.rows)];
  });
  const changes = [
    sentRow(message, outcome.kind, at),
    ...told,
    ...(isUndone && members.length > 0 ? unmarkGroups(message) : []),
  ];
  if (group && members.length === 0) {
    const row = tried(isUndone && group.before ? group.before : group.row);
    changes.push({ put: 'group', row: row.died ? { ...row, state: 'dead' } : row });
    changes.push(...(row.died ? dropped(ownRows(message)) : movedTo(ownRows(message), until)));
  } else if (group && quietUntil !== undefined) changes.push({ put: 'group', row: { ...group.row, quietUntil } });
  const failing = { failures: guard.failures + 1, failingSince: guard.failingSince ?? at, lastError: outcome.reason };
  return { changes, guard: { ...failing, pausedUntil } };
}

/** How long a target rests after a failed send, in milliseconds; never less than it asked for. */
export function pauseOf(failures: number, random: number, retryAfterMs = 0): number {
  const pause = Math.min(FIRST_PAUSE_MS * 4 ** failures, MAX_PAUSE_MS) * (1 + JITTER * (2 * random - 1));
  return Math.max(Math.min(Math.round(pause), MAX_PAUSE_MS), retryAfterMs);
}

function triedRow<T extends Trials>(
  row: T,
  lastError: string,
  at: number,
  quietUntil: number | undefined,
  guard: Guard,
): T {
  const triedSince = row.triedSince ?? at;
  const wasReached = (guard.lastSuccessAt ?? Number.NEGATIVE_INFINITY) >= triedSince;
  return {
    ...row,
    attempts: row.attempts + 1,
    triedSince,
    lastError,
    ...(quietUntil !== undefined && { quietUntil }),
    ...(at - triedSince >= GIVE_UP_MS && { died: wasReached ? 'failed' : 'unreached' }),
  };
}

function sentRow(message: Message<unknown>, outcome: string, at: number): Change {
  const { members, group, type, attempts } = message;
  const lone = !group && members.length === 1 ? members[0] : undefined;
  const row: SentRow = {
    at,
    message: message.id,
    type,
    topic: group?.row.topic ?? lone?.topic,
    ...(group && { groupId: group.row.id }),
    isLoneBeginning: outcome === 'delivered' && (lone?.isBeginning ?? false),
    subjects: members.slice(0, NAMED_IN_SENT).map(({ want }) => idOf(want)),
    count: members.length,
    outcome,
    attempt: attempts + 1,
  };
  return { put: 'sent', row };
}

/** The group's own due rows, as they stand after the mark. */
function ownRows({ group }: Message<unknown>): readonly DueRow[] {
  if (!group) return [];
  return [ownDue(group.row.id, 0), ...group.due.filter(({ suffix }) => suffix !== undefined)];
}
