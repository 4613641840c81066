import type { Fact } from '../model/fact.ts';
import { type SubjectKey, tenantOf } from '../model/subject.ts';

export type { SubjectKey } from '../model/subject.ts';

/**
 * What a subject's row wants to be known.
 *
 * @typeParam S what a message about it is written from; carried along, never looked at
 */
export interface SubjectWant<S> extends SubjectKey {
  /** Grows whenever the fact or the audience changes, reminders included. */
  readonly no: number;
  /** Whether that number is a reminder of the same. */
  readonly isReminder: boolean;
  readonly audience: readonly string[];
  /** Null where people need to know nothing. */
  readonly fact: Fact | null;
  /** When it was decided, milliseconds since the epoch. */
  readonly at: number;
  /** `baseline` where the incident was found when its tenant was first looked at. */
  readonly origin?: 'baseline';
  /** What several of one cause share, where it can be named. */
  readonly scope?: string;
  readonly state: S;
}

/** A person's wish to hear nothing of a subject, or with `*` of a tenant. Milliseconds since the epoch. */
export interface Mute {
  readonly tenantId: string;
  readonly subject: string;
  readonly from?: number;
  readonly until: number;
}

/** A subject's name in maps. */
export function idOf({ tenantId, subject }: SubjectKey): string {
  return `${tenantId}!${subject}`;
}

/** What a target should know: the fact where it is in the audience, else that it is over for here. */
export function wantOf<S>({ fact, audience }: SubjectWant<S>, target: string): Fact | null {
  if (audience.includes(target) || fact === null) return fact;
  return fact.kind === 'expiring' ? null : { kind: 'over', incidentId: fact.incidentId, resolution: 'elsewhere' };
}

/** Until when a subject is silenced: the latest end of those silences that hold now; undefined where none does. */
export function mutedUntil(key: SubjectKey, mutes: readonly Mute[], now: number): number | undefined {
  const tenantId = tenantOf(key);
  const ends = mutes
    .filter((mute) => mute.tenantId === tenantId && (mute.subject === '*' || mute.subject === key.subject))
    .filter(({ from, until }) => (from ?? now) <= now && until > now)
    .map(({ until }) => until);
  return ends.length > 0 ? Math.max(...ends) : undefined;
}
