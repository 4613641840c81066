import { HOUR } from '../../domain/policy.ts';
import { isLate } from '../commit/outage.ts';
import { isNamed, type Routing } from '../decide/audience.ts';
import { readGuard } from '../deliver/guard.ts';
import type { MailboxStore } from '../deliver/ports.ts';
import type { Guard } from '../deliver/rows.ts';
import { type AppStore, type Clock, StorageUnavailable, type TenantStore } from '../model/ports.ts';
import type { HealthReason } from './reasons.ts';

export interface Health {
  readonly status: 'ok' | 'degraded' | 'down';
  /** When the last complete sweep ended, in milliseconds since the epoch. */
  readonly lastSweepAt?: number;
  readonly reasons: readonly HealthReason[];
}

export interface HealthDeps {
  readonly app: AppStore;
  readonly tenants: Pick<TenantStore, 'list'>;
  readonly store: MailboxStore;
  /** The ids of the configured targets. */
  readonly targets: readonly string[];
  readonly routing: Routing;
  readonly clock: Clock;
  /** From one sweep to the next, in milliseconds. */
  readonly period: number;
}

/** A target that fails for so long is worth a word. */
const FAILS_FOR = HOUR;

/** So many tenants without a rule are named. */
const MAX_NAMED = 20;

/** How the app does, and what is wrong. Never throws for storage that is out of reach. */
export async function health(deps: HealthDeps): Promise<Health> {
  try {
    const now = deps.clock();
    const heartbeat = await deps.app.readHeartbeat();
    const bornAt = heartbeat?.completedAt === undefined ? await deps.app.bornAt(now) : undefined;
    const guards = await Promise.all(
      deps.targets.map(async (id) => ({ id, ...(await readGuard(deps.store, id)).guard })),
    );
    const faults = [
      ...lateSweep(isLate(heartbeat, now, deps.period, bornAt), heartbeat?.completedAt),
      ...failingTargets(guards, now),
      ...unreadableRows([...guards, { unreadable: heartbeat?.unreadable }]),
      ...(await unroutedTenants(deps)),
    ];
    return {
      status: faults.length > 0 ? 'degraded' : 'ok',
      ...(heartbeat?.completedAt !== undefined && { lastSweepAt: heartbeat.completedAt }),
      // A log wakes no one; that is a choice to be made knowingly, not a fault.
      reasons: [...faults, ...(deps.targets.length === 1 ? [{ kind: 'logAlone' } as const] : [])],
    };
  } catch (error) {
    if (!(error instanceof StorageUnavailable)) throw error;
    return { status: 'down', reasons: [{ kind: 'storage', error: error.message }] };
  }
}

/** What is wrong with the settings. */
export function settingsReasons(problems: readonly string[]): readonly HealthReason[] {
  return problems.map((problem) => ({ kind: 'settings', problem }));
}

function lateSweep(isSweepLate: boolean, completedAt: number | undefined): readonly HealthReason[] {
  return isSweepLate ? [{ kind: 'lateCheck', ...(completedAt !== undefined && { completedAt }) }] : [];
}

type TargetGuard = Guard & { readonly id: string };

function failingTargets(guards: readonly TargetGuard[], now: number): readonly HealthReason[] {
  return guards.flatMap(({ id, failingSince, lastError }): readonly HealthReason[] => {
    if (failingSince === undefined || now - failingSince < FAILS_FOR) return [];
    return [{ kind: 'failingTarget', target: id, since: failingSince, error: lastError ?? 'unknown reason' }];
  });
}

/** They stop nothing but themselves, and nothing else says so. */
function unreadableRows(counts: readonly { readonly unreadable?: number | undefined }[]): readonly HealthReason[] {
  const count = counts.reduce((sum, { unreadable = 0 }) => sum + unreadable, 0);
  return count === 0 ? [] : [{ kind: 'unreadableRows', count }];
}

/** Tenants that no rule names go to the targets of the single settings; people should know. */
async function unroutedTenants({ routing, tenants }: HealthDeps): Promise<readonly HealthReason[]> {
  const { rules } = routing;
  if (!rules || rules.some((rule) => !rule.tenants)) return [];
  const unrouted: string[] = [];
  for await (const { tenantId } of tenants.list()) {
    if (!isNamed(rules, tenantId)) unrouted.push(tenantId);
  }
  if (unrouted.length === 0) return [];
  const tenantIds = unrouted.slice(0, MAX_NAMED);
  const fallback = routing.fallback.length > 0 ? routing.fallback : ['log'];
  return [{ kind: 'unroutedTenants', tenantIds, others: unrouted.length - tenantIds.length, fallback }];
}
