import { createHash } from 'node:crypto';
import type { Routing } from '../app/decide/audience.ts';
import type { Rules } from '../app/decide/context.ts';
import { MINUTE, type Policy } from '../domain/policy.ts';
import type { Settings } from './settings.ts';

/** The part of the settings that judges and speaks. */
export function policyOf(settings: Settings): Policy {
  return {
    failedGrace: settings.FAILED_GRACE,
    criticalAfter: settings.CRITICAL_AFTER,
    stuckAfter: settings.STUCK_AFTER,
    overdueAfter: settings.OVERDUE_AFTER,
    silentAfter: settings.SILENT_AFTER,
    remindCriticalEvery: settings.REMIND_CRITICAL_EVERY,
    remindWarningEvery: settings.REMIND_WARNING_EVERY,
    remindAt: settings.REMIND_AT,
    timeZone: settings.TIME_ZONE,
    flapWindow: settings.FLAP_WINDOW,
  };
}

/** How the subjects of all tenants are judged, but for those of `tenantRulesOf`. */
export function rulesOf(settings: Settings, routing: Routing): Rules {
  const policy = policyOf(settings);
  const { EXPIRY_WARNING_DAYS: expirySteps } = settings;
  return {
    policy,
    policyHash: hashOf({ policy, routing, expirySteps }),
    unchangedWindow: unchangedWindowOf(policy),
    expirySteps,
  };
}

/** The rules of those tenants for which `TENANTS` has some of their own, by id. */
export function tenantRulesOf(settings: Settings, routing: Routing): ReadonlyMap<string, Rules> {
  const special = (settings.TENANTS ?? []).flatMap(({ id, name: _, enabled: __, ...own }) =>
    Object.keys(own).length === 0 ? [] : [[id, rulesOf({ ...settings, ...own }, routing)] as const],
  );
  return new Map(special);
}

/** Names what decisions depend on, so that rows decided under other settings are found. */
export function hashOf(settings: object): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 16);
}

const MAX_UNWRITTEN = 5 * MINUTE;

/** How long reports that say nothing new may go unwritten: never so long that a rule in force would notice. */
export function unchangedWindowOf(policy: Policy): number {
  const { remindAt: _, timeZone: __, ...durations } = policy;
  const shortest = Math.min(...Object.values(durations).filter((ms) => ms > 0));
  return Math.min(MAX_UNWRITTEN, shortest / 2);
}
