import * as z from 'zod';
import { SYNC_STATUSES } from '../../domain/sync-status.ts';
import type { Operation } from './operation.ts';

const text = z.string().optional();
const date = z.string().meta({ format: 'date-time' }).optional();

/** A report as Graph returns a `vppToken`. Letter case of names and statuses does not matter, and more is ignored. */
const report = z
  .looseObject({
    id: z.string(),
    lastSyncStatus: z.union([z.enum(SYNC_STATUSES), z.int().min(0).max(3)]),
    tenantId: text,
    lastSyncDateTime: date,
    observedAt: date,
    state: text,
    expirationDateTime: date,
    organizationName: text,
    displayName: text,
    locationName: text,
    appleId: text,
    vppTokenAccountType: text,
    countryOrRegion: text,
    detail: text,
  })
  .meta({
    id: 'Report',
    description: 'A `vppToken` as Microsoft Graph returns it, with `tenantId`, `observedAt` and `detail`.',
  });

const cloudEvent = z
  .looseObject({ specversion: z.literal('1.0'), id: z.string(), source: z.string(), type: z.string(), data: report })
  .meta({ id: 'CloudEvent' });

const eventGridEvent = z
  .looseObject({ id: z.string(), eventType: z.string(), data: z.looseObject({}) })
  .meta({ id: 'EventGridEvent' });

/** All forms in which reports come. */
export const reportBodies: Pick<Operation, 'body'> = {
  body: {
    'application/json': z.union([
      report,
      z.array(report).max(1_000),
      z.strictObject({ value: z.union([report, z.array(report).max(1_000)]) }),
      z.array(eventGridEvent),
    ]),
    'application/cloudevents+json': cloudEvent,
    'application/cloudevents-batch+json': z.array(cloudEvent),
  },
};
