import { badnessOf, type Fact, type Heard, isSameFact, type OpenFact, urgencyOf } from '../model/fact.ts';
import type { Candidate, Rank } from './message.ts';
import type { Change } from './ports.ts';
import {
  believed,
  believedOpen,
  type DueRow,
  emptyRow,
  type GroupRow,
  type HeardRow,
  type Pending,
  untried,
} from './rows.ts';
import type { Situation } from './situation.ts';
import { type Saying, stepFor } from './step.ts';
import { dropped } from './trace.ts';
import { idOf, mutedUntil, type SubjectWant, wantOf } from './want.ts';

export type Judgement<S> =
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'settled'; readonly changes: readonly Change[] }
  | { readonly kind: 'waits'; readonly until: number }
  | { readonly kind: 'says'; readonly candidate: Candidate<S> };

/** What is to be done about one subject, by itself. */
export function judge<S>(pending: Pending, situation: Situation<S>): Judgement<S> {
  const { now, rows, wants, target } = situation;
  const id = idOf(pending);
  const want = wants.get(id);
  const stored = rows.get(id);
  if ((rows.has(id) && !stored) || (wants.has(id) && !want)) return { kind: 'unreadable' };
  // The subject is gone, and with it whatever there was to say.
  if (!want) return { kind: 'settled', changes: dropped(pending.rows) };
  const due = pending.rows.filter(({ no }) => no <= want.no);

  const isDead = stored?.state === 'dead';
  if (isDead && !due.some((it) => it.suffix !== undefined || it.no > stored.no)) {
    return { kind: 'settled', changes: dropped(due) };
  }
  const { atMost, ...alive } = stored ?? emptyRow(pending);
  const row: HeardRow = isDead ? { ...untried(alive), state: 'pending' } : { ...alive, ...(atMost && { atMost }) };
  const until = Math.max(mutedUntil(pending, situation.mutes, now) ?? 0, row.quietUntil ?? 0);
  if (until > now) return { kind: 'waits', until };

  const fact = wantOf(want, target);
  const all = [...due, ...(pending.later ?? []).filter(({ no }) => no <= want.no)];
  const step = stepFor(
    {
      fact,
      no: want.no,
      isReminder: want.isReminder,
      isInAudience: want.audience.includes(target),
      hasKeys: situation.hasKeys,
    },
    row,
  );
  if ('settle' in step || fact === null) {
    const state = 'settle' in step ? step.settle : 'delivered';
    return { kind: 'settled', changes: settled(want, fact, row, { state, due: all, now, isNew: !stored }) };
  }
  return { kind: 'says', candidate: candidateOf(want, fact, step, row, { ...pending, rows: all }) };
}

function candidateOf<S>(want: SubjectWant<S>, fact: Fact, step: Saying, row: HeardRow, pending: Pending): Candidate<S> {
  const open = [...believedOpen(row)].sort((a, b) => badnessOf(b.fact) - badnessOf(a.fact));
  const isBeginning =
    step.say === 'opened' ||
    (step.say === 'updated' && fact.kind === 'open' && open.every((it) => it.fact.cause !== fact.cause));
  const [previous] = open;
  return {
    want,
    row,
    fact,
    step,
    topic: topicOf(want, fact, row, previous),
    ...(previous && { previous }),
    isBeginning,
    rank: rankOf(step, isBeginning),
    pending,
  };
}

/** A baseline is one only until something of the incident may be known. */
function topicOf(want: SubjectWant<unknown>, fact: Fact, row: HeardRow, previous: Heard | undefined): string {
  if (fact.kind !== 'open') return previous?.topic ?? fact.kind;
  const isKnown = believed(row).some(
    (it) => it && it.fact.kind !== 'expiring' && it.fact.incidentId === fact.incidentId,
  );
  if (want.origin === 'baseline' && !isKnown) return BASELINE;
  return want.scope === undefined ? fact.cause : `${fact.cause} ${want.scope}`;
}

