import { isTimeBased } from '../../domain/cause.ts';
import { type Diagnosis, diagnose } from '../../domain/diagnose.ts';
import { fold, type Outcome } from '../../domain/fold.ts';
import type { Incident } from '../../domain/incident.ts';
import { DAY } from '../../domain/policy.ts';
import { type Reconciliation, reconcile } from '../../domain/reconcile.ts';
import { fieldOf, latestSighting, type TokenRecord } from '../../domain/record.ts';
import type { Report, TokenKey } from '../../domain/report.ts';
import { msOf } from '../../domain/timestamp.ts';
import type { HistoryItem, Silence, Stored, TimelineEvent, TokenState } from '../model/state.ts';
import type { Decision, DecisionContext, ReportResult, TenantEvent, TokenEvent } from './decision.ts';
import { incidentNotice } from './incident-notice.ts';
import { tellingOf } from './telling.ts';

/** A token that is first seen with so little time left does not wait for the tenant's daily notice. */
export const URGENT_EXPIRY = 3 * DAY;

/**
 * The one path of everything that happens to a token: join the reports, diagnose, compare with what people were
 * told, and gather all that has to be written for it in one transaction.
 *
 * @param key used where nothing is stored yet
 */
export function decide(
  key: TokenKey,
  stored: Stored<TokenState> | undefined,
  event: TokenEvent,
  context: DecisionContext,
): Decision {
  const before = stored?.value;
  const { now } = context;
  const { record, results, history } = foldAll(before?.record, event.kind === 'reports' ? event.reports : []);
  const retiredAt = retiredAfter(before, event, now);
  const silences = silencesAfter(before ?? { tenantSilence: context.tenantSilence }, event, now);
  const incident = before?.incident && touched(before.incident, event, now);
  const diagnosis = diagnosisOf(record, incident, retiredAt !== undefined, context);
  const told = outgrown(reconcile(incident, diagnosis, now, context.policy, latestEnd(silences, now), context.newId()));
  const telling = tellingOf(
    {
      tenantId: key.tenantId,
      before,
      events: eventsOf(before, event, results),
      noticeOf: (it, difference) => incidentNotice(key, record, it, difference, now),
    },
    told,
    context,
  );
  const nextCheckAt = stored ? told.nextCheckAt : (urgentCheck(record, now) ?? told.nextCheckAt);
  const state: TokenState = {
    ...telling.book,
    ...silences,
    record,
    ...(retiredAt !== undefined && { retiredAt }),
    ...(nextCheckAt !== undefined && { nextCheckAt }),
    policyHash: context.policyHash,
  };
  return {
    change: {
      key,
      state,
      ...(stored && { basis: stored }),
      history,
      deliveries: [],
      timeline: telling.timeline,
      notifications: telling.notifications,
    },
    diagnosis,
    dependsOnTime: [diagnosis.fault, before?.incident].some((it) => it && isTimeBased(it.cause)),
    results,
    isNews:
      telling.timeline.length > 0 ||
      results.some((result) => result.outcome !== 'unchanged') ||
      newsIn(before?.incident) !== newsIn(told.incident) ||
      before?.retiredAt !== retiredAt,
  };
}

/** An incident as text to compare; that nothing has changed since it was told is no news. */
function newsIn(incident: Incident | undefined): string | undefined {
  if (!incident) return undefined;
  const { reason, ...rest } = incident;
  return JSON.stringify([rest, reason.told || reason.why === 'sameAsTold' ? null : reason]);
}

type Silences = Pick<TokenState, 'silence' | 'tenantSilence'>;

/** When the last of the silences that are in force ends. */
export function silencedUntil(state: Silences, now: number): number | undefined {
  return latestEnd(state, now);
}

function latestEnd({ silence, tenantSilence }: Silences, now: number): number | undefined {
  const ends = [silence?.until, tenantSilence?.until].filter((until) => until !== undefined);
  const latest = Math.max(...ends);
  return latest > now ? latest : undefined;
}

/** A silence that has passed is not carried on. */
function silencesAfter({ silence, tenantSilence }: Silences, event: TokenEvent, now: number): Silences {
  const isOf = (scope: 'token' | 'tenant') => 'scope' in event && event.scope === scope;
  const given = event.kind === 'silenced' ? event.silence : undefined;
  return {
    silence: inForce(isOf('token') ? given : silence, now),
    tenantSilence: inForce(isOf('tenant') ? given : tenantSilence, now),
  };
}

function inForce(silence: Silence | undefined, now: number): Silence | undefined {
  return silence && silence.until > now ? silence : undefined;
}

