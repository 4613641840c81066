import { HOUR } from '../../domain/policy.ts';
import { fitting, groupTurn, mindful } from './group-message.ts';
import { BASELINE, byPressing, groupAgain, isBelievedAlone, judge, settled } from './judge.ts';
import { aloneId, type Candidate, type Message, type MessageType, severalId } from './message.ts';
import type { Change } from './ports.ts';
import { believedOpen, type DueRow, type GroupRow, type Pending, untried } from './rows.ts';
import { COMPANY_MS, Company, type Situation } from './situation.ts';
import { dropped, movedTo } from './trace.ts';
import { idOf, type SubjectKey } from './want.ts';

/** A reminder of a group settles those of its members that come within this. */
const REMINDED_MS = HOUR;

/** What closes the difference between what is and what the target knows. */
export interface Plan<S> {
  /** What is settled goes, what must wait is moved. */
  readonly changes: readonly Change[];
  /** In the order in which to send them. They share no subject and no group. */
  readonly messages: readonly Message<S>[];
  /** Whether all of this stands only once the rest of the mailbox is read. */
  readonly needsAll: boolean;
  /** Members of groups that speak now whose wants are to be read before this can be done. */
  readonly alsoRead: readonly SubjectKey[];
  /** What is due and cannot be read. */
  readonly unreadable: readonly SubjectKey[];
}

/** Decides on everything that was read. Pure but for the ids of groups that it opens. */
export function plan<S>(situation: Situation<S>): Plan<S> {
  return new Planning(situation).plan();
}

class Planning<S> {
  readonly #situation: Situation<S>;
  readonly #company: Company;
  readonly #changes: Change[] = [];
  readonly #messages: Message<S>[] = [];
  readonly #alone: Candidate<S>[] = [];
  /** By topic. */
  readonly #beginnings = new Map<string, Candidate<S>[]>();
  /** By the group's id. */
  readonly #members = new Map<string, Candidate<S>[]>();
  readonly #alsoRead: SubjectKey[] = [];
  readonly #unreadable: SubjectKey[] = [];
  #needsAll = false;

  constructor(situation: Situation<S>) {
    this.#situation = situation;
    this.#company = new Company(situation.rows);
  }

