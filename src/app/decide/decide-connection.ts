import { diagnoseEnrollment } from '../../domain/diagnose-enrollment.ts';
import { diagnosePush } from '../../domain/diagnose-push.ts';
import type { Diagnosis } from '../../domain/diagnosis.ts';
import { compareTimestamps, msOf, type Timestamp } from '../../domain/timestamp.ts';
import type { SubjectChange } from '../model/state.ts';
import type { ConnectionState, EnrollmentState, FactsOf, PushState, Stored, SubjectKey } from '../model/subject.ts';
import type { DecisionContext } from './context.ts';
import { decideSubject, type SubjectEvent } from './decide-subject.ts';
import { URGENT_EXPIRY } from './decide-token.ts';

/** What is kept of a connection, as Graph shows it or as its row has it. */
export type ConnectionFacts = FactsOf<EnrollmentState> | FactsOf<PushState>;

/**
 * Decides on a connection with Apple that is no token: what is wrong with it, and what people should know. One that is
 * gone has nothing wrong.
 *
 * @param facts what is known of it now: the row's own where only time has passed, or a person did something
 */
export function decideConnection(
  key: SubjectKey,
  stored: Stored<ConnectionState> | undefined,
  facts: ConnectionFacts,
  event: SubjectEvent,
  context: DecisionContext,
): SubjectChange<ConnectionState> & { readonly isNews: boolean } {
  const change = decideSubject<ConnectionState>(key, stored, event, diagnosisOf(facts, context.now), facts, context);
  const before = stored && factsOf(stored.value);
  const isNews = change.isNews || !before || !areSame(before, facts);
  // The tenant's next daily look would be too late for it.
  const isUrgent = hasUrgentExpiry(facts, context.now) && !isSameDate(before?.expiresAt, facts.expiresAt);
  return { ...change, isNews, state: isUrgent ? { ...change.state, nextCheckAt: context.now } : change.state };
}

function diagnosisOf(facts: ConnectionFacts, now: number): Diagnosis {
  const { gone } = facts;
  if (gone) return { fault: null, ending: gone.why === 'notWatched' ? 'retired' : 'corrected', found: {} };
  return facts.kind === 'push' ? diagnosePush(facts, now) : diagnoseEnrollment(facts, now);
}

/** What a row keeps of its connection, apart from what people should know of it. */
export function factsOf(state: ConnectionState): ConnectionFacts {
  const { label, accountHash, expiresAt, gone } = state;
  const common = { label, accountHash, expiresAt, gone };
  if (state.kind === 'push') return { kind: 'push', ...common };
  const { lastSyncAt, syncErrorCode, deviceCount } = state;
  return { kind: 'enrollment', ...common, lastSyncAt, syncErrorCode, deviceCount };
}

/** Whether a connection has so little time left that its tenant's next daily look is too late. */
export function hasUrgentExpiry({ expiresAt, gone }: ConnectionFacts, now: number): boolean {
  const left = expiresAt && !gone ? msOf(expiresAt) - now : 0;
  return left > 0 && left <= URGENT_EXPIRY;
}

function areSame(a: ConnectionFacts, b: ConnectionFacts): boolean {
  return textOf(a) === textOf(b);
}

function textOf(facts: ConnectionFacts): string {
  const { label, accountHash, expiresAt, gone } = facts;
  const own = facts.kind === 'push' ? [] : [facts.lastSyncAt, facts.syncErrorCode, facts.deviceCount];
  return JSON.stringify([
    label.displayName,
    label.appleId,
    label.accountType,
    accountHash,
    expiresAt,
    gone?.at,
    ...own,
  ]);
}

function isSameDate(a: Timestamp | undefined, b: Timestamp | undefined): boolean {
  return a && b ? compareTimestamps(a, b) === 0 : a === b;
}
