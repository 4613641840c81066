import * as z from 'zod';
import { POLL_FAULTS } from '../../app/model/graph.ts';
import { ACCOUNT_TYPES } from '../../domain/report.ts';
import { SYNC_STATUSES } from '../../domain/sync-status.ts';
import { cause, count, date, incident, silence, text } from './answers.ts';

/** What the API answers of tenants and of the whole. */

export const tenant = z
  .strictObject({
    tenantId: text,
    name: text.nullable(),
    enabled: z.boolean(),
    polled: z.boolean(),
    tokens: count.nullable(),
    openIncidents: count.nullable(),
    lastReportDateTime: date.nullable(),
    lastListingDateTime: date.nullable(),
    lastPollDateTime: date.nullable(),
    nextPollDateTime: date.nullable(),
    pollFault: z
      .strictObject({
        kind: z.enum(POLL_FAULTS),
        reason: text,
        permission: text.nullable(),
        consentUrl: text.nullable(),
        failures: count,
        failingSince: date.nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'Tenant' });

export const connection = z
  .strictObject({
    tenantId: text,
    subject: text,
    kind: z.enum(['enrollmentProgramToken', 'pushCertificate']),
    displayName: text.nullable(),
    accountType: z.enum(ACCOUNT_TYPES).nullable(),
    appleId: text.nullable().meta({ description: 'Masked.' }),
    appleIdHash: text.nullable().meta({ description: 'The same for the same Apple Account.' }),
    expirationDateTime: date.nullable(),
    lastSyncDateTime: date.nullable(),
    lastSyncErrorCode: z.int().nullable(),
    deviceCount: count.nullable(),
    silence: silence.nullable(),
    incident: incident.nullable(),
  })
  .meta({ id: 'Connection' });

const namedToken = {
  tenantId: text,
  tenantName: text.nullable(),
  tokenId: text,
  displayName: text.nullable(),
  organizationName: text.nullable(),
  locationName: text.nullable(),
};

export const overview = z
  .strictObject({
    lastCheck: date.nullable().meta({ description: 'Everything here is as that check left it.' }),
    tenants: count,
    tokens: z.strictObject({
      monitored: count,
      notMonitored: count,
      byStatus: z.record(z.enum([...SYNC_STATUSES, 'unknown']), count),
    }),
    incidents: z.strictObject({
      open: count,
      critical: count,
      warning: count,
      acknowledged: count,
      byCause: z.partialRecord(cause, count),
    }),
    oldestFailure: z.strictObject({ ...namedToken, cause: cause.nullable(), failingSince: date }).nullable(),
    nextExpiries: z.array(z.strictObject({ ...namedToken, expirationDateTime: date })),
    notifications: z.strictObject({ pending: count, dead: count }),
    channels: z
      .array(
        z.strictObject({
          target: text,
          pending: count,
          dead: count,
          failingSince: date.nullable(),
          lastError: text.nullable(),
          lastSuccessAt: date.nullable(),
        }),
      )
      .meta({ description: 'Those in trouble.' }),
  })
  .meta({ id: 'Overview' });

const HEALTH = ['ok', 'degraded', 'down'] as const;

export const health = z.strictObject({ status: z.enum(HEALTH) });

export const healthReasons = z
  .strictObject({
    status: z.enum(HEALTH),
    lastSweep: date.nullable(),
    reasons: z.array(z.strictObject({ kind: text, detail: text, action: text })),
  })
  .meta({ id: 'HealthReasons' });
