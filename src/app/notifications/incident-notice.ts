import { noReportSince } from '../../domain/diagnose.ts';
import { failedAndRecovered, type Incident } from '../../domain/incident.ts';
import { seenAt } from '../../domain/listing.ts';
import type { Policy } from '../../domain/policy.ts';
import { failureCount, fieldOf, inProgressSince, lastSyncAt, latestObservation } from '../../domain/record.ts';
import { changedParts } from '../../domain/renewal.ts';
import { timestampOf } from '../../domain/timestamp.ts';
import { labelOf } from '../decide/label.ts';
import type { Candidate } from '../deliver/message.ts';
import type { OpenFact, OverFact } from '../model/fact.ts';
import type { IncidentNotice } from '../model/notice.ts';
import { type SubjectState, tenantOf } from '../model/subject.ts';

/** From this reopening on an end has to last before it is told. */
const FLAPPING_FROM = 3;

export type IncidentCandidate = Candidate<SubjectState> & { readonly fact: OpenFact | OverFact };

/** How a tenant's subjects are judged. */
export type PolicyFor = (tenantId: string) => Policy;

/** What people need to know of a subject's incident at the moment of telling, as facts. */
export function incidentNotice(
  it: IncidentCandidate,
  type: IncidentNotice['type'],
  notificationId: string,
  policyFor: PolicyFor,
  key?: string,
): IncidentNotice {
  const { want, fact, step, previous } = it;
  const { state } = want;
  const incident = incidentOf(state);
  const was = previous?.fact;
  // In an end, the cause that ended: what was believed open, or where nothing was, what the incident was last.
  const { cause, severity, failing } = fact.kind === 'open' ? fact : (was ?? incident);
  const isOver = fact.kind === 'over';
  return {
    type,
    notificationId,
    at: want.at,
    incidentId: fact.incidentId,
    ...(key !== undefined && { key }),
    tenantId: tenantOf(state),
    ...{ cause, severity, failing },
    ...(step.say === 'updated' && { direction: step.direction }),
    ...(was && { previous: { cause: was.cause, severity: was.severity, failing: was.failing } }),
    ...(previous && { lastNoticeAt: previous.at }),
    ...incidentFacts(incident, want.at, isOver),
    ...(isOver && { resolution: fact.resolution }),
    ...subjectFacts(state, want.at, policyFor(tenantOf(state))),
  };
}

function incidentOf({ incident }: SubjectState): Incident {
  if (!incident) throw new Error('what is told of a subject is an incident');
  return incident;
}

function incidentFacts(
  incident: Incident,
  now: number,
  isOver: boolean,
): Partial<IncidentNotice> & Pick<IncidentNotice, 'openedAt' | 'reopenings'> {
  const { openedAt, reopenings, failingSince, resolvedAt, acknowledged } = incident;
  const { failureCount: failures, escalation, secondFailureAfter } = incident;
  return {
    ...{ openedAt, reopenings, failingSince },
    ...(isOver && { resolvedAt: resolvedAt ?? now }),
    ...(acknowledged && { acknowledged: { at: acknowledged.at, by: acknowledged.by } }),
    ...{ failureCount: failures, escalation, secondFailureAfter },
    failedAndRecovered: failedAndRecovered(incident, now),
  };
}

type SubjectFacts = Pick<IncidentNotice, 'tokenId' | 'subject' | 'token' | 'status'> & Partial<IncidentNotice>;

/** What there is to say of the subject itself, by its kind. */
function subjectFacts(state: SubjectState, now: number, policy: Policy): SubjectFacts {
  const { subject } = state;
  const none = { tokenId: null, subject, token: {}, status: null };
  switch (state.kind) {
    case 'token': {
      const { record, found, retiredBy } = state;
      const changed = changedParts(record, found);
      const isFailing = state.incident?.failing === true;
      return {
        tokenId: subject,
        token: labelOf(record),
        status: latestObservation(record).status,
        lastSyncAt: lastSyncAt(record),
        lastReportAt: seenAt(record.lastReportAt, found),
        noReportSince: noReportSince(record, now, policy, found),
        inProgressSince: inProgressSince(record),
        expiresAt: fieldOf(record, 'expiresAt'),
        ...(retiredBy && { endedBy: retiredBy }),
        ...(changed.length > 0 && { changed }),
        appCount: fieldOf(record, 'appCount'),
        appCountBefore: found.apps?.missing?.before,
        ...(state.incident && state.incident.reopenings >= FLAPPING_FROM && { recoveryMustLast: policy.flapWindow }),
        ...(isFailing && { failureCount: failureCount(record), detail: fieldOf(record, 'detail') }),
      };
    }
    case 'reporter':
      return { ...none, tokenCount: state.tokenCount, lastReportAt: state.newest };
    case 'refused':
      return { ...none, failingSince: timestampOf(state.firstRefusedAt), detail: state.pointers.join(', ') };
    case 'poll':
    case 'credential':
      return {
        ...none,
        ...(state.failingSince !== undefined && { failingSince: timestampOf(state.failingSince) }),
        ...(state.fault && { pollFault: state.fault }),
        lastReadAt: state.listedAt,
        ...(state.kind === 'poll' ? { nextReadAt: state.nextPollAt } : { tenantCount: state.tenantCount }),
      };
    case 'channel':
      return {
        ...none,
        ...(state.failingSince !== undefined && { failingSince: timestampOf(state.failingSince) }),
        ...(state.lastError && { detail: state.lastError }),
      };
    case 'enrollment': {
      const { label, expiresAt, lastSyncAt: syncedAt, syncErrorCode } = state;
      return { ...none, token: label, expiresAt, lastSyncAt: syncedAt, ...(syncErrorCode && { syncErrorCode }) };
    }
    case 'push':
      return { ...none, token: state.label, expiresAt: state.expiresAt };
    case 'expiring':
      return none;
  }
}
