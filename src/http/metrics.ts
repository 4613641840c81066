import { Counter, Gauge, Registry } from 'prom-client';
import type { Figures } from '../app/overview/figures.ts';
import type { Overview } from '../app/overview/overview.ts';
import { DAY } from '../domain/policy.ts';
import { SYNC_STATUSES } from '../domain/sync-status.ts';

/** What tells tenants apart has so many series at most: of those whose figure is worst. */
const MOST_TENANTS = 100;

const WITHIN_DAYS = [0, 1, 3, 7, 14, 30] as const;

export interface MetricsText {
  readonly contentType: string;
  readonly text: string;
}

/** Everything as Prometheus reads it. Ages are measured now, and all else is as old as the last complete sweep. */
export async function metricsOf(overview: Overview): Promise<MetricsText> {
  const registry = new Registry();
  const gauge = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
    new Gauge({ name, help, labelNames, registers: [registry] });

  tokenMetrics(overview, gauge);
  tenantMetrics(overview, gauge);
  targetMetrics(overview, registry, gauge);
  const { now, sweptAt, sweepStartedAt, listings } = overview;
  const age = (name: string, help: string, at: number | undefined) => {
    const it = gauge(name, help);
    if (at === undefined) it.remove();
    else it.set(seconds(now - at));
  };
  age('vpp_sweep_age_seconds', 'Time since the last complete check ended.', sweptAt);
  age('vpp_sweep_start_age_seconds', 'Time since a check last began.', sweepStartedAt);
  age('vpp_poll_age_seconds', 'Time since the tenant that was read longest ago was.', listings[0]?.listedAt);
  return { contentType: registry.contentType, text: await registry.metrics() };
}

type MakeGauge = <L extends string>(name: string, help: string, labelNames?: readonly L[]) => Gauge<L>;

function tokenMetrics({ tokens, retired, incidents, acknowledged, expiries, now }: Overview, gauge: MakeGauge): void {
  const byState = gauge('vpp_tokens', 'Monitored tokens by sync status and the cause of their incident.', [
    'status',
    'cause',
  ]);
  // Those without a problem are always there, so that nothing reads as no data.
  for (const status of SYNC_STATUSES) byState.set({ status, cause: 'none' }, 0);
  for (const { status, cause, count } of tokens)
    byState.set({ status: status ?? 'unknown', cause: cause ?? 'none' }, count);
  gauge('vpp_tokens_not_monitored', 'Tokens whose monitoring a person stopped.').set(retired);

  const open = gauge('vpp_incidents', 'Open incidents of tokens and of all else.', ['cause', 'severity']);
  for (const { cause, severity, count } of incidents) open.set({ cause, severity }, count);
  gauge('vpp_incidents_acknowledged', 'Open incidents that a person acknowledged.').set(acknowledged);

  const expiring = gauge(
    'vpp_tokens_expiring',
    'Tokens that expire within the number of days in the label; 0: expired.',
    ['days'],
  );
  for (const days of WITHIN_DAYS) {
    expiring.set({ days }, expiries.filter(({ expiresAt }) => expiresAt <= now + days * DAY).length);
  }
}

function tenantMetrics({ tenants, expiries, syncs, now }: Overview, gauge: MakeGauge): void {
  gauge('vpp_tenants', 'Tenants.').set(tenants);
  const toExpiry = gauge(
    'vpp_next_expiry_seconds',
    `Time until the first token of a tenant expires, of the ${MOST_TENANTS} tenants where that is soonest.`,
    ['tenant'],
  );
  for (const { tenantId, expiresAt } of firstOfTenants(expiries)) {
    toExpiry.set({ tenant: tenantId }, seconds(expiresAt - now));
  }
  const syncAge = gauge(
    'vpp_last_sync_age_seconds',
    `Age of the oldest last sync of a tenant's tokens, of the ${MOST_TENANTS} tenants where that is oldest.`,
    ['tenant'],
  );
  for (const { tenantId, lastSyncAt } of firstOfTenants(syncs)) {
    syncAge.set({ tenant: tenantId }, seconds(now - lastSyncAt));
  }
}

/** The first entry of each tenant, in their order. */
function firstOfTenants<T extends Figures['expiries'][number] | Figures['syncs'][number]>(sorted: readonly T[]): T[] {
  const seen = new Map<string, T>();
  for (const it of sorted) if (!seen.has(it.tenantId)) seen.set(it.tenantId, it);
  return [...seen.values()].slice(0, MOST_TENANTS);
}

function targetMetrics({ targets, now }: Overview, registry: Registry, gauge: MakeGauge): void {
  const sent = new Counter({
    name: 'vpp_deliveries_total',
    help: 'Messages sent to a target, by result.',
    labelNames: ['target', 'result'],
    registers: [registry],
  });
  const labels = ['target'] as const;
  const waiting = gauge('vpp_deliveries_pending', 'Subjects about which a target is yet to be sent something.', labels);
  const dead = gauge('vpp_deliveries_undelivered', 'Subjects about which nothing could be sent.', labels);
  const due = gauge('vpp_oldest_due_age_seconds', 'How late the oldest delivery of a target is; 0: none is.', labels);
  const failing = gauge(
    'vpp_target_failing_seconds',
    'For how long every attempt has failed; 0: the last did not.',
    labels,
  );
  for (const it of targets) {
    const { target } = it;
    for (const result of ['delivered', 'refused', 'failed'] as const) sent.inc({ target, result }, it[result]);
    waiting.set({ target }, it.waiting);
    dead.set({ target }, it.dead);
    due.set({ target }, seconds(Math.max(0, now - (it.oldestDueAt ?? now))));
    failing.set({ target }, seconds(now - (it.failingSince ?? now)));
  }
}

function seconds(ms: number): number {
  return Math.round(ms / 1_000);
}
