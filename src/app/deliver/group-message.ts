import type { Cause } from '../../domain/cause.ts';
import { MINUTE, SECOND } from '../../domain/policy.ts';
import { BASELINE, byPressing } from './judge.ts';
import {
  type Candidate,
  type GroupPart,
  type GroupStanding,
  MAX_NAMES,
  type Message,
  type MessageType,
  severalId,
} from './message.ts';
import { believedOpen, believesThrough, type GroupRow, latestFact } from './rows.ts';
import type { Company, Situation } from './situation.ts';
import { idOf } from './want.ts';

/** A group speaks at most so often; sooner after its opening, since that names few of a burst. */
const PACE_MS = 2 * MINUTE;
const FIRST_PACE_MS = 15 * SECOND;
/** Of only good things it speaks at most so often. */
const GOOD_PACE_MS = 15 * MINUTE;

export type GroupTurn<S> =
  | { readonly kind: 'speaks'; readonly message: Message<S> }
  /** When each of them can be said. */
  | { readonly kind: 'waits'; readonly until: ReadonlyMap<Candidate<S>, number> };

/** Picks those that one message can name: after a refusal only those of the same half. */
export function fitting<S>(candidates: readonly Candidate<S>[]): readonly Candidate<S>[] {
  const first = [...candidates].sort((a, b) => a.row.attempts - b.row.attempts || byPressing(a, b))[0];
  const atMost = first?.row.atMost;
  const fit = candidates.filter(({ row }) => row.atMost === atMost).sort(byPressing);
  return fit.slice(0, Math.min(MAX_NAMES, atMost ?? MAX_NAMES));
}

/** What a group has to say, if it may speak now. A group that is not there yet has no `before`. */
export function groupTurn<S>(
  before: GroupRow | undefined,
  candidates: readonly Candidate<S>[],
  company: Company,
  situation: Situation<S>,
): GroupTurn<S> {
  const { now } = situation;
  const fit = fitting(candidates);
  const isEnd = before !== undefined && isEndOf(before, fit, company);
  const badAt = before
    ? Math.max(before.sentAt + (before.updatedAt ? PACE_MS : FIRST_PACE_MS), before.quietUntil ?? 0)
    : now;
  const goodAt = Math.max(badAt, (before?.goodAt ?? -GOOD_PACE_MS) + GOOD_PACE_MS);
  const isUnpaced = isEnd || fit[0]?.row.atMost !== undefined;

  const quietUntil = before?.quietUntil ?? 0;
  if (quietUntil <= now) {
    if (isUnpaced) return speaks(before, fit, isEnd, company, situation);
    const isTime = fit.some(({ rank }) => (rank === 0 && badAt <= now) || (rank === 1 && goodAt <= now));
    if (isTime) return speaks(before, fit, isEnd, company, situation);
    const reminders = fit.filter(({ rank }) => rank === 2);
    if (reminders.length > 0 && badAt <= now) return speaks(before, reminders, false, company, situation);
  }
  const until = (it: Candidate<S>) => (isUnpaced ? quietUntil : it.rank === 1 ? goodAt : badAt);
  return { kind: 'waits', until: new Map(candidates.map((it) => [it, until(it)])) };
}

/** Whether nobody may be believed open through the group once this is said. */
function isEndOf(group: GroupRow, named: readonly Candidate<unknown>[], company: Company): boolean {
  const ended = new Set(named.filter(({ fact }) => fact.kind === 'over').map(({ want }) => idOf(want)));
  return ended.size === named.length && company.believers(group.id).every((row) => ended.has(idOf(row)));
}

function speaks<S>(
  before: GroupRow | undefined,
  members: readonly Candidate<S>[],
  isEnd: boolean,
  company: Company,
  situation: Situation<S>,
): GroupTurn<S> {
  const { now, target, groups, groupDue } = situation;
  const type = typeOf(before, members, isEnd);
  const basis = before ?? newGroup(members, situation);
  const isJoined = members.some((it) => it.fact.kind === 'open' && !believesThrough(it.row, basis.id));
  const row: GroupRow = {
    ...basis,
    sentAt: now,
    ...(isJoined && { joinedAt: now }),
    ...(before?.confirmedAt !== undefined && !isEnd && { updatedAt: now }),
    ...(members.length > 0 && members.every(({ rank }) => rank === 1) && { goodAt: now }),
    ...(isEnd && { endTriedAt: basis.endTriedAt ?? now }),
  };
  const group: GroupPart = {
    row,
    ...(before && { before }),
    isEnd,
    due: groupDue.get(row.id) ?? [],
    standings: standingsOf(row.id, members, company),
    ...othersOf(row, members, company),
  };
  const message: Message<S> = {
    id: severalId(row.id, type, members),
    type,
    target,
    members,
    key: row.id,
    group,
    emptied: company.emptiedBy(
      members.map((it) => it.row),
      row.id,
      groups,
    ),
    attempts: members.length > 0 ? Math.max(...members.map((it) => it.row.attempts)) : row.attempts,
  };
  return { kind: 'speaks', message };
}

