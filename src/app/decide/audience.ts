import type { Cause, Severity } from '../../domain/cause.ts';
import { APP_TENANT } from '../model/subject.ts';
import type { AudienceFor } from './context.ts';

export type RoutedSeverity = 'info' | Severity;

/** Which alerts go to which targets. A condition that is absent holds for every alert. */
export interface AlertRule {
  readonly tenants?: readonly string[];
  readonly causes?: readonly Cause[];
  readonly severities?: readonly RoutedSeverity[];
  readonly targets: readonly string[];
}

/** Everything that says who is to know of something; a part of the policy, so that a change rechecks every row. */
export interface Routing {
  /** Absent where every alert goes to every target. */
  readonly rules?: readonly AlertRule[];
  /** All targets of the settings, by id, with the least severity each wants. */
  readonly targets: Readonly<Record<string, RoutedSeverity>>;
  /** Those of them that the single settings switch on: they hear of tenants that no rule names. */
  readonly fallback: readonly string[];
}

/** Always on: people may look there when nothing else works. */
const LOG = 'log';

const RANK: Readonly<Record<RoutedSeverity, number>> = { info: 0, warning: 1, critical: 2 };

/** @returns who is to know of what, by these rules */
export function audienceBy({ rules, targets, fallback }: Routing): AudienceFor {
  const wants = (target: string, severity: RoutedSeverity) => RANK[severity] >= RANK[targets[target] ?? 'info'];
  return ({ tenantId, cause, severity }) => {
    const named = targetsFor(rules, { tenantId, cause, severity }, Object.keys(targets), fallback);
    return [...new Set([LOG, ...named])].filter((target) => wants(target, severity)).sort();
  };
}

function targetsFor(
  rules: readonly AlertRule[] | undefined,
  { tenantId, cause, severity }: Parameters<AudienceFor>[0],
  all: readonly string[],
  fallback: readonly string[],
): readonly string[] {
  // What concerns the app itself concerns every target.
  if (!rules || tenantId === APP_TENANT) return all;
  if (!isNamed(rules, tenantId)) return fallback;
  const fitting = rules.filter(
    ({ tenants, causes, severities }) =>
      (!tenants || tenants.includes(tenantId)) &&
      (!causes || causes.includes(cause)) &&
      (!severities || severities.includes(severity)),
  );
  return fitting.flatMap((rule) => rule.targets);
}

/** Whether any rule is about the tenant, or about all; what such a rule leaves out by cause or severity stays out. */
export function isNamed(rules: readonly AlertRule[], tenantId: string): boolean {
  return rules.some(({ tenants }) => !tenants || tenants.includes(tenantId));
}
