import type { Incident } from '../domain/incident.ts';
import type { Reconciliation } from '../domain/reconcile.ts';
import type { TokenRecord } from '../domain/record.ts';
import type { TokenKey } from '../domain/report.ts';
import type { DecisionContext, ReportResult, TokenEvent } from './decision.ts';
import { incidentNotice } from './incident-notice.ts';
import type { Notice } from './notice.ts';
import type { Notification, TimelineEvent, TokenChange, TokenState } from './state.ts';

export interface Telling {
  readonly state: { readonly entries: number; readonly audience: readonly string[] };
  readonly timeline: TokenChange['timeline'];
  readonly notifications: readonly Notification[];
}

/** The rows that follow from what is told, and why: timeline entries, and one notification for each target. */
export function tellingOf(
  key: TokenKey,
  before: TokenState | undefined,
  event: TokenEvent,
  results: readonly ReportResult[],
  record: TokenRecord,
  told: Reconciliation,
  context: DecisionContext,
): Telling {
  const { incident, notice: difference } = told;
  const isSameIncident = incident !== undefined && incident.id === before?.incident?.id;
  const entries = isSameIncident ? before.entries : 0;
  const audience = isSameIncident ? before.audience : [];
  if (!incident) return { state: { entries, audience }, timeline: [], notifications: [] };

  const notice = difference && incidentNotice(key, record, incident, difference, context.now);
  const targets = notice ? targetsOf(notice, audience, context) : [];
  const isConcerned = incident.resolvedAt === undefined || before?.incident?.resolvedAt === undefined;
  const events = [
    ...(isConcerned ? reportEvents(event, results) : []),
    ...(event.kind === 'retired' && isConcerned ? [{ kind: 'retired' } as const] : []),
    ...(notice ? [noticeEvent(notice, targets)] : quietEvents(before?.incident, incident)),
  ];
  return {
    state: { entries: entries + events.length, audience: [...new Set([...audience, ...targets])] },
    timeline: events.map((it, i) => ({ incidentId: incident.id, seq: entries + i + 1, at: context.now, event: it })),
    notifications: notice ? targets.map((target) => pending(key, incident, notice, target, context.now)) : [],
  };
}

/** Who was told of an incident is told of its end, whatever the routes say of an end. */
function targetsOf(notice: Notice, audience: readonly string[], context: DecisionContext): readonly string[] {
  const routed = context.targetsFor(notice);
  return notice.type === 'vpp.incident.resolved' ? [...new Set([...audience, ...routed])] : routed;
}

function reportEvents(event: TokenEvent, results: readonly ReportResult[]): readonly TimelineEvent[] {
  if (event.kind !== 'reports') return [];
  return event.reports
    .filter((_, i) => results[i]?.outcome === 'applied')
    .map(({ status, source, detail }) => ({ kind: 'report', status, source, ...(detail && { detail }) }));
}

function noticeEvent(notice: Notice, targets: readonly string[]): TimelineEvent {
  return { kind: 'notice', notificationId: notice.notificationId, type: notice.type, targets };
}

/** A gate that closes before something was told is worth an entry; that it is still closed is not. */
function quietEvents(before: Incident | undefined, after: Incident): readonly TimelineEvent[] {
  const { reason } = after;
  if (reason.told || reason.why === 'sameAsTold' || reason.why === 'well') return [];
  const isNews = JSON.stringify(before?.reason) !== JSON.stringify(reason);
  return isNews ? [{ kind: 'quiet', why: reason.why }] : [];
}

function pending(key: TokenKey, incident: Incident, notice: Notice, target: string, now: number): Notification {
  return {
    tenantId: key.tenantId,
    incidentId: incident.id,
    seq: incident.seq,
    target,
    notice,
    state: 'pending',
    createdAt: now,
    dueAt: now,
    attempts: 0,
  };
}
