import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { SECOND } from '../domain/policy.ts';
import { idSchema, parseId } from '../reports/id.ts';
import * as types from './setting-types.ts';

/** What the settings say of one tenant; a rule that is absent is that of all tenants. Durations are milliseconds. */
export interface TenantEntry {
  readonly id: string;
  /** What alerts call it. */
  readonly name?: string;
  /** True: its tokens are read from Microsoft Graph. False: they are not, whatever else says so. */
  readonly enabled?: boolean;
  readonly CRITICAL_AFTER?: number;
  readonly SILENT_AFTER?: number;
  readonly EXPIRY_WARNING_DAYS?: number[];
  readonly FAILED_GRACE?: number;
}

const entrySchema = z.strictObject({
  id: idSchema,
  name: types.tenantName.optional(),
  enabled: z.boolean('must be true or false').optional(),
  CRITICAL_AFTER: types.duration(SECOND).optional(),
  SILENT_AFTER: types.duration(SECOND).optional(),
  EXPIRY_WARNING_DAYS: types.expirySteps.optional(),
  FAILED_GRACE: types.duration(0).optional(),
}) satisfies z.ZodType<TenantEntry, unknown>;

const LIST_ALLOWED = 'must be a JSON list of tenants, as in [{"id":"contoso.example","name":"Contoso"}]';

export type ReadTenants =
  | { readonly ok: true; readonly tenants: readonly TenantEntry[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads a list of tenants, as `TENANTS` and the files of `tenants import` hold it: JSON.
 *
 * @returns problems, each with the tenant and the member that it is about
 */
export function readTenants(text: string): ReadTenants {
  let items: unknown;
  try {
    items = JSON.parse(text);
  } catch {
    return { ok: false, problems: [LIST_ALLOWED] };
  }
  if (!Array.isArray(items)) return { ok: false, problems: [LIST_ALLOWED] };
  const tenants: TenantEntry[] = [];
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    const parsed = entrySchema.safeParse(item);
    if (!parsed.success) {
      problems.push(...parsed.error.issues.map((issue) => `${nameOf(item, index)}: ${problemOf(issue)}`));
      continue;
    }
    if (seen.has(parsed.data.id)) problems.push(`${nameOf(item, index)}: is listed twice`);
    seen.add(parsed.data.id);
    tenants.push(parsed.data);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, tenants };
}

interface TenantSettings {
  readonly GRAPH_TENANT_IDS?: readonly string[];
  readonly TENANTS?: readonly TenantEntry[];
}

/**
 * What settings say of reading tenants from Microsoft Graph, by id: true, or false for one that is not to be read although
 * its row says so. Of all others their rows decide.
 */
export function readBySettings({
  GRAPH_TENANT_IDS: ids = [],
  TENANTS: entries = [],
}: TenantSettings): ReadonlyMap<string, boolean> {
  const own = entries.flatMap(({ id, enabled }) => (enabled === undefined ? [] : [[id, enabled] as const]));
  return new Map([...ids.map((id) => [id, true] as const), ...own]);
}

/** The tenants that settings have read from Microsoft Graph, by id. */
export function tenantsRead(settings: TenantSettings): readonly string[] {
  return [...readBySettings(settings)].flatMap(([id, isRead]) => (isRead ? [id] : []));
}

/** As the text of a setting: the list itself, or the path of a file that holds it. */
export const tenants = z.string().transform((text, context): readonly TenantEntry[] => {
  const read = text.startsWith('[') ? readTenants(text) : readTenantsFile(text);
  if (read.ok) return read.tenants;
  for (const message of read.problems) context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

function readTenantsFile(path: string): ReadTenants {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return { ok: false, problems: [`${LIST_ALLOWED}, or the path of a file that holds one and can be read`] };
  }
  return readTenants(text);
}

function nameOf(item: unknown, index: number): string {
  const id = parseId(z.object({ id: z.string() }).safeParse(item).data?.id);
  return id === undefined ? `entry ${index + 1}` : `tenant ${id}`;
}

function problemOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') {
    return `has ${issue.keys.join(', ')}, which is not known there; known are ${Object.keys(entrySchema.shape).join(', ')}`;
  }
  return [issue.path.join('.'), issue.message].filter(Boolean).join(' ');
}
