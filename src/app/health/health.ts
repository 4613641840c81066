import { HOUR } from '../../domain/policy.ts';
import { isLate } from '../commit/outage.ts';
import { isNamed, type Routing } from '../decide/audience.ts';
import { readGuard } from '../deliver/guard.ts';
import type { MailboxStore } from '../deliver/ports.ts';
import type { Guard } from '../deliver/rows.ts';
import { type AppStore, type Clock, StorageUnavailable, type TenantStore } from '../model/ports.ts';

export interface Health {
  readonly status: 'ok' | 'degraded' | 'down';
  /** When the last complete sweep ended, in milliseconds since the epoch. */
  readonly lastSweepAt?: number;
  readonly reasons: readonly HealthReason[];
}

/** Something that is wrong, or that people should know, in English. */
export interface HealthReason {
  readonly kind:
    | 'settings'
    | 'storage'
    | 'lateCheck'
    | 'failingTarget'
    | 'unreadableRows'
    | 'unroutedTenants'
    | 'logAlone';
  readonly detail: string;
  /** What to do about it. */
  readonly action: string;
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
      reasons: [...faults, ...(deps.targets.length === 1 ? [LOG_ALONE] : [])],
    };
  } catch (error) {
    if (!(error instanceof StorageUnavailable)) throw error;
    return { status: 'down', reasons: [storageReason(error)] };
  }
}

/** A log wakes no one; that is a choice to be made knowingly, not a fault. */
const LOG_ALONE: HealthReason = {
  kind: 'logAlone',
  detail: 'The log is the only channel, so alerts reach no one unless the log is read.',
  action: 'Set the address of a channel, for example TEAMS_WEBHOOK_URL, SLACK_WEBHOOK_URL or SMTP_URL.',
};

function storageReason({ message }: StorageUnavailable): HealthReason {
  const action =
    "Check that the storage account is available, that the app's network reaches it, and that its identity has its roles.";
  return { kind: 'storage', detail: `Storage is unavailable: ${message}`, action };
}

/** What is wrong with the settings. */
export function settingsReasons(problems: readonly string[]): readonly HealthReason[] {
  const action = 'Correct the setting, save, and wait for the restart.';
  return problems.map((detail) => ({ kind: 'settings', detail, action }));
}

function lateSweep(isSweepLate: boolean, completedAt: number | undefined): readonly HealthReason[] {
  if (!isSweepLate) return [];
  const since =
    completedAt === undefined ? 'No check was ever complete' : `The last complete check was at ${iso(completedAt)}`;
  const detail = `${since}; missing reports are not noticed until the next one.`;
  const action = 'Look in the log of the function sweep for the reason. If it says nothing, restart the app.';
  return [{ kind: 'lateCheck', detail, action }];
}

type TargetGuard = Guard & { readonly id: string };

function failingTargets(guards: readonly TargetGuard[], now: number): readonly HealthReason[] {
  return guards.flatMap(({ id, failingSince, lastError }): readonly HealthReason[] => {
    if (failingSince === undefined || now - failingSince < FAILS_FOR) return [];
    const detail = `Target ${id}: every attempt since ${iso(failingSince)} has failed (${lastError ?? 'unknown reason'}).`;
    const test = `POST /api/test-notification?target=${id}`;
    const action = `Correct its address in the settings, or the service behind it, then test it: ${test}. What waits is then sent.`;
    return [{ kind: 'failingTarget', detail, action }];
  });
}

/** They stop nothing but themselves, and nothing else says so. */
function unreadableRows(counts: readonly { readonly unreadable?: number | undefined }[]): readonly HealthReason[] {
  const count = counts.reduce((sum, { unreadable = 0 }) => sum + unreadable, 0);
  if (count === 0) return [];
  const detail = `${count} stored ${count === 1 ? 'row' : 'rows'} can't be read; the log names them.`;
  const action = 'Search the log for "cannot be read". Put the rows back from a backup, or delete them.';
  return [{ kind: 'unreadableRows', detail, action }];
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
  const fallback = routing.fallback.join(', ') || 'log';
  const named = unrouted.slice(0, MAX_NAMED).join(', ');
  const rest = unrouted.length > MAX_NAMED ? ` and ${unrouted.length - MAX_NAMED} more` : '';
  const detail = `No rule of ALERT_ROUTES names ${named}${rest}; alerts of these go to ${fallback}.`;
  const action = 'Add them to a rule of ALERT_ROUTES, or add a rule without tenants for all others.';
  return [{ kind: 'unroutedTenants', detail, action }];
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
