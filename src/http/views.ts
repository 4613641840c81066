import type { GroupListed, Notification } from '../app/deliver/listing.ts';
import type { Heard } from '../app/model/fact.ts';
import type { UnreadToken } from '../app/model/poll.ts';
import type { HistoryItem, IncidentProjection, Silence, TimelineEntry, TimelineEvent } from '../app/model/state.ts';
import type { ConnectionState, TokenState } from '../app/model/subject.ts';
import type { ShownSilence } from '../app/silence/silences-of.ts';
import type { Incident, Reason, Told } from '../domain/incident.ts';
import { seenAt } from '../domain/listing.ts';
import {
  failingSince,
  failureCount,
  fieldOf,
  lastCompletedAt,
  lastSyncAt,
  latestObservation,
} from '../domain/record.ts';
import type { TokenKey } from '../domain/report.ts';
import { statusValue } from '../domain/sync-status.ts';

/**
 * A token as the API shows it: every name is always there, null where nothing is known.
 *
 * @param unread what Graph says of it now, where that cannot be read: its status is not known then
 */
export function tokenView(state: TokenState, silence: ShownSilence | undefined, unread?: UnreadToken) {
  const { record, found, incident } = state;
  const { status } = latestObservation(record);
  return {
    tenantId: record.tenantId,
    tokenId: record.tokenId,
    status: unread ? null : status,
    statusValue: unread ? null : statusValue(status),
    note: unread?.note ?? null,
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
    lastReportDateTime: seenAt(record.lastReportAt, found),
    lastCompletedDateTime: lastCompletedAt(record) ?? null,
    retiredDateTime: dateOf(state.retiredAt),
    silence: silence ? silenceView(silence) : null,
    incident: incident && incident.resolvedAt === undefined ? incidentView(incident, state.told, silence) : null,
  };
}

/** A token that Graph lists, and that was never read as a report. */
export function unreadTokenView({ tenantId, tokenId }: TokenKey, unread: UnreadToken) {
  const { note, displayName, organizationName, locationName, tokenState, expiresAt } = unread;
  return {
    ...{ tenantId, tokenId, status: null, statusValue: null, note, lastSyncDateTime: null },
    tokenState: tokenState ?? null,
    expirationDateTime: expiresAt ?? null,
    organizationName: organizationName ?? null,
    displayName: displayName ?? null,
    locationName: locationName ?? null,
    ...{ appleId: null, accountType: null, countryOrRegion: null, failingSince: null, failures: 0 },
    ...{ firstSeenDateTime: null, lastReportDateTime: null, lastCompletedDateTime: null, retiredDateTime: null },
    ...{ silence: null, incident: null },
  };
}

/** What connects a tenant with Apple beside its tokens, as the API shows it. */
export function connectionView(state: ConnectionState, silence: ShownSilence | undefined) {
  const { tenantId, subject, label, accountHash, expiresAt, incident } = state;
  const own = state.kind === 'enrollment' ? state : undefined;
  return {
    tenantId,
    subject,
    kind: own ? 'enrollmentProgramToken' : 'pushCertificate',
    displayName: label.displayName ?? null,
    accountType: label.accountType ?? null,
    appleId: label.appleId ?? null,
    appleIdHash: accountHash ?? null,
    expirationDateTime: expiresAt ?? null,
    lastSyncDateTime: own?.lastSyncAt ?? null,
    lastSyncErrorCode: own?.syncErrorCode ?? null,
    deviceCount: own?.deviceCount ?? null,
    silence: silence ? silenceView(silence) : null,
    incident: incident && incident.resolvedAt === undefined ? incidentView(incident, state.told, silence) : null,
  };
}

/** An incident as the API shows it, wherever it stands. */
export function incidentView(incident: Incident, told: Told | null, silence: ShownSilence | undefined) {
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
    reopenings: incident.reopenings,
    acknowledged: acknowledged
      ? {
          at: dateOf(acknowledged.at),
          by: acknowledged.by,
          verified: acknowledged.verified === true,
          note: acknowledged.note ?? null,
        }
      : null,
    reason: silence && isHeldBy(silence, incident) ? silencedText(silence) : reasonText(incident.reason, incident),
  };
}

