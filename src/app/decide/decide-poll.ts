import { diagnosePoll, FAILURES_TOLD } from '../../domain/diagnose-poll.ts';
import { HOUR } from '../../domain/policy.ts';
import type { PollProgress } from '../model/poll.ts';
import type { SubjectChange } from '../model/state.ts';
import {
  APP_TENANT,
  CREDENTIAL,
  type CredentialState,
  type FactsOf,
  isOpen,
  POLL,
  type PollState,
  type Stored,
  type SubjectState,
} from '../model/subject.ts';
import type { DecisionContext } from './context.ts';
import { decideSubject, type SubjectEvent } from './decide-subject.ts';

/** How the polls of a tenant went. */
export type PollFacts = Omit<FactsOf<PollState>, 'kind'>;

/** How those went that failed of the app's credential. */
export type CredentialFacts = Omit<FactsOf<CredentialState>, 'kind'>;

type Change<S extends SubjectState> = SubjectChange<S> & { readonly isNews: boolean };

/** The facts of `_poll`, as its own row or its tenant's has them. */
export function pollFacts({
  failures,
  failingSince,
  fault,
  listedAt,
  nextPollAt,
}: PollProgress | PollFacts): PollFacts {
  return present({ failures, failingSince, fault, listedAt, nextPollAt });
}

/** So long past its time a poll was not run at all, or never comes to its end. */
const LATE_BY = 3 * HOUR;

/**
 * The facts of `_poll`, of a tenant that is polled. A poll that does not end is as good as one that fails, or nothing would
 * say that its tokens are not looked at.
 *
 * @param unansweredSince since when a poll that was handed out has not ended, in milliseconds since the epoch
 */
export function pollFactsAt(
  progress: PollProgress,
  unansweredSince: number | undefined,
  { now, surroundings }: DecisionContext,
): PollFacts {
  const facts = pollFacts(progress);
  const dueAt = Math.max(unansweredSince ?? now, surroundings.wokeAt ?? 0);
  if (now - dueAt < LATE_BY) return facts;
  const { failures, failingSince = dueAt, fault = { kind: 'unexpected', reason: 'no reading has ended' } } = facts;
  return { ...facts, failures: Math.max(failures, FAILURES_TOLD), failingSince, fault };
}

/** The facts of `_credential`, of the tenants whose last polls failed of it. */
export function credentialFacts(polls: readonly PollProgress[]): CredentialFacts {
  const first = polls.toSorted((a, b) => (a.failingSince ?? 0) - (b.failingSince ?? 0)).at(0);
  const listed = polls.flatMap(({ listedAt }) => listedAt ?? []);
  return present({
    tenantCount: polls.length,
    failures: Math.max(0, ...polls.map(({ failures }) => failures)),
    failingSince: first?.failingSince,
    fault: first?.fault,
    listedAt: listed.length > 0 ? Math.min(...listed) : undefined,
  });
}

/** The facts of `_credential`, as its own row has them. */
export function credentialFactsOf(state: CredentialState): CredentialFacts {
  const { tenantCount, failures, failingSince, fault, listedAt } = state;
  return present({ tenantCount, failures, failingSince, fault, listedAt });
}

/** Decides whether people should know that a tenant cannot be read. A credential that is refused is a matter of its own. */
export function decidePoll(
  tenantId: string,
  stored: Stored<PollState> | undefined,
  facts: PollFacts,
  event: SubjectEvent,
  context: DecisionContext,
): Change<PollState> {
  const isToldElsewhere = facts.fault?.kind === 'credential' && !isOpen(stored?.value.incident);
  const diagnosis = diagnosePoll(facts, context.now, context.policy, isToldElsewhere);
  const kept = { ...endedFacts(stored?.value, facts), kind: 'poll' } as const;
  return watched(decideSubject({ tenantId, subject: POLL }, stored, event, diagnosis, kept, context), context);
}

/** Decides whether people should know that the app's credential is refused, which is one incident that counts its tenants. */
export function decideCredential(
  stored: Stored<CredentialState> | undefined,
  facts: CredentialFacts,
  event: SubjectEvent,
  context: DecisionContext,
): Change<CredentialState> {
  const diagnosis = diagnosePoll(facts, context.now, context.policy, false);
  const tenantCount = facts.tenantCount || (stored?.value.tenantCount ?? 0);
  const kept = { ...endedFacts(stored?.value, facts), tenantCount, kind: 'credential' } as const;
  const key = { tenantId: APP_TENANT, subject: CREDENTIAL };
  return watched(decideSubject(key, stored, event, diagnosis, kept, context), context);
}

/** Who is told of the end is told of what it ended. */
function endedFacts<F extends Pick<PollFacts, 'fault' | 'failingSince'>>(before: F | undefined, facts: F): F {
  if (facts.fault || !before) return facts;
  const { fault, failingSince } = before;
  return { ...facts, ...present({ fault, failingSince }) };
}

/** While people know of it every sweep looks whether it works again. */
function watched<S extends SubjectState>(change: Change<S>, { now }: DecisionContext): Change<S> {
  return isOpen(change.state.incident) ? { ...change, state: { ...change.state, nextCheckAt: now } } : change;
}

/** Leaves out what is undefined. */
function present<T extends object>(facts: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as T;
}
