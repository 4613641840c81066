import { silencedUntil } from '../app/decide/decide.ts';
import type {
  HistoryItem,
  IncidentProjection,
  Notification,
  Opening,
  Silence,
  TimelineEntry,
  TokenState,
} from '../app/model/state.ts';
import { notificationIdOf } from '../app/model/state.ts';
import type { Incident, Reason, Told } from '../domain/incident.ts';
import { failingSince, failureCount, fieldOf, lastCompletedAt, lastSyncAt, latestSighting } from '../domain/record.ts';
import { statusValue } from '../domain/sync-status.ts';

/** A token as the API shows it: every name is always there, null where nothing is known. */
export function tokenView(state: TokenState, now: number) {
  const { record, incident } = state;
  const { status } = latestSighting(record);
  return {
    tenantId: record.tenantId,
    tokenId: record.tokenId,
    status,
    statusValue: statusValue(status),
    lastSyncDateTime: lastSyncAt(record) ?? null,
    tokenState: fieldOf(record, 'tokenState') ?? null,
    expirationDateTime: fieldOf(record, 'expiresAt') ?? null,
    organizationName: fieldOf(record, 'organizationName') ?? null,
    displayName: fieldOf(record, 'displayName') ?? null,
    locationName: fieldOf(record, 'locationName') ?? null,
    appleId: fieldOf(record, 'appleId') ?? null,
    accountType: fieldOf(record, 'accountType') ?? null,
    countryOrRegion: fieldOf(record, 'countryOrRegion') ?? null,
    failingSince: failingSince(record) ?? null,
    failures: failureCount(record),
    firstSeenDateTime: record.firstSeenAt,
    lastReportDateTime: record.lastReportAt,
    lastCompletedDateTime: lastCompletedAt(record) ?? null,
    retiredDateTime: dateOf(state.retiredAt),
    silencedUntil: dateOf(silencedUntil(state, now)),
    incident: incident && incident.resolvedAt === undefined ? incidentView(incident, state.told) : null,
  };
}

/** An incident as the API shows it, wherever it stands. */
export function incidentView(incident: Incident, told: Told | null) {
  const { acknowledged } = incident;
  return {
    id: incident.id,
    state: incident.resolvedAt === undefined ? 'open' : 'resolved',
    cause: incident.cause,
    severity: incident.severity,
    openedAt: dateOf(incident.openedAt),
    failingSince: incident.failingSince ?? null,
    resolvedAt: dateOf(incident.resolvedAt),
    resolution: incident.resolution ?? null,
    told: told && { cause: told.cause, severity: told.severity, failing: told.failing, at: dateOf(told.at) },
    seq: incident.seq,
    reopenings: incident.reopenings,
    acknowledged: acknowledged
      ? { at: dateOf(acknowledged.at), by: acknowledged.by, note: acknowledged.note ?? null }
      : null,
    reason: reasonText(incident.reason, incident),
  };
}

/** An incident with the token it belongs to. */
export function incidentItemView({ tenantId, tokenId, incident, told, silencedUntil: until }: IncidentProjection) {
  return {
    ...incidentView(incident, told),
    tenantId,
    tokenId,
    outbreakId: incident.outbreakId ?? null,
    silencedUntil: dateOf(until),
  };
}

const QUIET: Record<Extract<Reason, { told: false }>['why'], string> = {
  well: 'nothing is wrong',
  sameAsTold: 'nothing has changed since the last alert',
  neverTold: 'ended before an alert was due',
  silenced: 'silenced',
  grace: 'the failure is younger than FAILED_GRACE',
  flapping: 'flapping, will be sent if it lasts for FLAP_WINDOW',
  acknowledged: 'acknowledged, so no reminders',
  grouped: 'part of an alert about several incidents',
};

const TOLD: Record<Extract<Reason, { told: true }>['why'], string> = {
  opened: 'new problem',
  reopened: 'the problem came back',
  worse: 'got worse',
  better: 'got better',
  reminder: 'reminder due',
  resolved: 'resolved',
};

/** A silence as the API shows it. */
export function silenceView({ until, at, by, note }: Silence) {
  return { until: dateOf(until), at: dateOf(at), by, note: note ?? null };
}

/** The members of an outbreak. */
export function memberView({ tenantId, tokenId, incidentId, at, label }: Opening) {
  return { tenantId, tokenId, incidentId, openedAt: dateOf(at), ...label };
}

/** Why an alert was sent, or was not, in one line: `not sent: silenced until …`, `sent: critical, got worse`. */
export function reasonText(reason: Reason, { severity }: Pick<Incident, 'severity'>): string {
  if (reason.told) return `sent: ${reason.why === 'resolved' ? '' : `${severity}, `}${TOLD[reason.why]}`;
  const until = 'until' in reason && reason.until !== undefined ? ` until ${dateOf(reason.until)}` : '';
  return `not sent: ${QUIET[reason.why]}${until}`;
}

export function timelineView({ seq, at, event }: TimelineEntry) {
  return { seq, at: dateOf(at), ...event, ...('until' in event && { until: dateOf(event.until) }) };
}

export function historyView(item: HistoryItem) {
  return {
    status: item.status,
    outcome: item.outcome,
    lastSyncDateTime: item.lastSyncAt ?? null,
    observedAt: item.observedAt,
    receivedAt: item.receivedAt,
    source: item.source,
    deliveryId: item.deliveryId ?? null,
    detail: item.detail ?? null,
  };
}

export function notificationView(notification: Notification) {
  const { notice, incidentId, tenantId, target, state, attempts } = notification;
  return {
    notificationId: notificationIdOf(notification),
    tenantId,
    tokenId: 'tokenId' in notice ? notice.tokenId : null,
    incidentId,
    target,
    type: notice.type,
    state,
    attempts,
    createdAt: dateOf(notification.createdAt),
    lastAttemptAt: dateOf(notification.lastAttemptAt),
    nextAttemptAt: state === 'pending' ? dateOf(notification.dueAt) : null,
    deliveredAt: dateOf(notification.deliveredAt),
    lastError: notification.lastError ?? null,
  };
}

function dateOf(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