/** An incident with what it belongs to: a token, or with `tokenId` null another subject. */
export function incidentItemView(
  { tenantId, subject, incident, told }: IncidentProjection,
  silence: ShownSilence | undefined,
) {
  return {
    ...incidentView(incident, told, silence),
    ...whose({ tenantId, subject }),
    silence: silence ? silenceView(silence) : null,
  };
}

/** A token by its id; a subject that is none by its own. */
export function whose({ tenantId, subject }: { readonly tenantId: string; readonly subject: string }) {
  return subject.startsWith('_') ? { tenantId, tokenId: null, subject } : { tenantId, tokenId: subject };
}

const QUIET: Record<Extract<Reason, { told: false }>['why'], string> = {
  well: 'nothing is wrong',
  sameAsTold: 'nothing has changed since the last alert',
  neverTold: 'ended before an alert was due',
  grace: 'the failure is younger than FAILED_GRACE',
  flapping: 'flapping, will be sent if it lasts for FLAP_WINDOW',
  acknowledged: 'acknowledged, so no reminders',
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
export function silenceView({ from, until, at, by, verified, note }: Omit<Silence, 'subject'>) {
  const who = { by, verified: verified === true, note: note ?? null };
  return { from: dateOf(from ?? at), until: dateOf(until), at: dateOf(at), ...who };
}

/** What goes on waits for a silence's end, and so does an end that came under it. */
function isHeldBy({ isInForce, from, at }: ShownSilence, { resolvedAt, reason }: Incident): boolean {
  return isInForce && (resolvedAt === undefined || (reason.told && resolvedAt >= (from ?? at)));
}

function silencedText({ until, by }: Silence): string {
  return `not sent: silenced until ${dateOf(until)} by ${by}`;
}

/** Why an alert was sent, or was not, in one line: `not sent: silenced until …`, `sent: critical, got worse`. */
export function reasonText(reason: Reason, { severity }: Pick<Incident, 'severity'>): string {
  if (reason.told) return `sent: ${reason.why === 'resolved' ? '' : `${severity}, `}${TOLD[reason.why]}`;
  const until = 'until' in reason && reason.until !== undefined ? ` until ${dateOf(reason.until)}` : '';
  return `not sent: ${QUIET[reason.why]}${until}`;
}

/** An entry of a timeline, with its times as dates. */
export function timelineView({ seq, at, event }: TimelineEntry) {
  return { seq, at: dateOf(at), ...event, ...datesIn(event) };
}

function datesIn(event: TimelineEvent) {
  if (event.kind !== 'silenced') return {};
  const { from, until } = event;
  return { ...(from !== undefined && { from: dateOf(from) }), until: dateOf(until) };
}

/** A report of a token's history; null for what it did not say. */
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

/** What a target was told of a subject, or waits for, or why not. */
export function notificationView(it: Notification) {
  const { target, standing, heard, maybe, attempts, lastError, triedSince, dueAt } = it;
  return {
    target,
    ...whose(it),
    state: standing,
    heard: heard ? heardView(heard) : null,
    maybe: maybe.map(heardView),
    attempts,
    triedSince: dateOf(triedSince),
    nextAttemptAt: dateOf(dueAt),
    silencedUntil: dateOf(it.silencedUntil),
    lastError: lastError ?? null,
  };
}

function heardView({ fact, at, message, via }: Heard) {
  const about =
    fact.kind === 'open'
      ? { state: 'open', incidentId: fact.incidentId, cause: fact.cause, severity: fact.severity }
      : fact.kind === 'over'
        ? { state: 'resolved', incidentId: fact.incidentId, resolution: fact.resolution }
        : { state: 'expiring', tokens: fact.items.length };
  return { ...about, at: dateOf(at), message, groupId: via ?? null };
}

/** A group of incidents that one target was told of as one. */
export function groupView(group: GroupListed) {
  const { target, id, kind, cause, scope, openedAt, endedAt, state, lastError, counts, openMembers } = group;
  return {
    target,
    groupId: id,
    kind,
    cause,
    scope: scope ?? null,
    state,
    lastError: lastError ?? null,
    openedAt: dateOf(openedAt),
    endedAt: dateOf(endedAt),
    counts,
    openMembers: openMembers.map(whose),
  };
}

/** Milliseconds since the epoch as an ISO date; null for none. */
export function dateOf(ms: number | undefined): string | null {
  return ms === undefined ? null : new Date(ms).toISOString();
}
