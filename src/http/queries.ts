import * as z from 'zod';
import { APP_TENANT } from '../app/model/subject.ts';
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

/** Incidents and notifications belong to a tenant, or to the app itself. */
const partition = z.literal(APP_TENANT).or(idSchema);

const SUBJECT_ALLOWED = 'must be the id of a token or of another subject';

/** A token, or another subject, whose id begins with an underscore. */
const subject = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._:@-]{0,199}$/, SUBJECT_ALLOWED);

const ownSubject = z.string().regex(/^_[A-Za-z0-9._:@-]{1,199}$/, SUBJECT_ALLOWED);

const targetName = z.string('is required').min(1, 'must name a target').max(64, 'must name a target');

export const NOTIFICATION_STATES = ['delivered', 'pending', 'dead', 'missed', 'parked', 'silenced'] as const;

const personName = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]{1,200}$/u, 'must be a name of 1 to 200 characters without control characters');

export const HISTORY_QUERY = z.object(page);
export const TOKENS_QUERY = z.object({ ...page, tenantId, status: status.optional(), cause: oneOf(CAUSES) });
export const CONNECTIONS_QUERY = z.object({ ...page, tenantId });
export const RETIRE_QUERY = z.object({
  undo: z
    .enum(['true', 'false'], 'must be true or false')
    .transform((text) => text === 'true')
    .default(false),
  by: personName.optional(),
});
export const INCIDENTS_QUERY = z.object({
  ...page,
  tenantId: partition.optional(),
  state: oneOf(['open', 'resolved']),
  cause: oneOf(CAUSES),
});
export const NOTIFICATIONS_QUERY = z
  .object({
    ...page,
    target: targetName.optional(),
    tenantId: partition.optional(),
    tokenId: subject.optional(),
    state: oneOf(NOTIFICATION_STATES),
  })
  .transform(({ tokenId, ...rest }) => ({ ...rest, ...(tokenId !== undefined && { subject: tokenId }) }));
export const REDRIVE_QUERY = z
  .object({ target: targetName, tenantId: partition.optional(), tokenId: subject.optional() })
  .transform(({ tokenId, ...rest }) => ({ ...rest, ...(tokenId !== undefined && { subject: tokenId }) }));
export const OPTIONAL_TARGET_QUERY = z.object({ target: targetName.optional() });
export const GROUPS_QUERY = z.object({ target: targetName.optional(), groupId: idSchema.optional() });

export const SILENCES_QUERY = z.object({ tenantId: partition.optional() });

export const INCIDENT_PATH = z.object({ tenantId: partition, incidentId: idSchema });
export const TENANTS_QUERY = z.object(page);
export const TENANT_PATH = z.object({ tenantId: idSchema });
export const TOKEN_PATH = z.object({ tenantId: idSchema, tokenId: idSchema });
/** A token's, or that of another subject, which an action on a group may have silenced. */
export const SILENCE_PATH = z.object({ tenantId: partition, tokenId: z.union([idSchema, ownSubject]) });
export const GROUP_PATH = z.object({ target: targetName, groupId: idSchema });

/** The host's own: the function key, and the name that it goes by. */
const OF_THE_HOST: ReadonlySet<string> = new Set(['code', 'clientId']);

/** Reads query parameters. Pointers are as in `?limit`. */
export function readQuery<T>(schema: z.ZodType<T>, query: URLSearchParams): Read<T> {
  const known = namesOf(schema);
  const unknown = [...query.keys()].filter((name) => !known.includes(name) && !OF_THE_HOST.has(name));
  if (unknown.length > 0) {
    const allowed = known.length > 0 ? `the known ones are ${known.join(', ')}` : 'this route takes none';
    const errors = unknown.map((name) => ({
      pointer: `?${name}`,
      detail: `is not a parameter of this route; ${allowed}`,
    }));
    return refused(400, errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; '), errors);
  }
  return read(schema, Object.fromEntries(query), (path) => `?${path}`);
}

function namesOf(schema: z.ZodType): readonly string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  return schema instanceof z.ZodPipe && schema.in instanceof z.ZodType ? namesOf(schema.in) : [];
}

export const NO_QUERY = z.object({});

/** Reads the parts of a path of a route that takes no query parameters. */
export function readPathAlone<T>(
  schema: z.ZodType<T>,
  request: { readonly params: Readonly<Record<string, string>>; readonly query: URLSearchParams },
): Read<T> {
  const query = readQuery(NO_QUERY, request.query);
  return query.ok ? readPath(schema, request.params) : query;
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
