import { nextReminder } from './calendar.ts';
import { depthOf, isTimeBased } from './cause.ts';
import { type Diagnosis, earliest } from './diagnose.ts';
import type { Fault, Gate, Incident, NoticeDecision, Reason, Resolution, Told } from './incident.ts';
import { DAY, type Policy } from './policy.ts';
import { msOf, type Timestamp } from './timestamp.ts';

/** From this reopening on an incident is taken for flapping. */
const FLAPPING_FROM = 3;

export interface Reconciliation {
  /** Undefined only where nothing ever was wrong. */
  readonly incident: Incident | undefined;
  /** The one thing to tell people now, or nothing. */
  readonly notice: NoticeDecision | undefined;
  readonly reason: Reason;
  /** The first instant after `now` at which time alone could change any of this, in milliseconds since the epoch. */
  readonly nextCheckAt: number | undefined;
}

/**
 * Compares what is with what people were last told, and says what to tell them, if anything.
 *
 * @param incident the token's incident so far, open or ended
 * @param now milliseconds since the epoch
 * @param silencedUntil the end of a silence of the token or its tenant, in milliseconds since the epoch
 * @param freshId a ULID for the incident that may have to be opened
 */
export function reconcile(
  incident: Incident | undefined,
  diagnosis: Diagnosis,
  now: number,
  policy: Policy,
  silencedUntil: number | undefined,
  freshId: string,
): Reconciliation {
  const fault = standingFault(incident, diagnosis);
  const current = advance(incident, fault, diagnosis, now, policy, freshId);
  if (!current) {
    return {
      incident: undefined,
      notice: undefined,
      reason: { told: false, why: 'well' },
      nextCheckAt: diagnosis.changesAt,
    };
  }
  const difference = differenceOf(current, fault, now, policy);
  const gate = difference && gateOf(difference, current, fault, now, policy, silencedUntil);
  const told = difference && !gate ? tell(current, difference, fault, now) : current;
  const reason = reasonFor(told, difference, gate);
  return {
    incident: { ...told, reason },
    notice: difference && !gate ? difference : undefined,
    reason,
    nextCheckAt: earliest([diagnosis.changesAt, gate ? gate.until : reminderDue(told, fault, policy)]),
  };
}

/** After an outage of our own, a time-based fault neither begins nor changes nor ends: what stood, stands. */
function standingFault(incident: Incident | undefined, diagnosis: Diagnosis): Fault | null {
  const { fault, heldUntil } = diagnosis;
  if (heldUntil === undefined || (fault && !isTimeBased(fault.cause))) return fault;
  const stood = incident && incident.resolvedAt === undefined && isTimeBased(incident.cause);
  return stood ? faultOf(incident) : null;
}

function faultOf({ cause, severity, failing }: Fault): Fault {
  return { cause, severity, failing };
}

/** Brings the incident's facts up to now; what people know of them is left as it was. */
function advance(
  incident: Incident | undefined,
  fault: Fault | null,
  diagnosis: Diagnosis,
  now: number,
  policy: Policy,
  freshId: string,
): Incident | undefined {
  const isOpen = incident !== undefined && incident.resolvedAt === undefined;
  if (!fault) return isOpen ? resolve(incident, diagnosis, now) : incident;
  const seen = { ...faultOf(fault), failingSince: diagnosis.failingSince, expiresAt: diagnosis.expiresAt };
  if (isOpen) {
    const acknowledged = isWorse(incident, fault) ? undefined : incident.acknowledged;
    const changedAt = isSame(incident, fault) ? incident.changedAt : now;
    return { ...incident, ...seen, acknowledged, changedAt };
  }
  if (incident && isReopening(incident, now, policy)) {
    const { resolvedAt: _, resolution: __, outbreakId: ___, ...rest } = incident;
    return { ...rest, ...seen, changedAt: now, reopenings: incident.reopenings + 1 };
  }
  return {
    ...seen,
    id: freshId,
    openedAt: now,
    changedAt: now,
    told: null,
    seq: 0,
    reopenings: 0,
    reason: { told: false, why: 'well' },
  };
}

/** An end that nobody was told of yet cannot be left behind for a new incident: people still believe in this one. */
function isReopening(incident: Incident, now: number, policy: Policy): boolean {
  return incident.told !== null || now - (incident.resolvedAt ?? now) <= policy.flapWindow;
}

