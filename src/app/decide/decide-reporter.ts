import { diagnoseReporter, type ReporterRecord } from '../../domain/diagnose-reporter.ts';
import { latestOf, type Timestamp, timestampOf } from '../../domain/timestamp.ts';
import type { SubjectChange } from '../model/state.ts';
import { REPORTER, type ReporterState, type Stored, type TokenState } from '../model/subject.ts';
import { NOTHING_TOLD } from './advance.ts';
import type { DecisionContext } from './context.ts';
import { decideSubject, type SubjectEvent } from './decide-subject.ts';

/**
 * Counts a tenant's tokens that are monitored, and finds the latest report of any.
 *
 * @param listedAt when Graph last listed all of them, in milliseconds since the epoch
 */
export function reportingOf(
  tokens: readonly Pick<TokenState, 'record' | 'retiredAt'>[],
  listedAt?: number,
): ReporterRecord {
  const tokenCount = tokens.filter(({ retiredAt }) => retiredAt === undefined).length;
  const newest = tokens.reduce<Timestamp | undefined>(
    (it, { record }) => latestOf(it, record.lastReportAt),
    listedAt === undefined ? undefined : timestampOf(listedAt),
  );
  return { tokenCount, ...(newest && { newest }) };
}

/** The subject of a tenant that was never looked at; due at once. */
export function newReporter(tenantId: string, { now, policyHash }: DecisionContext): SubjectChange<ReporterState> {
  const facts = { kind: 'reporter', tokenCount: 0, found: {} } as const;
  const state = { ...NOTHING_TOLD, ...facts, tenantId, subject: REPORTER, nextCheckAt: now, policyHash };
  return { state, timeline: [] };
}

/** Decides whether all of a tenant is silent, which is one incident that counts its tokens. */
export function decideReporter(
  tenantId: string,
  stored: Stored<ReporterState> | undefined,
  reporting: ReporterRecord,
  event: SubjectEvent,
  context: DecisionContext,
): SubjectChange<ReporterState> & { readonly isNews: boolean } {
  const { now, policy, surroundings } = context;
  const diagnosis = diagnoseReporter(reporting, now, policy, surroundings, stored?.value.found ?? {});
  const facts = { kind: 'reporter', ...reporting, found: diagnosis.found } as const;
  const change = decideSubject({ tenantId, subject: REPORTER }, stored, event, diagnosis, facts, context);
  // Where nothing is monitored, something may be soon.
  const nextCheckAt = change.state.nextCheckAt ?? now + policy.silentAfter;
  return { ...change, state: { ...change.state, nextCheckAt } };
}
