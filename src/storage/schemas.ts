import * as z from 'zod';
import type { Fact } from '../app/model/fact.ts';
import { POLL_FAULTS, type PollFault } from '../app/model/graph.ts';
import type { TokenLabel } from '../app/model/notice.ts';
import { CAUSES, SEVERITIES } from '../domain/cause.ts';
import type { Found } from '../domain/diagnosis.ts';
import { type Incident, RESOLUTIONS, type Reason, type Told } from '../domain/incident.ts';
import type { TokenRecord } from '../domain/record.ts';
import { ACCOUNT_TYPES } from '../domain/report.ts';
import type { Strip } from '../domain/strip.ts';
import { SYNC_STATUSES } from '../domain/sync-status.ts';
import { parseTimestamp, type Timestamp } from '../domain/timestamp.ts';

/**
 * The JSON inside stored rows, as it is read back. Objects are loose: what a newer release added passes through, and
 * is written back with the rest.
 */
export const timestamp = z.custom<Timestamp>(
  (value) => typeof value === 'string' && parseTimestamp(value) !== undefined,
  'no timestamp',
);
export const syncStatus = z.enum(SYNC_STATUSES);
export const cause = z.enum(CAUSES);
export const severity = z.enum(SEVERITIES);

const observation = z.looseObject({ status: syncStatus, lastSyncAt: timestamp.optional(), observedAt: timestamp });

function byDating<T extends z.ZodType>(schema: T) {
  return z.looseObject({ dated: schema.optional(), undated: schema.optional() });
}

function carried<T extends z.ZodType>(value: T) {
  return byDating(observation.extend({ value })).optional();
}

export const tokenRecord: z.ZodType<TokenRecord> = z.looseObject({
  tenantId: z.string(),
  tokenId: z.string(),
  firstSeenAt: timestamp,
  lastReportAt: timestamp,
  lastObservedAt: timestamp,
  newest: byDating(observation),
  fields: z.looseObject({
    tokenState: carried(z.string()),
    expiresAt: carried(timestamp),
    organizationName: carried(z.string()),
    displayName: carried(z.string()),
    locationName: carried(z.string()),
    appleId: carried(z.string()),
    accountType: carried(z.enum(ACCOUNT_TYPES)),
    countryOrRegion: carried(z.string()),
    detail: carried(z.string()),
    appCount: carried(z.number()),
    accountHash: carried(z.string()),
  }),
  failures: z.array(z.looseObject({ lastSyncAt: timestamp, observedAt: timestamp })),
  undatedFailures: z.array(timestamp),
  completed: byDating(observation).extend({ datedSeenAt: timestamp.optional() }),
  running: byDating(
    z.looseObject({ lastSyncAt: timestamp.optional(), other: observation.optional(), seenAt: z.array(timestamp) }),
  ),
});

/** It is shown and never decided by, so one that a newer release names may pass as it is. */
export const reason = z.custom<Reason>((value) => typeof value === 'object' && value !== null && 'why' in value);

const fault = z.looseObject({ cause, severity, failing: z.boolean() });

export const incident: z.ZodType<Incident> = fault.extend({
  id: z.string(),
  origin: z.literal('baseline').optional(),
  openedAt: z.number(),
  changedAt: z.number(),
  failingSince: timestamp.optional(),
  expiresAt: timestamp.optional(),
  resolvedAt: z.number().optional(),
  resolution: z.enum(RESOLUTIONS).optional(),
  failureCount: z.number().optional(),
  escalation: z.enum(['age', 'secondFailure']).optional(),
  secondFailureAfter: z.number().optional(),
  reopenings: z.number(),
  acknowledged: z
    .looseObject({
      at: z.number(),
      by: z.string(),
      verified: z.literal(true).optional(),
      note: z.string().optional(),
    })
    .optional(),
  reason,
});

export const told: z.ZodType<Told> = fault.extend({ at: z.number() });

export const fact: z.ZodType<Fact> = z.discriminatedUnion('kind', [
  fault.extend({ kind: z.literal('open'), incidentId: z.string() }),
  z.looseObject({
    kind: z.literal('over'),
    incidentId: z.string(),
    resolution: z.enum([...RESOLUTIONS, 'elsewhere']),
  }),
  z.looseObject({
    kind: z.literal('expiring'),
    severity: z.enum(['info', ...SEVERITIES]),
    items: z.array(z.looseObject({ tokenId: z.string(), step: z.number(), expiresAt: z.string() })),
  }),
]);

const identity = z.looseObject({
  expiresAt: timestamp,
  account: z.string().optional(),
  organization: z.string().optional(),
  location: z.string().optional(),
  otherSince: z.number().optional(),
});

/** What only the passing of time showed. */
export const found: z.ZodType<Found> = z.looseObject({
  silence: z.looseObject({ since: z.number(), last: timestamp }).optional(),
  standstillSince: timestamp.optional(),
  lookedAt: z.number().optional(),
  listedAt: z.number().optional(),
  removedAt: z.number().optional(),
  identity: identity.optional(),
  renewal: z.looseObject({ at: z.number(), before: identity }).optional(),
  apps: z
    .looseObject({
      count: z.number(),
      missing: z.looseObject({ at: z.number(), before: z.number() }).optional(),
    })
    .optional(),
});

export const pollFault: z.ZodType<PollFault> = z.looseObject({
  kind: z.enum(POLL_FAULTS),
  reason: z.string(),
  permission: z.string().optional(),
  consentUrl: z.string().optional(),
  retryAfterMs: z.number().optional(),
});

export const strip: z.ZodType<Strip> = z.string();

export const tokenLabel: z.ZodType<TokenLabel> = z.looseObject({
  displayName: z.string().optional(),
  organizationName: z.string().optional(),
  locationName: z.string().optional(),
  appleId: z.string().optional(),
  accountType: z.enum(ACCOUNT_TYPES).optional(),
});
