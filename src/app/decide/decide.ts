import { diagnose } from '../../domain/diagnose.ts';
import type { Diagnosis } from '../../domain/diagnosis.ts';
import { fold, type Outcome } from '../../domain/fold.ts';
import type { Incident, Told } from '../../domain/incident.ts';
import { outcomeOf } from '../../domain/outcome.ts';
import { DAY } from '../../domain/policy.ts';
import { type Reconciliation, reconcile } from '../../domain/reconcile.ts';
import { fieldOf, latestSighting, type TokenRecord } from '../../domain/record.ts';
import type { Report, TokenKey } from '../../domain/report.ts';
import { endsRetirement } from '../../domain/retirement.ts';
import { joinStrip } from '../../domain/strip.ts';
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
  const reports = event.kind === 'reports' ? event.reports : [];
  const folded = foldAll(before?.record, reports);
  const { record } = folded;
  const retiredAt = retiredAfter(before, event, now);
  const silences = silencesAfter(before ?? { tenantSilence: context.tenantSilence }, event, now);
  const known = touched({ incident: before?.incident, told: before?.told ?? null }, event, now);
  const diagnosis = diagnosisOf(record, before, retiredAt !== undefined, context);
  const told = outgrown(reconcile(known, diagnosis, now, context.policy, latestEnd(silences, now), context.newId()));
  const after = { record, found: diagnosis.found, retiredAt };
  const last = folded.results.at(-1);
  const isApplied = before && last && outcomeOf(last.outcome, before, after, context.policy) === 'applied';
  const { results, history } = isApplied ? withApplied(folded, reports) : folded;
  const strip = reports.reduce((it, { status, observedAt }) => joinStrip(it, status, observedAt), before?.strip);
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
    found: diagnosis.found,
    ...(strip !== undefined && { strip }),
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
    dependsOnTime: diagnosis.found.standstillSince !== undefined && before?.found.standstillSince === undefined,
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
export function touched(known: Touched, event: TokenEvent | TenantEvent, now: number): Touched {
  const { incident } = known;
  if (!incident || !('incidentId' in event) || event.incidentId !== incident.id) return known;
  if (incident.resolvedAt !== undefined) return known;
  if (event.kind === 'acknowledged') {
    const { by, note } = event;
    // The first acknowledgement stands: saying it again changes nothing.
    const acknowledged = incident.acknowledged ?? { at: now, by, ...(note && { note }) };
    return { ...known, incident: { ...incident, acknowledged } };
  }
  if (event.kind === 'grouped') return { ...known, incident: { ...incident, outbreakId: event.outbreakId } };
  if (event.kind === 'redriven' || incident.outbreakId !== event.outbreakId) return known;
  // People were never told of this one by itself, so what is told next is that it is open.
  const { outbreakId: _, ...rest } = incident;
  return { incident: rest, told: null };
}

interface Touched {
  readonly incident?: Incident | undefined;
  readonly told: Told | null;
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
  before: TokenState | undefined,
  isRetired: boolean,
  { now, policy, surroundings = {} }: DecisionContext,
): Diagnosis {
  if (isRetired) return { fault: null, status: latestSighting(record).status, ending: 'retired', found: {} };
  return diagnose(record, now, policy, surroundings, before?.found ?? {});
}

interface Folded {
  readonly record: TokenRecord;
  readonly results: readonly ReportResult[];
  readonly history: readonly HistoryItem[];
}

/** The last report did more than its record shows. */
function withApplied(folded: Folded, reports: readonly Report[]): Folded {
  const [report, result] = [reports.at(-1), folded.results.at(-1)];
  if (!report || !result || folded.results.some(({ outcome }) => outcome === 'applied')) return folded;
  const others = result.outcome === 'stale' ? folded.history.slice(0, -1) : folded.history;
  return {
    ...folded,
    results: [...folded.results.slice(0, -1), { ...result, outcome: 'applied' }],
    history: [...others, historyItem(report, 'applied')],
  };
}

function foldAll(known: TokenRecord | undefined, reports: readonly Report[]): Folded {
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
  const retiredAt = before?.retiredAt;
  if (event.kind !== 'reports' || retiredAt === undefined) return retiredAt;
  return event.reports.some((report) => endsRetirement(report, retiredAt)) ? undefined : retiredAt;
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
