import * as z from 'zod';
import { CAUSES, SEVERITIES } from '../../domain/cause.ts';
import { RESOLUTIONS } from '../../domain/incident.ts';
import { ACCOUNT_TYPES } from '../../domain/report.ts';
import { SYNC_STATUSES } from '../../domain/sync-status.ts';
import { NOTIFICATION_STATES } from '../queries.ts';

/** What the API answers, for its description; tests hold real answers against it. */

export const date = z.string().meta({ format: 'date-time' });
export const count = z.int().nonnegative();
export const cause = z.enum(CAUSES).meta({ id: 'Cause' });
const severity = z.enum(SEVERITIES).meta({ id: 'Severity' });
const status = z.enum(SYNC_STATUSES).meta({ id: 'SyncStatus' });
export const text = z.string();

/** A page of a list. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.strictObject({ value: z.array(item), continuation: text.nullable() });
}

const fieldError = z.strictObject({ pointer: text, detail: text }).meta({ id: 'FieldError' });

export const problem = z
  .strictObject({
    type: text,
    title: text,
    status: z.int(),
    detail: text,
    errors: z.array(fieldError).optional(),
  })
  .meta({ id: 'Problem', description: 'After RFC 9457.' });

const silenceMembers = {
  from: date,
  until: date,
  at: date.meta({ description: 'When it was asked for.' }),
  by: text,
  verified: z.boolean().meta({ description: 'Whether a sign-in vouches for the name.' }),
  note: text.nullable(),
};
export const silence = z.strictObject(silenceMembers).meta({ id: 'Silence' });

export const tenantSilence = z.strictObject({ tenantId: text, ...silenceMembers });
export const tokenSilence = z.strictObject({ tenantId: text, tokenId: text, ...silenceMembers });

export const silenceItem = z
  .strictObject({
    tenantId: text,
    tokenId: text.nullable(),
    subject: text.nullable(),
    state: z.enum(['inForce', 'toCome']),
    ...silenceMembers,
  })
  .meta({ id: 'SilenceItem', description: 'With `tokenId` and `subject` null it is of the whole tenant.' });

const incidentMembers = {
  id: text,
  state: z.enum(['open', 'resolved']),
  cause,
  severity,
  openedAt: date,
  failingSince: date.nullable(),
  resolvedAt: date.nullable(),
  resolution: z.enum(RESOLUTIONS).nullable(),
  told: z.strictObject({ cause, severity, failing: z.boolean(), at: date }).nullable(),
  reopenings: count,
  acknowledged: z.strictObject({ at: date, by: text, verified: z.boolean(), note: text.nullable() }).nullable(),
  reason: text.meta({ description: 'Why an alert was sent, or was not.' }),
};
export const incident = z.strictObject(incidentMembers).meta({ id: 'Incident' });

const itsSubject = {
  tenantId: text,
  tokenId: text.nullable(),
  subject: text.optional().meta({ description: 'What it is about, where that is not a token.' }),
};

const incidentItemMembers = { ...incidentMembers, ...itsSubject, silence: silence.nullable() };
export const incidentItem = z.strictObject(incidentItemMembers).meta({ id: 'IncidentItem' });

const heard = z
  .strictObject({
    state: z.enum(['open', 'resolved', 'expiring']),
    incidentId: text.optional(),
    cause: cause.optional(),
    severity: severity.optional(),
    resolution: z.enum([...RESOLUTIONS, 'elsewhere']).optional(),
    tokens: count.optional(),
    at: date,
    message: text,
    groupId: text.nullable(),
  })
  .meta({ id: 'SentAlert' });

export const notification = z
  .strictObject({
    target: text,
    ...itsSubject,
    state: z.enum(NOTIFICATION_STATES),
    heard: heard.nullable(),
    maybe: z.array(heard).meta({ description: 'Sent, with an unknown end.' }),
    attempts: count,
    triedSince: date.nullable(),
    nextAttemptAt: date.nullable(),
    silencedUntil: date.nullable(),
    lastError: text.nullable(),
  })
  .meta({ id: 'Notification' });

const timelineEntry = z
  .looseObject({ seq: count, at: date, kind: text })
  .meta({ id: 'TimelineEntry', description: 'Further members depend on its kind.' });

export const wholeIncident = z
  .strictObject({
    ...incidentItemMembers,
    timeline: z.array(timelineEntry),
    notifications: z.array(notification),
  })
  .meta({ id: 'WholeIncident' });

export const token = z
  .strictObject({
    tenantId: text,
    tokenId: text,
    status: status.nullable(),
    statusValue: z.int().min(0).max(3).nullable(),
    note: text.nullable().meta({ description: 'What of it cannot be read, where its status is null.' }),
    lastSyncDateTime: date.nullable(),
    tokenState: text.nullable(),
    expirationDateTime: date.nullable(),
    organizationName: text.nullable(),
    displayName: text.nullable(),
    locationName: text.nullable(),
    appleId: text.nullable().meta({ description: 'Masked.' }),
    accountType: z.enum(ACCOUNT_TYPES).nullable(),
    countryOrRegion: text.nullable(),
    failingSince: date.nullable(),
    failures: count,
    firstSeenDateTime: date.nullable(),
    lastReportDateTime: date.nullable(),
    lastCompletedDateTime: date.nullable(),
    retiredDateTime: date.nullable(),
    silence: silence.nullable(),
    incident: incident.nullable(),
  })
  .meta({ id: 'Token' });

export const historyItem = z
  .strictObject({
    status,
    outcome: z.enum(['applied', 'unchanged', 'stale']),
    lastSyncDateTime: date.nullable(),
    observedAt: date,
    receivedAt: date,
    source: text,
    deliveryId: text.nullable(),
    detail: text.nullable(),
  })
  .meta({ id: 'HistoryItem' });

export const group = z
  .strictObject({
    target: text,
    groupId: text,
    kind: z.enum(['cause', 'baseline']),
    cause: cause.nullable(),
    scope: text.nullable(),
    state: z.enum(['pending', 'delivered', 'dead']),
    lastError: text.nullable(),
    openedAt: date,
    endedAt: date.nullable(),
    counts: z.strictObject({ open: count, recovered: count, moved: count }),
    openMembers: z.array(z.strictObject(itsSubject)),
  })
  .meta({ id: 'Group' });

const accepted = z.strictObject({
  index: count,
  tenantId: text,
  tokenId: text,
  outcome: z.enum(['applied', 'unchanged', 'stale', 'duplicate']),
  status,
  previousStatus: status.nullable(),
  incident: z.strictObject({ id: text, cause, severity, state: z.enum(['open', 'resolved']) }).nullable(),
  warnings: z.array(fieldError).optional(),
});
const rejected = z.strictObject({
  index: count,
  tenantId: text.optional(),
  tokenId: text.optional(),
  outcome: z.literal('rejected'),
  errors: z.array(fieldError),
});

export const reportResults = z
  .strictObject({ results: z.array(z.discriminatedUnion('outcome', [accepted, rejected])) })
  .meta({ id: 'ReportResults' });

export const redriven = z.strictObject({ redriven: count });
export const acknowledged = z.strictObject({ acknowledged: count });
export const silenced = z.strictObject({ silenced: count });
export const testResults = z.strictObject({
  results: z.array(z.strictObject({ target: text, outcome: z.enum(['delivered', 'failed']), reason: text.nullable() })),
});
