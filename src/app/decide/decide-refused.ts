import { diagnoseRefused, noteRefusal } from '../../domain/diagnose-refused.ts';
import type { SubjectChange } from '../model/state.ts';
import { APP_TENANT, isOpen, REFUSED_PREFIX, type RefusedState, type Stored } from '../model/subject.ts';
import type { IncidentEvent } from './advance.ts';
import type { DecisionContext } from './context.ts';
import { decideSubject, type SubjectEvent } from './decide-subject.ts';

/**
 * What can happen to a tenant whose reports are refused. `lastAcceptedAt` is when a report of it was last accepted, in
 * milliseconds since the epoch.
 */
export type RefusedEvent =
  | { readonly kind: 'refused'; readonly pointers: readonly string[]; readonly lastAcceptedAt?: number }
  | { readonly kind: 'time'; readonly lastAcceptedAt?: number }
  | IncidentEvent;

/** Decides whether people should know that a known tenant's reports are only refused. */
export function decideRefused(
  tenantId: string,
  stored: Stored<RefusedState> | undefined,
  event: RefusedEvent,
  context: DecisionContext,
): SubjectChange<RefusedState> & { readonly isNews: boolean } {
  const key = { tenantId: APP_TENANT, subject: `${REFUSED_PREFIX}${tenantId}` };
  const facts = factsAfter(stored?.value, event, context.now);
  const diagnosis = diagnoseRefused(facts, context.now);
  const happened: SubjectEvent = event.kind === 'refused' ? { kind: 'time' } : event;
  const change = decideSubject(key, stored, happened, diagnosis, { kind: 'refused', ...facts }, context);
  // While people know of it every sweep looks for a report that was accepted.
  return isOpen(change.state.incident) ? { ...change, state: { ...change.state, nextCheckAt: context.now } } : change;
}

type Facts = Pick<RefusedState, 'firstRefusedAt' | 'lastRefusedAt' | 'lastAcceptedAt' | 'pointers'>;

function factsAfter(before: RefusedState | undefined, event: RefusedEvent, now: number): Facts {
  const accepted = 'lastAcceptedAt' in event ? event.lastAcceptedAt : undefined;
  const lastAcceptedAt = Math.max(before?.lastAcceptedAt ?? 0, accepted ?? 0);
  const pointers = event.kind === 'refused' ? event.pointers : (before?.pointers ?? []);
  const known = before && { ...before, ...(lastAcceptedAt > 0 && { lastAcceptedAt }) };
  const { firstRefusedAt, lastRefusedAt } = event.kind === 'refused' || !known ? noteRefusal(known, now) : known;
  return { firstRefusedAt, lastRefusedAt, pointers, ...(lastAcceptedAt > 0 && { lastAcceptedAt }) };
}
