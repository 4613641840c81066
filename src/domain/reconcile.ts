import { nextReminder } from './calendar.ts';
import { type Cause, depthOf } from './cause.ts';
import { type Diagnosis, earliest } from './diagnosis.ts';
import type { Fault, Gate, Incident, NoticeDecision, Reason, Resolution, Told } from './incident.ts';
import { DAY, type Policy } from './policy.ts';
import { msOf, type Timestamp } from './timestamp.ts';

/** From this reopening on an incident is taken for flapping. */
const FLAPPING_FROM = 3;

/** Who said that they are at it hears nothing more for so long. */
const ACKNOWLEDGED_FOR = 7 * DAY;

/** From here on a reminder of the same every day is too much. */
const LONG_THE_SAME = 30 * DAY;

const WEEK = 7 * DAY;

/** Causes whose consequence failing is: those who know of them need no alert that it began. */
const FAILING_FOLLOWS: ReadonlySet<Cause> = new Set<Cause>(['tokenExpired', 'tokenInvalid']);

/** Causes that no sync and no renewal ends: Graph lists the token again, or it is as it was before. */
const ENDS_CORRECTED: ReadonlySet<Cause> = new Set<Cause>(['tokenRemoved', 'tokenChanged', 'appsMissing']);

/** What a subject keeps from one decision to the next. */
export interface Known {
  /** The open incident, or the last one that ended. */
  readonly incident?: Incident | undefined;
  readonly told: Told | null;
}

export interface Reconciliation {
  /** Undefined only where nothing ever was wrong. */
  readonly incident: Incident | undefined;
  readonly told: Told | null;
  /** The one thing to tell people now, or nothing. */
  readonly notice: NoticeDecision | undefined;
  readonly reason: Reason;
  /** The first instant after `now` at which time alone could change any of this, in milliseconds since the epoch. */
  readonly nextCheckAt: number | undefined;
}

/**
 * Compares what is with what people were last told, and says what to tell them, if anything. The same for every kind
 * of subject.
 *
 * @param now milliseconds since the epoch
 * @param freshId a ULID for the incident that may have to be opened
 */
export function reconcile(
  known: Known,
  diagnosis: Diagnosis,
  now: number,
  policy: Policy,
  freshId: string,
): Reconciliation {
  const { ending, changesAt } = diagnosis;
  const incident = advance(known, diagnosis, now, policy, freshId);
  if (!incident) {
    const reason: Reason = { told: false, why: 'well' };
    return { incident: undefined, told: null, notice: undefined, reason, nextCheckAt: changesAt };
  }
  const { told } = known;
  const fault = diagnosis.fault && asKnown(told, diagnosis.fault);
  const current: Current = { incident, told, fault, ending, now, policy };
  const difference = differenceOf(current);
  const gate = difference && gateOf(difference, current);
  const notice = gate ? undefined : difference;
  const after = notice ? tell(current) : current;
  const reason = reasonFor(after.incident, difference, gate);
  return {
    incident: { ...after.incident, reason },
    told: after.told,
    notice,
    reason,
    nextCheckAt: earliest([changesAt, acknowledgedUntil(incident), gate ? gate.until : reminderDue(after)]),
  };
}

/** One incident brought up to now, beside what people were told before this decision. */
interface Current {
  readonly incident: Incident;
  readonly told: Told | null;
  /** What is, as far as there is anything to know of it. */
  readonly fault: Fault | null;
  readonly ending: Resolution | undefined;
  readonly now: number;
  readonly policy: Policy;
}

function faultOf({ cause, severity, failing }: Fault): Fault {
  return { cause, severity, failing };
}

/** Brings the incident's facts up to now; what people know of them is left as it was. */
function advance(
  { incident, told }: Known,
  diagnosis: Diagnosis,
  now: number,
  policy: Policy,
  freshId: string,
): Incident | undefined {
  const { fault, failingSince, failureCount, escalation, secondFailureAfter, expiresAt } = diagnosis;
  const isOpen = incident !== undefined && incident.resolvedAt === undefined;
  if (!fault) return isOpen ? resolve(incident, diagnosis, now) : incident;
  const seen = { ...faultOf(fault), failingSince, failureCount, escalation, secondFailureAfter, expiresAt };
  if (isOpen) {
    const isOver = now >= (acknowledgedUntil(incident) ?? Number.POSITIVE_INFINITY);
    const acknowledged = isOver || isWorse(incident, fault) ? undefined : incident.acknowledged;
    const changedAt = isSame(incident, fault) ? incident.changedAt : now;
    return { ...incident, ...seen, acknowledged, changedAt };
  }
  if (incident && isReopening(incident, told, now, policy)) {
    const { resolvedAt: _, resolution: __, ...rest } = incident;
    return { ...rest, ...seen, changedAt: now, reopenings: incident.reopenings + 1 };
  }
  return {
    ...seen,
    id: freshId,
    openedAt: now,
    changedAt: now,
    reopenings: 0,
    reason: { told: false, why: 'well' },
  };
}

/** An end that nobody was told of yet cannot be left behind for a new incident: people still believe in this one. */
function isReopening(incident: Incident, told: Told | null, now: number, policy: Policy): boolean {
  return told !== null || now - (incident.resolvedAt ?? now) <= policy.flapWindow;
}

function resolve(incident: Incident, diagnosis: Diagnosis, now: number): Incident {
  const { acknowledged: _, ...rest } = incident;
  return { ...rest, changedAt: now, resolvedAt: now, resolution: resolutionOf(incident, diagnosis) };
}