/** What a person or an outbreak does to the incident itself, be it a token's or a tenant's. */
export function touched(incident: Incident, event: TokenEvent | TenantEvent, now: number): Incident {
  if (!('incidentId' in event) || event.incidentId !== incident.id || incident.resolvedAt !== undefined)
    return incident;
  if (event.kind === 'acknowledged') {
    const { by, note } = event;
    // The first acknowledgement stands: saying it again changes nothing.
    return { ...incident, acknowledged: incident.acknowledged ?? { at: now, by, ...(note && { note }) } };
  }
  if (event.kind === 'grouped') return { ...incident, outbreakId: event.outbreakId };
  if (event.kind === 'redriven' || incident.outbreakId !== event.outbreakId) return incident;
  // People were never told of this one by itself, so what is told next is that it is open.
  const { outbreakId: _, ...rest } = incident;
  return { ...rest, told: null };
}

/** An outbreak speaks for its own cause: who is told of another one is told of this incident alone from then on. */
function outgrown(told: Reconciliation): Reconciliation {
  const { incident, notice } = told;
  if (!incident?.outbreakId || !notice?.previous || notice.previous.cause === incident.cause) return told;
  const { outbreakId: _, ...rest } = incident;
  return { ...told, incident: rest };
}

function diagnosisOf(
  record: TokenRecord,
  incident: Incident | undefined,
  isRetired: boolean,
  context: DecisionContext,
): Diagnosis {
  if (isRetired) return { fault: null, status: latestSighting(record).status, ending: 'retired' };
  const diagnosis = diagnose(record, context.now, context.policy, context.holdUntil);
  if (!context.tenantIsSilent || diagnosis.fault?.cause !== 'reporterSilent') return diagnosis;
  // What was told of this token's silence before all others fell silent too, stands.
  const stands = incident?.resolvedAt === undefined && incident?.cause === 'reporterSilent';
  const { cause, severity, failing } = stands ? incident : diagnosis.fault;
  return { ...diagnosis, fault: stands ? { cause, severity, failing } : null };
}

function foldAll(
  known: TokenRecord | undefined,
  reports: readonly Report[],
): { record: TokenRecord; results: ReportResult[]; history: HistoryItem[] } {
  let record = known;
  const results: ReportResult[] = [];
  const history: HistoryItem[] = [];
  for (const report of reports) {
    const previousStatus = record ? latestSighting(record).status : null;
    const folded = fold(record, report);
    record = folded.record;
    results.push({ outcome: folded.outcome, status: latestSighting(record).status, previousStatus });
    if (folded.outcome !== 'unchanged') history.push(historyItem(report, folded.outcome));
  }
  if (!record) throw new Error('a token is known by a report only');
  return { record, results, history };
}

function historyItem(report: Report, outcome: Outcome): HistoryItem {
  const { tenantId, tokenId, status, lastSyncAt, observedAt, receivedAt, source, deliveryId, detail } = report;
  return { tenantId, tokenId, status, outcome, lastSyncAt, observedAt, receivedAt, source, deliveryId, detail };
}

function retiredAfter(before: TokenState | undefined, event: TokenEvent, now: number): number | undefined {
  if (event.kind === 'retired') return before?.retiredAt ?? now;
  return event.kind === 'reports' ? undefined : before?.retiredAt;
}

/** Due at once, so that the next sweep sees it and the tenant is told. */
function urgentCheck(record: TokenRecord, now: number): number | undefined {
  const expiresAt = fieldOf(record, 'expiresAt');
  if (!expiresAt) return undefined;
  const left = msOf(expiresAt) - now;
  return left > 0 && left <= URGENT_EXPIRY ? now : undefined;
}

/** What the timeline of an incident says of the event. */
function eventsOf(
  before: TokenState | undefined,
  event: TokenEvent,
  results: readonly ReportResult[],
): readonly TimelineEvent[] {
  // What concerns an incident of before is no news of the one that there is now.
  if ('incidentId' in event && event.incidentId !== before?.incident?.id) return [];
  switch (event.kind) {
    case 'reports':
      return event.reports
        .filter((_, i) => results[i]?.outcome === 'applied')
        .map(({ status, source, detail }) => ({ kind: 'report', status, source, ...(detail && { detail }) }));
    case 'acknowledged':
      return before?.incident?.acknowledged ? [] : [{ kind: 'acknowledged', by: event.by, note: event.note }];
    case 'silenced': {
      const { until, by, note } = event.silence;
      return [{ kind: 'silenced', scope: event.scope, until, by, note }];
    }
    case 'unsilenced': {
      const lifted = event.scope === 'token' ? before?.silence : before?.tenantSilence;
      return lifted ? [{ kind: 'unsilenced', scope: event.scope }] : [];
    }
    case 'grouped':
      return [{ kind: 'grouped', outbreakId: event.outbreakId }];
    case 'released':
      // One that was told by itself, or has begun anew since, is no member.
      return before?.incident?.outbreakId === event.outbreakId
        ? [{ kind: 'released', outbreakId: event.outbreakId }]
        : [];
    case 'redriven': {
      const { notificationId, target } = event;
      return [{ kind: 'redriven', notificationId, target }];
    }
    case 'retired':
      return [{ kind: 'retired' }];
    case 'time':
      return [];
  }
}
