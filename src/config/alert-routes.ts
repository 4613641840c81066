import { readFileSync } from 'node:fs';
import * as z from 'zod';
import type { AlertRule } from '../app/decide/audience.ts';
import { CHANNELS } from '../channels/registry.ts';
import type { TargetPlan } from '../channels/set.ts';
import { CAUSES, SEVERITIES } from '../domain/cause.ts';
import { idSchema } from '../reports/id.ts';
import { isUnresolved, UNRESOLVED } from './key-vault.ts';

/** So many targets hear of one incident at most: each costs its report a write. */
const MAX_TARGETS = 20;

/** The settings as the host gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface AlertRoutes {
  readonly targets: Readonly<Record<string, TargetPlan>>;
  readonly rules: readonly AlertRule[];
}

const NAME_ALLOWED =
  'must be 1 to 40 lower-case letters, digits or -, and none of the names of the channels themselves';
const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, NAME_ALLOWED)
  .refine((it) => !CHANNELS.kinds.some((kind) => kind === it), NAME_ALLOWED);

/** A setting's name behind a dollar sign: what stands in a file or a portal for all to see holds no secret. */
function reference<T>(environment: Environment, schema: z.ZodType<T, string>) {
  const allowed = 'must be a reference to a setting, as in $SLACK_OPS_URL';
  return z
    .string(allowed)
    .regex(/^\$[A-Za-z_][A-Za-z0-9_]*$/, allowed)
    .transform((text, context) => {
      const setting = text.slice(1);
      const value = Object.hasOwn(environment, setting) ? environment[setting]?.trim() : undefined;
      const parsed = value && !isUnresolved(value) ? schema.safeParse(value) : undefined;
      if (parsed?.success) return parsed.data;
      const absent = value ? UNRESOLVED : 'is not set';
      const problem = parsed ? parsed.error.issues[0]?.message : absent;
      context.addIssue({ code: 'custom', message: `${text} ${problem}` });
      return z.NEVER;
    });
}

function routesSchema(environment: Environment) {
  const target = CHANNELS.routeSchema((schema) => reference(environment, schema));
  const rule = z.strictObject({
    tenants: z.array(idSchema).min(1).optional(),
    causes: z.array(z.enum(CAUSES)).min(1).optional(),
    severities: z
      .array(z.enum(['info', ...SEVERITIES]))
      .min(1)
      .optional(),
    targets: z.array(z.string()).min(1),
  });
  return z.strictObject({ targets: z.record(name, target).default({}), rules: z.array(rule).min(1) });
}

export type ReadRoutes =
  | { readonly ok: true; readonly routes: AlertRoutes }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads `ALERT_ROUTES`: JSON, or the path of a file that holds it.
 *
 * @param builtIn the targets that single settings switch on, which rules may name too
 * @returns problems with the place of each, and without the value of any secret
 */
export function readAlertRoutes(text: string, environment: Environment, builtIn: readonly string[]): ReadRoutes {
  const json = parseJson(text);
  if (!json.ok) return { ok: false, problems: [json.problem] };
  const parsed = routesSchema(environment).safeParse(json.value);
  if (!parsed.success) {
    return {
      ok: false,
      problems: parsed.error.issues.map((issue) => `${issue.path.map(shown).join('.') || 'it'} ${messageOf(issue)}`),
    };
  }
  const { targets, rules } = parsed.data;
  const known = new Set([...builtIn, ...Object.keys(targets)]);
  // Its place is named and not its text, which may be an address that was pasted where a name belongs.
  const unknown = rules.flatMap((rule, i) =>
    rule.targets.flatMap((target, j) =>
      known.has(target)
        ? []
        : [`rules.${i}.targets.${j} names no target that is on; those are ${[...known].join(', ')}`],
    ),
  );
  if (unknown.length > 0) return { ok: false, problems: unknown };
  const crowded = mostTargets(rules);
  if (crowded > MAX_TARGETS) {
    return { ok: false, problems: [`lets ${crowded} targets hear of one incident; at most ${MAX_TARGETS} may`] };
  }
  return { ok: true, routes: { targets, rules } };
}

/** The most targets that rules name for any one tenant, the log included. */
function mostTargets(rules: readonly AlertRule[]): number {
  const tenants = [undefined, ...new Set(rules.flatMap((rule) => rule.tenants ?? []))];
  const named = tenants.map((tenantId) => {
    const fitting = rules.filter(
      (rule) => !rule.tenants || (tenantId !== undefined && rule.tenants.includes(tenantId)),
    );
    return new Set(['log', ...fitting.flatMap(({ targets }) => targets)]).size;
  });
  return Math.max(...named);
}

/** What was written as a name; an address that was pasted in its place is not repeated. */
function shown(part: PropertyKey): string {
  return /^[\w-]{1,40}$/.test(String(part)) ? String(part) : '…';
}

function messageOf(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_key') return NAME_ALLOWED;
  if (issue.code === 'unrecognized_keys') return `has ${issue.keys.map(shown).join(', ')}, which is not known there`;
  return issue.message;
}

type Json = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string };

function parseJson(text: string): Json {
  let source = text;
  if (!text.startsWith('{')) {
    try {
      source = readFileSync(text, 'utf8');
    } catch {
      return { ok: false, problem: 'must be JSON, or the path of a file that can be read' };
    }
  }
  try {
    return { ok: true, value: JSON.parse(source) };
  } catch {
    return { ok: false, problem: 'must be JSON; what stands there is not' };
  }
}