function resolve(incident: Incident, diagnosis: Diagnosis, now: number): Incident {
  const { acknowledged: _, ...rest } = incident;
  return { ...rest, changedAt: now, resolvedAt: now, resolution: resolutionOf(incident, diagnosis) };
}

function resolutionOf(incident: Incident, diagnosis: Diagnosis): Resolution {
  if (diagnosis.ending) return diagnosis.ending;
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

/** Worse is failing begun, a higher severity, or at the same severity a deeper cause. */
function isWorse(before: Fault, after: Fault): boolean {
  if (after.failing && !before.failing) return true;
  if (before.severity !== after.severity) return after.severity === 'critical';
  return depthOf(after.cause) < depthOf(before.cause);
}

function differenceOf(
  { told }: Incident,
  fault: Fault | null,
  now: number,
  policy: Policy,
): NoticeDecision | undefined {
  if (!told) return fault ? { kind: 'opened', previous: null } : undefined;
  if (!fault) return { kind: 'resolved', previous: told };
  if (!isSame(told, fault)) {
    return { kind: 'updated', direction: isWorse(told, fault) ? 'worse' : 'better', previous: told };
  }
  return now >= nextReminderAfter(told, policy) ? { kind: 'reminder', previous: told } : undefined;
}

function nextReminderAfter(told: Told, policy: Policy): number {
  const every = told.severity === 'critical' ? policy.remindCriticalEvery : policy.remindWarningEvery;
  return nextReminder(told.at, every, policy);
}

interface Closed {
  readonly name: Gate;
  /** When the gate opens; absent where only an event opens it. */
  readonly until?: number;
}

function gateOf(
  difference: NoticeDecision,
  incident: Incident,
  fault: Fault | null,
  now: number,
  policy: Policy,
  silencedUntil: number | undefined,
): Closed | undefined {
  if (silencedUntil !== undefined && now < silencedUntil) return { name: 'silenced', until: silencedUntil };
  const young = graceEnd(incident, fault, now, policy);
  if (young !== undefined && onlyFailingDiffers(incident.told, fault)) return { name: 'grace', until: young };
  const settled = incident.changedAt + policy.flapWindow;
  const isImprovement = difference.kind === 'resolved' || difference.direction === 'better';
  if (isImprovement && incident.reopenings >= FLAPPING_FROM && now < settled) {
    return { name: 'flapping', until: settled };
  }
  if (difference.kind === 'reminder' && incident.acknowledged) return { name: 'acknowledged' };
  return undefined;
}

/** When the failure that people do not know of yet comes of age, where it has not. */
function graceEnd(incident: Incident, fault: Fault | null, now: number, policy: Policy): number | undefined {
  if (!fault?.failing || incident.told?.failing || !incident.failingSince) return undefined;
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
function tell(incident: Incident, difference: NoticeDecision, fault: Fault | null, now: number): Incident {
  const told = difference.kind === 'resolved' || !fault ? null : { ...fault, at: now };
  return { ...incident, told, seq: incident.seq + 1 };
}

function reminderDue(incident: Incident, fault: Fault | null, policy: Policy): number | undefined {
  const { told, acknowledged } = incident;
  return told && fault && !acknowledged ? nextReminderAfter(told, policy) : undefined;
}

function reasonFor(incident: Incident, difference: NoticeDecision | undefined, gate: Closed | undefined): Reason {
  if (gate) return { told: false, why: gate.name, ...(gate.until !== undefined && { until: gate.until }) };
  if (difference) return { told: true, why: whyOf(incident, difference) };
  if (incident.resolvedAt !== undefined) {
    // Once its end was told an incident has nothing more to say; its reason stays that of the last telling.
    return incident.reason.told ? incident.reason : { told: false, why: 'neverTold' };
  }
  if (incident.outbreakId !== undefined) return { told: false, why: 'grouped' };
  return incident.acknowledged ? { told: false, why: 'acknowledged' } : { told: false, why: 'sameAsTold' };
}

function whyOf(incident: Incident, { kind, direction }: NoticeDecision): Extract<Reason, { told: true }>['why'] {
  if (kind === 'opened') return incident.reopenings > 0 ? 'reopened' : 'opened';
  return kind === 'updated' ? (direction ?? 'worse') : kind;
}
