import type { IncidentNotice, Notice } from '../../src/app/model/notice.ts';
import type { Notification, NotificationState } from '../../src/app/model/state.ts';
import { MINUTE, type Policy } from '../../src/domain/policy.ts';
import type { Court } from './breach.ts';
import type { Decided } from './judge.ts';
import type { Person } from './person.ts';
import { reminderAfter } from './person.ts';
import type { Reference } from './reference.ts';
import { STEADY } from './targets.ts';
import { isSameWrong, textOf } from './truth.ts';

/** The last notice of a token that reached a target. */
interface Heard {
  readonly notice: IncidentNotice;
  readonly ordinal: number;
}

/** One notice on its way to one target. */
interface Way {
  readonly notice: Notice;
  readonly dueAt: number;
  /** Complete sweeps that began since it was due. */
  sweeps: number;
}

/** How many complete sweeps may pass until a notice has arrived: the queue may lose the messages of some of them. */
const MOST_SWEEPS = 5;

/** The laws of what arrives: each notice once, in order, and in time. */
export class Ears {
  readonly #court: Court;
  readonly #reference: Reference;
  readonly #clock: () => number;
  readonly #policy: Policy;
  readonly #lostBetween: (from: number, to: number) => number;
  readonly #heard = new Map<string, Map<Person, Heard>>();
  /** Ids whose delivery was recorded: to send one again would be a second time. */
  readonly #recorded = new Map<string, Set<string>>();
  /** The state that the notice with an ordinal came to, for the targets of a person. */
  readonly #settled = new Map<string, Map<Person, { ordinal: number; state: NotificationState }>>();
  readonly #ways = new Map<string, Way>();
  readonly kinds = new Map<string, number>();
  /** The longest that anybody waited, and the longest while the program and its storage were there. */
  readonly worst = { delay: 0, whileUp: 0 };
  repeats = 0;

  /** @param lostBetween how long the program or its storage was away between two moments */
  constructor(
    court: Court,
    reference: Reference,
    clock: () => number,
    policy: Policy,
    lostBetween: (from: number, to: number) => number,
  ) {
    this.#lostBetween = lostBetween;
    this.#court = court;
    this.#reference = reference;
    this.#clock = clock;
    this.#policy = policy;
  }

  /** Notifications that became durable. */
  begun(notifications: readonly Notification[]): void {
    for (const { notice, target, dueAt, createdAt } of notifications) {
      if (target === STEADY) this.#ways.set(notice.notificationId, { notice, dueAt: dueAt ?? createdAt, sweeps: 0 });
    }
  }

  /** A row of a notification was written. */
  written(id: string, target: string, state: NotificationState): void {
    if (state === 'pending') return;
    if (state === 'delivered') this.#of(this.#recorded, target, () => new Set<string>()).add(id);
    const decided = this.#reference.decided.get(id);
    if (decided) this.#settledAt(target).set(decided.person, { ordinal: decided.ordinal, state });
    if (target !== STEADY) return;
    this.#ways.delete(id);
    if (state === 'dead')
      this.#court.accuse('what can be delivered is delivered', decided?.person ?? id, `${id} is dead`);
  }