function resolutionOf(incident: Incident, diagnosis: Diagnosis): Resolution {
  if (diagnosis.ending) return diagnosis.ending;
  if (ENDS_CORRECTED.has(incident.cause)) return 'corrected';
  if (isRenewal(incident, diagnosis.expiresAt)) return 'renewed';
  if (incident.cause === 'reporterSilent') return 'reported';
  return diagnosis.status === 'completed' ? 'completed' : 'corrected';
}

/** A renewed token runs for a year; senders that compute an expiry move it by seconds, which renews nothing. */
function isRenewal(incident: Incident, expiresAt: Timestamp | undefined): boolean {
  if (!expiresAt || !incident.expiresAt) return false;
  return msOf(expiresAt) - msOf(incident.expiresAt) >= (incident.cause === 'tokenExpired' ? 1 : DAY);
}

function isSame(a: Fault, b: Fault): boolean {
  return a.cause === b.cause && a.severity === b.severity && a.failing === b.failing;
}

/** Worse is failing begun where that is no mere consequence, a higher severity, or at the same one a deeper cause. */
function isWorse(before: Fault, after: Fault): boolean {
  if (after.failing && !before.failing && !FAILING_FOLLOWS.has(before.cause)) return true;
  if (before.severity !== after.severity) return after.severity === 'critical';
  return depthOf(after.cause) < depthOf(before.cause);
}

/** What there is to know of a fault for people who were told that much: of a consequence, nothing. */
function asKnown(told: Told | null, fault: Fault): Fault {
  const isConsequence = told && !told.failing && FAILING_FOLLOWS.has(told.cause) && FAILING_FOLLOWS.has(fault.cause);
  return isConsequence ? { ...fault, failing: false } : fault;
}

function differenceOf({ incident, told, fault, now, policy }: Current): NoticeDecision | undefined {
  if (!told) return fault ? { kind: 'opened', previous: null } : undefined;
  if (!fault) return { kind: 'resolved', previous: told };
  if (!isSame(told, fault)) {
    return { kind: 'updated', direction: isWorse(told, fault) ? 'worse' : 'better', previous: told };
  }
  return now >= nextReminderAfter(told, incident, policy) ? { kind: 'reminder', previous: told } : undefined;
}

/** After 30 days of the same, reminders come weekly at most. */
function nextReminderAfter(told: Told, { changedAt }: Incident, policy: Policy): number {
  const every = told.severity === 'critical' ? policy.remindCriticalEvery : policy.remindWarningEvery;
  const due = nextReminder(told.at, every, policy);
  return due < changedAt + LONG_THE_SAME ? due : nextReminder(told.at, Math.max(every, WEEK), policy);
}

interface Closed {
  readonly name: Gate;
  /** When the gate opens; absent where only an event opens it. */
  readonly until?: number;
}

function gateOf(difference: NoticeDecision, current: Current): Closed | undefined {
  const { incident, told, fault, ending, now, policy } = current;
  const young = graceEnd(current);
  if (young !== undefined && onlyFailingDiffers(told, fault)) return { name: 'grace', until: young };
  const settled = incident.changedAt + policy.flapWindow;
  // What a person retired will not come back by itself.
  const isImprovement = (!fault && ending !== 'retired') || difference.direction === 'better';
  if (isImprovement && incident.reopenings >= FLAPPING_FROM && now < settled) {
    return { name: 'flapping', until: settled };
  }
  const until = acknowledgedUntil(incident);
  return difference.kind === 'reminder' && until !== undefined ? { name: 'acknowledged', until } : undefined;
}

/** Until when an acknowledgement holds reminders back. */
function acknowledgedUntil({ acknowledged }: Incident): number | undefined {
  return acknowledged && acknowledged.at + ACKNOWLEDGED_FOR;
}

/** When the failure that people do not know of yet comes of age, where it has not. */
function graceEnd({ incident, told, fault, now, policy }: Current): number | undefined {
  if (!fault?.failing || told?.failing || !incident.failingSince) return undefined;
  // Without a grace even a failure that a fast clock dates ahead of now is told at once.
  if (policy.failedGrace === 0) return undefined;
  const end = msOf(incident.failingSince) + policy.failedGrace;
  return now < end ? end : undefined;
}

/** A deeper cause does not wait for the failure that it brought about. */
function onlyFailingDiffers(told: Told | null, fault: Fault | null): boolean {
  if (!fault || fault.cause === 'syncFailed') return true;
  return told?.cause === fault.cause && told.severity === fault.severity;
}

/** People now believe what is; an ended incident leaves them with nothing to believe. */
function tell(current: Current): Current {
  const { fault, now } = current;
  return { ...current, told: fault && { ...fault, at: now } };
}

function reminderDue({ incident, told, fault, policy }: Current): number | undefined {
  return told && fault && !incident.acknowledged ? nextReminderAfter(told, incident, policy) : undefined;
}

function reasonFor(incident: Incident, difference: NoticeDecision | undefined, gate: Closed | undefined): Reason {
  if (gate) return { told: false, why: gate.name, ...(gate.until !== undefined && { until: gate.until }) };
  if (difference) return { told: true, why: whyOf(incident, difference) };
  if (incident.resolvedAt !== undefined) {
    // Once its end was told an incident has nothing more to say; its reason stays that of the last telling.
    return incident.reason.told ? incident.reason : { told: false, why: 'neverTold' };
  }
  const until = acknowledgedUntil(incident);
  return until === undefined ? { told: false, why: 'sameAsTold' } : { told: false, why: 'acknowledged', until };
}

function whyOf(incident: Incident, { kind, direction }: NoticeDecision): Extract<Reason, { told: true }>['why'] {
  if (kind === 'opened') return incident.reopenings > 0 ? 'reopened' : 'opened';
  return kind === 'updated' ? (direction ?? 'worse') : kind;
}
