/**
 * What a world writes down while it runs, for the laws to look at when it is over. Facts are plain data of their own
 * here, as people would read them, so that the laws cannot share a mistake with the code. Times are milliseconds since
 * the epoch; the order of the events is the order in which things happened.
 */
export interface Trace {
  /** `OUTBREAK_MIN`. */
  readonly outbreakMin: number;
  readonly events: TraceEvent[];
}

export type TraceEvent = RowChanged | SilenceChanged | TargetChanged | Sent | RunBroken;

export interface SubjectName {
  readonly tenantId: string;
  readonly subject: string;
}

/** What people should know of a subject. */
export type KnownFact =
  | {
      readonly kind: 'open';
      readonly incidentId: string;
      readonly cause: string;
      readonly severity: string;
      readonly failing: boolean;
    }
  | { readonly kind: 'over'; readonly incidentId: string; readonly resolution: string }
  | { readonly kind: 'expiring'; readonly items: readonly ExpiringItem[] };

export interface ExpiringItem {
  readonly tokenId: string;
  readonly expiresAt: string;
}

/** A subject's row as a transaction left it, where `no` is another than before. */
export interface RowChanged extends SubjectName {
  readonly kind: 'row';
  readonly at: number;
  readonly no: number;
  /** Null where people need to know nothing. */
  readonly fact: KnownFact | null;
  readonly isReminder: boolean;
  readonly audience: readonly string[];
  /** Found when its tenant was first looked at. */
  readonly isBaseline?: boolean;
  readonly scope?: string;
}

/** A silence as it stands from now on; a lifted one ends now. */
export interface SilenceChanged {
  readonly kind: 'silence';
  readonly at: number;
  readonly tenantId: string;
  /** `*`: all of the tenant. */
  readonly subject: string;
  readonly until: number;
}

/** A target is in the settings from now on, or no longer. */
export interface TargetChanged {
  readonly kind: 'target';
  readonly at: number;
  readonly target: string;
  readonly isConfigured: boolean;
  readonly hasKeys: boolean;
}

/**
 * How a send ended, as the sender saw it. `refused` and `notTaken`: it certainly did not arrive. `failed` (5xx) and
 * `noAnswer`: nobody knows.
 */
export type SentOutcome = 'delivered' | 'refused' | 'notTaken' | 'failed' | 'noAnswer';

/** One subject in a message. */
export interface Named extends SubjectName {
  /** What the message says that happened; `joined`: opened, or another cause than before. */
  readonly as: 'opened' | 'joined' | 'updated' | 'reminder' | 'resolved' | 'expiring';
  readonly incidentId?: string;
  /** Of what is open; of an end they are those that ended, and are not looked at. */
  readonly cause?: string;
  readonly severity?: string;
  /** Where the message says it. */
  readonly failing?: boolean;
  readonly resolution?: string;
  /** Where the message's id says it. */
  readonly no?: number;
  /** Of `expiring`: those whose step or date is new. */
  readonly items?: readonly ExpiringItem[];
}

/** A message on its way to a target. Pushed when it is sent; how it ended is filled in later. */
export interface Sent {
  readonly kind: 'send';
  readonly at: number;
  readonly target: string;
  readonly message: string;
  readonly type: string;
  /** The alert under which a channel with keys files it: an incident's id or a group's. */
  readonly key: string;
  readonly group?: string;
  readonly names: readonly Named[];
  /** Of a group: how its members stand once this has arrived. */
  readonly counts?: { readonly open: number; readonly recovered: number; readonly moved: number };
  /** Of a group: whether it says that more of its cause is open elsewhere in this mailbox. */
  readonly saysMoreIsOpen?: boolean;
  /** The place in the events from which on the run read what it says; absent: 25 s before the send. */
  readonly since?: number;
  /** Absent while it is under way: nobody knows. */
  outcome?: SentOutcome;
  /** When it arrived in truth; absent where it never did. */
  landedAt?: number;
  /** False where the run broke off before it had written down what came of this. */
  isRecorded: boolean;
  /** Those named of whom it had, by `nameOf`. */
  recorded?: ReadonlySet<string>;
}

/** A run that ended before its time: it died, lost its guard, or storage was out of reach. It may have marked more. */
export interface RunBroken {
  readonly kind: 'broken';
  readonly at: number;
  readonly target: string;
  /** The place in the events at which the run began. */
  readonly since: number;
}

/** How a subject stands with a target in the listing that people see, when all is at rest. */
export interface Listed extends SubjectName {
  readonly target: string;
  readonly standing: 'delivered' | 'pending' | 'dead' | 'missed' | 'parked' | 'silenced';
  /** What the mailbox takes for heard; null where nothing. */
  readonly heard: KnownFact | null;
}

export interface Rest {
  readonly at: number;
  readonly listed: readonly Listed[];
}

export function newTrace(outbreakMin: number): Trace {
  return { outbreakMin, events: [] };
}

export function nameOf({ tenantId, subject }: SubjectName): string {
  return `${tenantId}!${subject}`;
}

/** Whether what came of it is open. */
export function isUnknown({ outcome, isRecorded }: Sent): boolean {
  const mayBe = outcome === undefined || outcome === 'failed' || outcome === 'noAnswer';
  return mayBe || (outcome === 'delivered' && !isRecorded);
}

/** Whether it may have arrived, as far as the sender can know. */
export function mayHaveArrived({ outcome }: Sent): boolean {
  return outcome !== 'refused' && outcome !== 'notTaken';
}
