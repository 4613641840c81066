import * as z from 'zod';
import { OUTBREAKS } from '../app/model/ports.ts';
import { NOTIFICATION_STATES } from '../app/model/state.ts';
import { CAUSES } from '../domain/cause.ts';
import { parseSyncStatus, SYNC_STATUSES } from '../domain/sync-status.ts';
import { idSchema } from '../reports/id.ts';
import { type Read, refused } from './problem.ts';

const STATUS_ALLOWED = `must be one of ${SYNC_STATUSES.join(', ')}`;
const LIMIT_ALLOWED = 'must be a whole number from 1 to 500';

const page = {
  limit: z
    .string()
    .regex(/^\d{1,3}$/, LIMIT_ALLOWED)
    .transform(Number)
    .refine((count) => count >= 1 && count <= 500, LIMIT_ALLOWED)
    .default(100),
  continuation: z.string().optional(),
};

const status = z.string().transform((text, context) => {
  const parsed = parseSyncStatus(text);
  if (parsed) return parsed;
  context.addIssue({ code: 'custom', message: STATUS_ALLOWED });
  return z.NEVER;
});

function oneOf<const T extends readonly string[]>(names: T) {
  return z.enum(names, `must be one of ${names.join(', ')}`).optional();
}

const tenantId = idSchema.optional();

/** Incidents and notifications belong to a tenant, or to the outbreaks. */
const partition = z.literal(OUTBREAKS).or(idSchema);

export const HISTORY_QUERY = z.object(page);
export const TOKENS_QUERY = z.object({ ...page, tenantId, status: status.optional(), cause: oneOf(CAUSES) });
export const INCIDENTS_QUERY = z.object({
  ...page,
  tenantId: partition.optional(),
  state: oneOf(['open', 'resolved']),
  cause: oneOf(CAUSES),
});
export const NOTIFICATIONS_QUERY = z.object({
  ...page,
  tenantId: partition.optional(),
  state: oneOf(NOTIFICATION_STATES),
  target: z.string().min(1).optional(),
});

export const INCIDENT_PATH = z.object({ tenantId: partition, incidentId: idSchema });

export const TENANT_PATH = z.object({ tenantId: idSchema });
export const TOKEN_PATH = z.object({ tenantId: idSchema, tokenId: idSchema });

const targetName = z.string('is required').min(1, 'must name a target').max(64, 'must name a target');

export const TARGET_QUERY = z.object({ target: targetName });
export const OPTIONAL_TARGET_QUERY = z.object({ target: targetName.optional() });

const NOTIFICATION_ALLOWED = 'must be the id of a notification, as in 01J…-1';

/** `{incidentId}-{seq}`; an incident's id may hold hyphens of its own. */
const notificationId = z.string().transform((text, context) => {
  const [, incidentId, seq] = /^([A-Za-z0-9][A-Za-z0-9._:@-]{0,127})-(\d{1,8})$/.exec(text) ?? [];
  if (incidentId !== undefined && seq !== undefined) return { incidentId, seq: Number(seq) };
  context.addIssue({ code: 'custom', message: NOTIFICATION_ALLOWED });
  return z.NEVER;
});

export const NOTIFICATION_PATH = z.object({ tenantId: partition, notificationId });

/** Reads query parameters; those that the schema does not know are left alone. Pointers are as in `?limit`. */
export function readQuery<T>(schema: z.ZodType<T>, query: URLSearchParams): Read<T> {
  return read(schema, Object.fromEntries(query), (path) => `?${path}`);
}

/** Reads the parts of a path. Pointers are as in `/tenantId`. */
export function readPath<T>(schema: z.ZodType<T>, params: Readonly<Record<string, string>>): Read<T> {
  return read(schema, params, (path) => `/${path}`);
}

function read<T>(schema: z.ZodType<T>, input: unknown, pointerTo: (path: string) => string): Read<T> {
  const result = schema.safeParse(input);
  if (result.success) return { ok: true, value: result.data };
  const errors = result.error.issues.map(({ path, message }) => ({
    pointer: pointerTo(path.join('/')),
    detail: message,
  }));
  return refused(400, errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; '), errors);
}
