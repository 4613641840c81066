import type { Cause } from '../../domain/cause.ts';
import type { Fact, Heard, OpenFact } from '../model/fact.ts';
import type { SubjectKey } from './want.ts';

/** Columns that this release does not know; a rewrite puts them back. */
interface Foreign {
  readonly foreign?: Readonly<Record<string, unknown>>;
}

/** Times are milliseconds since the epoch. What was tried and did not succeed. */
export interface Trials {
  readonly attempts: number;
  /** When the first of them was. */
  readonly triedSince?: number;
  /** What went wrong last, without secrets. */
  readonly lastError?: string;
  /** Until then a message may still be under way, and nothing more is sent. */
  readonly quietUntil?: number;
  /** Why it is dead: refused by the target, never reached it, or failed although others went through. */
  readonly died?: 'refused' | 'unreached' | 'failed';
}

export type HeardState = 'delivered' | 'pending' | 'dead' | 'missed';

/** What a target knows of one subject. */
export interface HeardRow extends SubjectKey, Trials, Foreign {
  /** Absent: nothing. */
  readonly heard?: Heard;
  /** What was sent with an unknown end. */
  readonly maybe: readonly Heard[];
  /** For channels with keys: what it was first told under alone, until its end is confirmed. */
  readonly key?: string;
  /** The groups it was told through before it was told otherwise. */
  readonly left: readonly string[];
  /** The highest number that was settled or tried. */
  readonly no: number;
  /** A message of more names than this was refused. */
  readonly atMost?: number;
  readonly state: HeardState;
  /** When it was last told or settled. */
  readonly changedAt: number;
}

/** Several subjects that are told as one. */
export interface GroupRow extends Trials, Foreign {
  /** ULID: a later group has a greater one. */
  readonly id: string;
  readonly topic: string;
  readonly kind: 'cause' | 'baseline';
  readonly cause: Cause | null;
  readonly scope?: string;
  readonly openedAt: number;
  readonly joinedAt: number;
  /** When it was last sent anything, written before the send. */
  readonly sentAt: number;
  /** When it first spoke after its opening. */
  readonly updatedAt?: number;
  /** When it last said only good things. */
  readonly goodAt?: number;
  readonly remindedAt?: number;
  /** When a message of it was first known to have arrived. */
  readonly confirmedAt?: number;
  /** When its end was first tried: from then on it takes nobody. */
  readonly endTriedAt?: number;
  readonly endedAt?: number;
  readonly state: 'pending' | 'delivered' | 'dead';
}

/** The tenant under which a group's own due rows stand. */
export const GROUP_TENANT = '_group';

/** That there may be something to say of a subject. With a group's id as subject: of the group itself. */
export interface DueRow extends SubjectKey {
  readonly no: number;
  /** Tells rows apart that were not written for a new number. */
  readonly suffix?: string;
  readonly dueAt: number;
}

/** The due rows of one subject. */
export interface Pending extends SubjectKey {
  readonly rows: readonly DueRow[];
  /** Those that are due later, beside others that are due now. They go with these, and are never moved. */
  readonly later?: readonly DueRow[];
  /** Whether it is due now; if not, it speaks only along with its group. */
  readonly isDue: boolean;
}

/** An attempt to send, as it ended. */
export interface SentRow {
  readonly at: number;
  readonly message: string;
  readonly type: string;
  readonly topic?: string;
  readonly groupId?: string;
  /** Whether it told the beginning of something that stands alone. */
  readonly isLoneBeginning: boolean;
  /** The first 20, as `{tenant}!{subject}`. */
  readonly subjects: readonly string[];
  readonly count: number;
  readonly outcome: string;
  /** Counts from 1. */
  readonly attempt: number;
}

/** The one row whose ETag guards a mailbox. */
export interface Guard extends Foreign {
  readonly holder?: string;
  readonly seq: number;
  readonly until: number;
  readonly pausedUntil?: number;
  /** Failed sends since the last success. */
  readonly failures: number;
  readonly failingSince?: number;
  readonly lastError?: string;
  readonly lastSuccessAt?: number;
  /** When a message was last sent, for the channel's own pace. */
  readonly sentAt?: number;
  readonly refreshedAt?: number;
  readonly settingsHash?: string;
  /** Messages sent since the mailbox is there, by how that ended. */
  readonly delivered?: number;
  readonly refused?: number;
  readonly failed?: number;
  /** How much of what was due could not be read last. */
  readonly unreadable?: number;
}

/** What a mailbox that was never told anything of a subject holds of it. */
export function emptyRow({ tenantId, subject }: SubjectKey): HeardRow {
  return { tenantId, subject, maybe: [], left: [], no: 0, attempts: 0, state: 'pending', changedAt: 0 };
}

/** Everything that the target may believe: undefined stands for nothing. */
export function believed({ heard, maybe }: HeardRow): readonly (Heard | undefined)[] {
  return [heard, ...maybe];
}

/** What it may believe to be open. */
export function believedOpen(row: HeardRow): readonly (Heard & { readonly fact: OpenFact })[] {
  return believed(row).filter((it): it is Heard & { fact: OpenFact } => it?.fact.kind === 'open');
}

/** Whether the subject may be believed open through the group. */
export function believesThrough(row: HeardRow, groupId: string): boolean {
  return believedOpen(row).some(({ via }) => via === groupId);
}

/** All groups that a row has to do with. */
export function groupsOf(row: HeardRow): readonly string[] {
  return [...new Set([...believed(row).map((it) => it?.via), ...row.left])].filter((id) => id !== undefined);
}

/** The fact that it was told last, confirmed or not. */
export function latestFact(row: HeardRow): Fact | undefined {
  return believed(row).at(-1)?.fact;
}

/** A row that has nothing more to try. */
export function untried<T extends Trials>({ triedSince, lastError, quietUntil, died, ...row }: T) {
  return { ...row, attempts: 0 };
}
