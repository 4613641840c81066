import type { Cause, Severity } from '../../domain/cause.ts';
import type { Notice } from '../model/notice.ts';
import type { Target } from '../model/ports.ts';

/** Which notices go to which targets. A condition that is absent holds for every notice. */
export interface AlertRule {
  readonly tenants?: readonly string[];
  readonly causes?: readonly Cause[];
  readonly severities?: readonly ('info' | Severity)[];
  readonly targets: readonly string[];
}

/** Always on, whatever the rules say: it is where to look when nothing else works. */
const LOG = 'log';

/**
 * The targets that a notice goes to: those of every rule that fits, and the log. A test, and trouble of the program
 * itself, concern all of them.
 *
 * @param rules absent where everything goes everywhere
 */
export function routesFor(
  notice: Notice,
  targets: ReadonlyMap<string, Target>,
  rules: readonly AlertRule[] | undefined,
): readonly string[] {
  const isForAll = rules === undefined || notice.type === 'vpp.test' || notice.type === 'vpp.trouble';
  const named = new Set(isForAll ? targets.keys() : [LOG, ...rules.flatMap((rule) => targetsOf(rule, notice))]);
  return [...targets.values()]
    .filter((target) => named.has(target.id) && (target.wants?.(notice) ?? true))
    .map(({ id }) => id);
}

function targetsOf(rule: AlertRule, notice: Notice): readonly string[] {
  return fits(rule, notice) ? rule.targets : [];
}

function fits({ tenants, causes, severities }: AlertRule, notice: Notice): boolean {
  // Whoever may hear of some tenants must not hear of others in the same breath.
  if (tenants && !tenantsOf(notice).every((tenantId) => tenants.includes(tenantId))) return false;
  if (causes && !causesOf(notice).some((cause) => causes.includes(cause))) return false;
  return !severities || severities.includes(notice.severity);
}

function tenantsOf(notice: Notice): readonly string[] {
  if ('tenantId' in notice) return [notice.tenantId];
  return 'tenants' in notice ? notice.tenants.map(({ tenantId }) => tenantId) : [];
}

/** An expiry that comes near is the business of whoever hears of expired tokens. */
function causesOf(notice: Notice): readonly Cause[] {
  if ('cause' in notice) return [notice.cause];
  if (notice.type === 'vpp.expiring') return ['tokenExpired'];
  return notice.type === 'vpp.baseline' ? notice.faults.map(({ cause }) => cause) : [];
}