  /** A target took a notice. */
  heard(target: string, notice: Notice): void {
    const id = notice.notificationId;
    if (this.#recorded.get(target)?.has(id)) {
      this.#court.accuse('nobody is told twice', this.#reference.decided.get(id)?.person ?? id, `${id} was sent again`);
    }
    const decided = this.#reference.decided.get(id);
    if (!decided || !isOfIncident(notice)) {
      this.#count(target, notice.type);
      return;
    }
    const { person, ordinal } = decided;
    const all = this.#of(this.#heard, target, () => new Map<Person, Heard>());
    const last = all.get(person);
    if (last?.notice.notificationId === id) {
      // A crash in the midst of it: it comes again under the same id, by which who reads knows it.
      this.repeats += 1;
      return;
    }
    person.note(this.#clock(), `${target} hears ${notice.type} ${textOf(notice)} (${id})`);
    this.#count(target, notice.type);
    if (last) this.#compare(target, person, last, { notice, ordinal });
    const before = this.#settledAt(target).get(person);
    if (notice.type === 'vpp.incident.resolved' && before?.ordinal === ordinal - 1 && before.state === 'grouped') {
      this.#court.accuse('who never heard of a beginning hears of no end', person, `${target} hears ${id}`);
    }
    all.set(person, { notice, ordinal });
    if (target === STEADY) this.#measure(decided);
  }

  sweepCompleted(startedAt: number): void {
    for (const [id, way] of this.#ways) {
      if (way.dueAt + MINUTE > startedAt) continue;
      way.sweeps += 1;
      if (way.sweeps <= MOST_SWEEPS) continue;
      const whose = this.#reference.decided.get(id)?.person ?? id;
      this.#court.accuse(
        'what is told arrives',
        whose,
        `${id} is on its way since ${new Date(way.dueAt).toISOString()}`,
      );
    }
  }

  /** When all is over: what the steady target believes is what was last told, and that is either closed or still true. */
  judgeTheEnd(): void {
    for (const [person, { ordinal, state }] of this.#settledAt(STEADY)) {
      // What is on its way, and what an outbreak spoke for, the target does not know by itself.
      if (ordinal < person.notices || state === 'grouped') continue;
      const last = this.#heard.get(STEADY)?.get(person)?.notice;
      const believes = last && last.type !== 'vpp.incident.resolved' ? last : null;
      if (isSameWrong(believes, person.told)) continue;
      const belief = `${STEADY} believes ${textOf(believes)}`;
      this.#court.accuse('everything opened is closed or still true at the end', person, belief);
    }
  }

  #compare(target: string, person: Person, last: Heard, next: Heard): void {
    const law = this.#brokenBy(last, next);
    if (!law) return;
    const [was, is] = [last.notice, next.notice].map((it) => `${it.type} ${textOf(it)} (${it.notificationId})`);
    this.#court.accuse(law, person, `${target} heard ${was}, and now ${is}`);
  }

  #brokenBy(last: Heard, next: Heard): string | undefined {
    if (next.ordinal < last.ordinal) return 'what is newer is told last';
    // What lies between, and was not told by itself, may have made a difference.
    if (next.ordinal !== last.ordinal + 1) return undefined;
    const [was, is] = [last.notice, next.notice];
    const isBeginning = is.type === 'vpp.incident.opened';
    const followsEnd = was.type === 'vpp.incident.resolved';
    if (followsEnd !== isBeginning) return 'a beginning follows an end, and nothing else does';
    if (is.type === 'vpp.incident.updated' && isSameWrong(was, is)) return 'nobody is told of the same twice';
    const isEarly = is.type === 'vpp.incident.reminder' && is.at < reminderAfter(was.at, is, this.#policy);
    return isEarly ? 'a reminder waits for its time' : undefined;
  }

  #measure({ since }: Decided): void {
    const now = this.#clock();
    this.worst.delay = Math.max(this.worst.delay, now - since);
    this.worst.whileUp = Math.max(this.worst.whileUp, now - since - this.#lostBetween(since, now));
  }

  #count(target: string, type: string): void {
    if (target === STEADY) this.kinds.set(type, (this.kinds.get(type) ?? 0) + 1);
  }

  #settledAt(target: string) {
    return this.#of(this.#settled, target, () => new Map<Person, { ordinal: number; state: NotificationState }>());
  }

  #of<T>(map: Map<string, T>, target: string, make: () => T): T {
    const known = map.get(target) ?? make();
    map.set(target, known);
    return known;
  }
}

export function isOfIncident(notice: Notice): notice is IncidentNotice {
  return notice.type.startsWith('vpp.incident.');
}
