import type { IncidentNotice, OutbreakNotice } from '../../src/app/model/notice.ts';
import type { Cause } from '../../src/domain/cause.ts';
import { DAY, MINUTE } from '../../src/domain/policy.ts';
import type { Court } from './breach.ts';
import type { Person } from './person.ts';
import type { Reference } from './reference.ts';

/** That an incident began, whether it was told by itself or not. */
interface Beginning {
  readonly at: number;
  readonly incidentId: string;
  readonly person: Person;
}

interface Outbreak {
  readonly id: string;
  readonly since: number;
  endedAt: number | undefined;
  toldAt: number;
  toldCount: number;
  /** Since when all members are well. */
  wellSince: number | undefined;
  /** Its members have their own voice again. */
  isReleased: boolean;
}

const WINDOW = 15 * MINUTE;

/** A beginning is told by itself in less than this, unless something went wrong on its way. */
const PROMPT = 2 * MINUTE;

/** The laws of many at once. */
export class OutbreakModel {
  readonly #court: Court;
  readonly #reference: Reference;
  readonly #least: number;
  readonly #begun = new Map<Cause, Beginning[]>();
  readonly #outbreaks = new Map<Cause, Outbreak>();
  /** When those that were told by themselves began, by cause. */
  readonly #alone = new Map<Cause, number[]>();
  grouped = 0;

  constructor(court: Court, reference: Reference, least: number) {
    this.#court = court;
    this.#reference = reference;
    this.#least = least;
  }

  begun(notice: IncidentNotice): void {
    const decided = this.#reference.decided.get(notice.notificationId);
    if (notice.type !== 'vpp.incident.opened' || !decided) return;
    const list = listOf(this.#begun, notice.cause);
    if (list.length > 20_000) list.splice(0, 10_000);
    list.push({ at: notice.at, incidentId: notice.incidentId, person: decided.person });
  }

  told(notice: OutbreakNotice, since: number): void {
    const { cause, at, incidentId, tokenCount } = notice;
    const before = this.#outbreaks.get(cause);
    const where = `outbreak of ${cause}`;
    const isOn = before !== undefined && before.endedAt === undefined;
    if ((notice.type === 'vpp.outbreak.opened') === isOn) {
      this.#court.accuse('an outbreak begins and ends by turns', where, notice.type);
      return;
    }
    if (notice.type === 'vpp.outbreak.opened') {
      const most = this.#mostTogether(cause, at);
      if (most < this.#least) this.#court.accuse('few are no outbreak', where, `${most} at a time`);
      const outbreak = { id: incidentId, since, endedAt: undefined, toldAt: at, toldCount: tokenCount };
      this.#outbreaks.set(cause, { ...outbreak, wellSince: undefined, isReleased: false });
      return;
    }
    if (!before) return;
    if (notice.type === 'vpp.outbreak.updated') {
      if (tokenCount < 2 * before.toldCount) this.#court.accuse('told again when it doubled', where, `${tokenCount}`);
    } else {
      const members = this.#members(cause, before.since);
      const open = members.filter(isOpen).length;
      // One that is being decided upon in the same moment may count on either side.
      if (open > members.length / 10 + 2) {
        this.#court.accuse('an outbreak ends when nine tenths are well', where, `${open} of ${members.length} are not`);
      }
      before.endedAt = at;
    }
    Object.assign(before, { toldAt: at, toldCount: tokenCount });
  }

  /** A notice was not sent, since an outbreak speaks for it. */
  groupedInto(notice: IncidentNotice, now: number): void {
    const decided = this.#reference.decided.get(notice.notificationId);
    if (!decided) return;
    const { person } = decided;
    const outbreak = this.#outbreaks.get(notice.cause);
    const isHeld =
      outbreak !== undefined && (outbreak.endedAt === undefined || now < outbreak.endedAt + DAY + 60 * MINUTE);
    if (!isHeld && notice.type !== 'vpp.incident.resolved') {
      this.#court.accuse(
        'an outbreak speaks only for its own',
        person,
        `${notice.notificationId} is grouped into none`,
      );
    }
    this.grouped += 1;
    if (notice.type !== 'vpp.incident.resolved' && person.shown) person.groupedBy = notice.cause;
  }

  /** A beginning was told by itself. */
  toldAlone({ cause, at }: IncidentNotice, now: number): void {
    if (now - at > PROMPT) return;
    const alone = listOf(this.#alone, cause);
    alone.push(at);
    // Less than the window, since what is told late finds the first of them gone.
    const within = alone.filter((one) => one > at - WINDOW + 2 * PROMPT);
    this.#alone.set(cause, within);
    if (within.length > this.#least + 1) {
      const when = within.map((one) => new Date(one).toISOString()).join(' ');
      this.#court.accuse('many at once are told as one', `openings of ${cause}`, when);
    }
  }

  sweepCompleted(startedAt: number, now: number): void {
    for (const [cause, outbreak] of this.#outbreaks) {
      if (outbreak.endedAt === undefined) {
        const isWell = !this.#members(cause, outbreak.since).some(isOpen);
        if (isWell && (outbreak.wellSince ?? now) < startedAt) {
          this.#court.accuse('the end of an outbreak is told', `outbreak of ${cause}`, `all are well`);
        }
        outbreak.wellSince = isWell ? (outbreak.wellSince ?? now) : undefined;
      } else if (!outbreak.isReleased && outbreak.endedAt + DAY <= startedAt) {
        outbreak.isReleased = true;
        this.#outlived(cause, outbreak.since, outbreak.endedAt);
      }
    }
  }

  /** "A member that outlives the outbreak by a day is told by itself." */
  #outlived(cause: Cause, since: number, endedAt: number): void {
    for (const { person, at } of this.#members(cause, since)) {
      if (person.groupedBy !== cause || at > endedAt || !person.shown) continue;
      const isToldSince = person.told === null || person.told.cause !== cause || person.told.at >= endedAt + DAY;
      if (isToldSince) person.groupedBy = undefined;
      else
        this.#court.accuse(
          'who outlives an outbreak is told of',
          person,
          `it ended ${new Date(endedAt).toISOString()}`,
        );
    }
  }

  /** How many began within a quarter of an hour of one of them; they may have been delivered long after that. */
  #mostTogether(cause: Cause, now: number): number {
    const moments = this.#members(cause, now - 2 * DAY).map(({ at }) => at);
    return Math.max(0, ...moments.map((at) => moments.filter((other) => Math.abs(other - at) <= WINDOW).length));
  }

  /** One incident counts once. */
  #members(cause: Cause, since: number): readonly Beginning[] {
    const list = this.#begun.get(cause) ?? [];
    let first = list.length;
    while (first > 0 && list[first - 1]!.at >= since) first -= 1;
    return [...new Map(list.slice(first).map((one) => [one.incidentId, one])).values()];
  }
}

function isOpen({ person, incidentId }: Beginning): boolean {
  return person.shown !== null && person.incidentId === incidentId;
}

function listOf<T>(map: Map<Cause, T[]>, cause: Cause): T[] {
  const list = map.get(cause) ?? [];
  map.set(cause, list);
  return list;
}