  plan(): Plan<S> {
    for (const pending of this.#situation.pending.values()) this.#place(pending);
    for (const [topic, candidates] of this.#beginnings) this.#begin(topic, candidates);
    for (const group of this.#situation.groups.values()) this.#speakFor(group);
    for (const [id, rows] of this.#situation.groupDue) {
      if (!this.#situation.groups.has(id)) this.#changes.push(...dropped(rows));
    }
    this.#speakAlone();
    const together = disjoint(this.#messages);
    const messages = together.map((it) => mindful(it, together));
    const needsAll = this.#needsAll && !this.#situation.isWhole;
    return { changes: this.#changes, messages, needsAll, alsoRead: this.#alsoRead, unreadable: this.#unreadable };
  }

  /** Judges one subject, and finds with whom it goes. */
  #place(pending: Pending): void {
    const { groups, hasKeys, now, wants } = this.#situation;
    if (!pending.isDue && !wants.has(idOf(pending))) return;
    const judgement = judge(pending, this.#situation);
    if (judgement.kind === 'says') {
      const { candidate } = judgement;
      const isAlone = isBelievedAlone(candidate, groups, hasKeys);
      const group = isAlone ? undefined : groupAgain(candidate, groups);
      const { want, fact, row, step } = candidate;
      if (group && step.say === 'reminder' && now - (group.remindedAt ?? -REMINDED_MS) < REMINDED_MS) {
        const due = candidate.pending.rows;
        this.#changes.push(...settled(want, fact, row, { state: 'delivered', due, now, isNew: false }));
      } else if (group) add(this.#members, group.id, candidate);
      else if (!pending.isDue) return;
      else if (candidate.isBeginning && !isAlone) add(this.#beginnings, candidate.topic, candidate);
      else this.#alone.push(candidate);
      return;
    }
    if (!pending.isDue) return;
    if (judgement.kind === 'unreadable') this.#unreadable.push(pending);
    if (judgement.kind === 'settled') this.#changes.push(...judgement.changes);
    if (judgement.kind === 'waits') this.#move(pending.rows, judgement.until);
  }

  /** A living group takes those that begin, or they open one if they are enough; else each goes alone. */
  #begin(topic: string, candidates: readonly Candidate<S>[]): void {
    const { now, groups, outbreakMin } = this.#situation;
    const taking = [...groups.values()].findLast(
      (it) =>
        it.topic === topic &&
        it.endTriedAt === undefined &&
        (it.confirmedAt === undefined || now - it.joinedAt <= COMPANY_MS),
    );
    if (taking) {
      for (const candidate of candidates) add(this.#members, taking.id, candidate);
      return;
    }
    this.#needsAll = true;
    if (topic !== BASELINE && this.#companyOf(topic, candidates) < outbreakMin) {
      this.#alone.push(...candidates);
      return;
    }
    const turn = groupTurn(undefined, candidates, this.#company, this.#situation);
    if (turn.kind === 'speaks') this.#messages.push(turn.message);
  }

  /** How many distinct subjects begin now, or were told alone lately or may have been. */
  #companyOf(topic: string, candidates: readonly Candidate<S>[]): number {
    const { sent, now } = this.#situation;
    const lately = sent.filter((it) => it.isLoneBeginning && it.topic === topic && now - it.at <= COMPANY_MS);
    const perhaps = this.#company.all.filter(({ maybe }) =>
      maybe.some((it) => it.via === undefined && it.topic === topic && it.fact.kind === 'open'),
    );
    return new Set([
      ...candidates.map(({ want }) => idOf(want)),
      ...lately.flatMap(({ subjects }) => subjects),
      ...perhaps.map(idOf),
    ]).size;
  }

  #speakFor(group: GroupRow): void {
    const { groupDue, now } = this.#situation;
    const candidates = this.#members.get(group.id) ?? [];
    const own = groupDue.get(group.id) ?? [];
    const isDue = candidates.some(({ pending }) => pending.isDue) || own.some(({ dueAt }) => dueAt <= now);
    if (!isDue) return;
    // Whether it can end, and what it counts, its other members tell; that it has to wait is known without them.
    if (own.length > 0 || candidates.some(({ fact }) => fact.kind === 'over')) this.#needsAll = true;
    if (candidates.length === 0 && this.#isQuiet(group)) return;
    // One that was given up is tried from nought, as a row is.
    const before: GroupRow = group.state === 'dead' ? { ...untried(group), state: 'pending' } : group;
    const turn = groupTurn(before, candidates, this.#company, this.#situation);
    if (turn.kind === 'speaks') {
      this.#needsAll = true;
      this.#messages.push(turn.message);
      this.#alsoRead.push(...this.#unread(group));
      return;
    }
    for (const [{ pending }, until] of turn.until) if (pending.isDue) this.#move(pending.rows, until);
    if (candidates.length === 0) this.#move(own, group.quietUntil ?? now);
    // Whether the last open members end together, so that it can end at once, only their wants can tell.
    const isLast = this.#company.believers(group.id).every((row) => this.#situation.pending.has(idOf(row)));
    if (isLast) this.#alsoRead.push(...this.#unread(group));
  }

  /** A group's own due row says that it may have to end. Whether it still has to, its members tell. */
  #isQuiet(group: GroupRow): boolean {
    const own = this.#situation.groupDue.get(group.id) ?? [];
    const isDead = group.state === 'dead' && !own.some(({ suffix }) => suffix !== undefined);
    if (!isDead && this.#company.believers(group.id).length === 0) return false;
    this.#changes.push(...dropped(own));
    return true;
  }

  /** Members of the group that wait for later, as far as their wants are not known yet. */
  #unread(group: GroupRow): readonly SubjectKey[] {
    const { pending, wants } = this.#situation;
    return this.#company.of(group.id).filter((row) => pending.has(idOf(row)) && !wants.has(idOf(row)));
  }

  /** Reminders and notices that are due together go as one, the rest one by one. */
  #speakAlone(): void {
    const { target, hasKeys, groups } = this.#situation;
    if (this.#alone.some(({ row }) => believedOpen(row).some(({ via }) => via !== undefined))) this.#needsAll = true;
    const notices = hasKeys ? [] : this.#alone.filter(({ rank }) => rank === 2);
    const digest = fitting(notices);
    const single = this.#alone.filter((it) => digest.length < 2 || !notices.includes(it));
    const emptied = (members: readonly Candidate<S>[]) => {
      return this.#company.emptiedBy(
        members.map(({ row }) => row),
        undefined,
        groups,
      );
    };
    if (digest.length >= 2) {
      const type = 'vpp.digest';
      const id = severalId(target, type, digest);
      const attempts = Math.max(...digest.map(({ row }) => row.attempts));
      this.#messages.push({ id, type, target, members: digest, key: id, emptied: emptied(digest), attempts });
    }
    for (const one of single) {
      const { row, step, fact } = one;
      const type: MessageType = step.say === 'expiring' ? 'vpp.expiring' : `vpp.incident.${step.say}`;
      const id = aloneId(one);
      const own = fact.kind === 'expiring' ? id : fact.incidentId;
      const isKnownAlone = believedOpen(row).some(({ via }) => via === undefined);
      const key = isKnownAlone ? (row.key ?? own) : own;
      this.#messages.push({ id, type, target, members: [one], key, emptied: emptied([one]), attempts: row.attempts });
    }
  }

  #move(rows: readonly DueRow[], until: number): void {
    const early = rows.filter(({ dueAt }) => dueAt <= this.#situation.now && dueAt < until);
    this.#changes.push(...movedTo(early, until));
  }
}

/** Those that were tried least first, then the most pressing; none that shares a group with one before it. */
function disjoint<S>(messages: readonly Message<S>[]): readonly Message<S>[] {
  const taken = new Set<string>();
  return [...messages].sort(byTurn).filter((message) => {
    const groups = groupsTouchedBy(message);
    if (groups.some((id) => taken.has(id))) return false;
    for (const id of groups) taken.add(id);
    return true;
  });
}

function byTurn<S>(a: Message<S>, b: Message<S>): number {
  const [first, second] = [a.members[0], b.members[0]];
  if (a.attempts !== b.attempts || !first || !second) return a.attempts - b.attempts || (first ? -1 : 1);
  return byPressing(first, second);
}

/** The group that speaks, and those through which its members may be believed open. */
function groupsTouchedBy({ group, members }: Message<unknown>): readonly string[] {
  const through = members.flatMap(({ row }) => believedOpen(row).map(({ via }) => via));
  return [...(group ? [group.row.id] : []), ...through].filter((id) => id !== undefined);
}

function add<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
