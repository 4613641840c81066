import { createHash } from 'node:crypto';
import type { Fact, Heard, OpenFact } from '../model/fact.ts';
import type { DueRow, GroupRow, HeardRow, Pending } from './rows.ts';
import type { Saying } from './step.ts';
import { idOf, type SubjectKey, type SubjectWant } from './want.ts';

/** A message names at most so many subjects; more wait for the next. */
export const MAX_NAMES = 5_000;

/** 0: begins or worsens; 1: ends or improves; 2: reminders and notices. */
export type Rank = 0 | 1 | 2;

/** A subject that there is something to say of, and what that is. */
export interface Candidate<S> {
  readonly want: SubjectWant<S>;
  /** What the target knew before. */
  readonly row: HeardRow;
  /** What it is told. */
  readonly fact: Fact;
  readonly step: Saying;
  readonly topic: string;
  /** The worst that it may believe open, where there is anything. */
  readonly previous?: Heard & { readonly fact: OpenFact };
  /** Opened, or changed to another cause. */
  readonly isBeginning: boolean;
  readonly rank: Rank;
  /** Its due rows, which go once it is told. */
  readonly pending: Pending;
}

/** How a member of a group stands once the message has arrived. */
export interface GroupStanding extends SubjectKey {
  readonly state: 'open' | 'recovered' | 'moved';
  readonly fact: Fact;
}

/** The group that a message speaks for. */
export interface GroupPart {
  /** The group as it will be. */
  readonly row: GroupRow;
  /** The group as it was; absent where the message opens it. */
  readonly before?: GroupRow;
  readonly isEnd: boolean;
  /** Its own due rows, which go with its end. */
  readonly due: readonly DueRow[];
  /** All members, once the message has arrived. */
  readonly standings: readonly GroupStanding[];
  /** How many of its topic are open in this mailbox but told alone. */
  readonly reportedBefore: number;
  /** Whether anything else of its cause is open in this mailbox: then nobody may be told that nothing is left. */
  readonly isCauseOpenElsewhere: boolean;
}

export type MessageType =
  | `vpp.incident.${'opened' | 'updated' | 'reminder' | 'resolved'}`
  | `vpp.outbreak.${'opened' | 'updated' | 'reminder' | 'resolved'}`
  | 'vpp.expiring'
  | 'vpp.digest';

/** What is sent to a target at once. */
export interface Message<S> {
  /** The same content has the same id, other content another one. */
  readonly id: string;
  readonly type: MessageType;
  readonly target: string;
  /** Most pressing first. */
  readonly members: readonly Candidate<S>[];
  /** The alert that it is about, for channels with keys: of one incident, or a group's id. */
  readonly key: string;
  readonly group?: GroupPart;
  /** Groups whose last open member this message takes away, so that they have to say their end. */
  readonly emptied: readonly string[];
  /** How often it was tried. */
  readonly attempts: number;
}

/** An alert that a channel has to hear of again and again while it is open. */
export interface OpenAlert<S> {
  readonly key: string;
  readonly group?: GroupRow;
  readonly members: readonly { readonly want: SubjectWant<S>; readonly fact: Fact }[];
}

/** The id of a message about one subject. */
export function aloneId({ want, fact }: Pick<Candidate<unknown>, 'want' | 'fact'>): string {
  return `${fact.kind === 'expiring' ? `expiring-${want.tenantId}` : fact.incidentId}-${want.no}`;
}

/**
 * The id of a message about several.
 *
 * @param stem the group's id, or a digest's target
 */
export function severalId(stem: string, type: MessageType, members: readonly Candidate<unknown>[]): string {
  const content = [type, ...members.map(({ want, fact }) => `${idOf(want)} ${want.no} ${fact.kind}`)].join('\n');
  return `${stem}-${createHash('sha256').update(content).digest('hex').slice(0, 16)}`;
}