function typeOf(before: GroupRow | undefined, members: readonly Candidate<unknown>[], isEnd: boolean): MessageType {
  if (isEnd) return 'vpp.outbreak.resolved';
  // Nobody may hear that something goes on of which they perhaps never heard that it began.
  if (before?.confirmedAt === undefined) return 'vpp.outbreak.opened';
  return members.every(({ rank }) => rank === 2) ? 'vpp.outbreak.reminder' : 'vpp.outbreak.updated';
}

function newGroup(members: readonly Candidate<unknown>[], { now, newId }: Situation<unknown>): GroupRow {
  const [first] = members;
  if (first?.fact.kind !== 'open') throw new Error('a group opens with something that is open');
  const isBaseline = first.topic === BASELINE;
  return {
    id: newId(),
    topic: first.topic,
    kind: isBaseline ? 'baseline' : 'cause',
    cause: isBaseline ? null : first.fact.cause,
    ...(!isBaseline && first.want.scope !== undefined && { scope: first.want.scope }),
    openedAt: now,
    joinedAt: now,
    sentAt: now,
    attempts: 0,
    state: 'pending',
  };
}

function standingsOf(
  groupId: string,
  members: readonly Candidate<unknown>[],
  company: Company,
): readonly GroupStanding[] {
  const named = new Set(members.map(({ want }) => idOf(want)));
  const told = members.map(({ want: { tenantId, subject }, fact }): GroupStanding => {
    return { tenantId, subject, fact, state: fact.kind === 'over' ? 'recovered' : 'open' };
  });
  const others = company.of(groupId).flatMap((row): GroupStanding[] => {
    const { tenantId, subject, heard } = row;
    const open = believedOpen(row).findLast(({ via }) => via === groupId);
    const fact = open?.fact ?? latestFact(row);
    if (named.has(idOf(row)) || !fact) return [];
    if (open) return [{ tenantId, subject, fact, state: 'open' }];
    if (heard?.via === groupId) return [{ tenantId, subject, fact, state: 'recovered' }];
    return row.left.includes(groupId) ? [{ tenantId, subject, fact, state: 'moved' }] : [];
  });
  return [...told, ...others];
}

/** What of the same is open in this mailbox beside the group. */
function othersOf(group: GroupRow, members: readonly Candidate<unknown>[], company: Company) {
  const named = new Set(members.map(({ want }) => idOf(want)));
  const others = company.all.filter((row) => !named.has(idOf(row)) && !believesThrough(row, group.id));
  const alone = others.filter((row) =>
    believedOpen(row).some((it) => it.via === undefined && it.topic === group.topic),
  );
  const causes = causesOf(group, members);
  return {
    reportedBefore: alone.length,
    isCauseOpenElsewhere: others.some((row) => believedOpen(row).some((it) => causes.has(it.fact.cause))),
  };
}

function causesOf({ cause }: GroupRow, members: readonly Candidate<unknown>[]): ReadonlySet<Cause> {
  return new Set(cause ? [cause] : members.flatMap((it) => it.previous?.fact.cause ?? []));
}

/** A message with regard to those that go out before it: what they tell of its cause is open then, too. */
export function mindful<S>(message: Message<S>, others: readonly Message<S>[]): Message<S> {
  const { group, members } = message;
  if (!group || group.isCauseOpenElsewhere) return message;
  const causes = causesOf(group.row, members);
  const facts = others.filter((it) => it !== message).flatMap((it) => it.members.map(({ fact }) => fact));
  const isCauseOpenElsewhere = facts.some((fact) => fact.kind === 'open' && causes.has(fact.cause));
  return { ...message, group: { ...group, isCauseOpenElsewhere } };
}