/** The topic of what stood wrong when a tenant was first looked at. */
export const BASELINE = 'baseline';

function rankOf(step: Saying, isBeginning: boolean): Rank {
  if (step.say === 'reminder' || step.say === 'expiring') return 2;
  if (isBeginning || step.say !== 'updated') return isBeginning ? 0 : 1;
  return step.direction === 'worse' || step.isAnotherIncident ? 0 : 1;
}

/** Most pressing first: by rank, then critical before warning, then the oldest. */
export function byPressing(a: Candidate<unknown>, b: Candidate<unknown>): number {
  const urgency = (it: Candidate<unknown>) =>
    Math.max(urgencyOf(it.fact), it.previous ? urgencyOf(it.previous.fact) : 0);
  return a.rank - b.rank || urgency(b) - urgency(a) || a.want.at - b.want.at || (idOf(a.want) < idOf(b.want) ? -1 : 1);
}

/**
 * The living group that a subject is told through again: it may have been told through it, and nothing alone.
 * Of its end: the group that has not ended through which alone it may be believed open.
 */
export function groupAgain(
  { fact, row }: Candidate<unknown>,
  groups: ReadonlyMap<string, GroupRow>,
): GroupRow | undefined {
  const open = believedOpen(row);
  const through = (it: Heard | undefined) => (it?.via === undefined ? undefined : groups.get(it.via));
  if (!open.every(through)) return undefined;
  if (fact.kind === 'over') return open.map(through).at(-1);
  if (fact.kind !== 'open') return undefined;
  return believed(row)
    .filter((it) => it !== undefined && isAbout(it.fact, fact))
    .map(through)
    .filter((group) => group && group.endTriedAt === undefined && (group.cause === null || group.cause === fact.cause))
    .at(-1);
}

/** Whether what was told before is of the same fault, or its end. */
function isAbout(told: Fact, fact: OpenFact): boolean {
  return told.kind === 'open' ? told.cause === fact.cause : told.kind === 'over' && told.incidentId === fact.incidentId;
}

/** Whether it may be believed open as told alone, of this cause; for channels with keys of any. */
export function isBelievedAlone(
  { fact, row }: Candidate<unknown>,
  groups: ReadonlyMap<string, GroupRow>,
  hasKeys: boolean,
) {
  const alone = believedOpen(row).filter(({ via }) => via === undefined || !groups.has(via));
  return alone.some((it) => hasKeys || (fact.kind === 'open' && it.fact.cause === fact.cause));
}

/** The row of a subject of which there is nothing to say, without what it still waited for. */
export function settled(
  want: SubjectWant<unknown>,
  fact: Fact | null,
  row: HeardRow,
  { state, due, now, isNew }: { state: 'delivered' | 'missed'; due: readonly DueRow[]; now: number; isNew: boolean },
): readonly Change[] {
  // A target that was told nothing and has to know nothing needs no row.
  if (isNew && state === 'delivered') return dropped(due);
  // Only what some message said is taken for heard: not the end of an incident that this target never heard of.
  const basis = fact ? believed(row).findLast((it) => it && isOfSame(it.fact, fact)) : undefined;
  const { atMost, heard: _, ...rest } = untried(row);
  const heard = state === 'delivered' && basis && fact ? { ...basis, fact, no: want.no } : row.heard;
  const maybe = state === 'missed' ? row.maybe : [];
  const next: HeardRow = { ...rest, ...(heard && { heard }), maybe, no: want.no, state, changedAt: now };
  return [{ put: 'heard', row: next }, ...dropped(due)];
}

/** Whether both are the same, or ends of the same incident. */
function isOfSame(told: Fact, fact: Fact): boolean {
  const areEnds = told.kind === 'over' && fact.kind === 'over' && told.incidentId === fact.incidentId;
  return areEnds || isSameFact(told, fact);
}
