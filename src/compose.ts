import { invocationLog as log } from '../functions/invocation-log.ts';
import { KeyedMutex } from './app/commit/keyed-mutex.ts';
import { newId } from './app/commit/new-id.ts';
import { surroundingsOf } from './app/commit/outage.ts';
import { publisher } from './app/commit/publish.ts';
import type { TenantDecisionContext } from './app/decide/decide-tenant.ts';
import { routesFor } from './app/decide/routing.ts';
import type { DeliverDeps } from './app/deliver/deliver.ts';
import type { RedriveDeps } from './app/deliver/redrive.ts';
import { healthNotes } from './app/deliver/target-health.ts';
import type { IngestDeps } from './app/ingest/ingest.ts';
import type { Notice } from './app/model/notice.ts';
import type { Clock, SendResult, Target, Views } from './app/model/ports.ts';
import type { RetentionDeps } from './app/retain/retention.ts';
import { tenantSilences } from './app/silence/tenant-silences.ts';
import type { SweepDeps } from './app/sweep/sweep-deps.ts';
import { beat } from './channels/heartbeat.ts';
import { targetsOf } from './channels/targets.ts';
import type { AlertRoutes } from './config/alert-routes.ts';
import { hashOf, policyOf, unchangedWindowOf } from './config/policy.ts';
import { periodOf } from './config/setting-types.ts';
import type { Settings } from './config/settings.ts';
import type { IngestAuth } from './http/authenticity.ts';
import { connect } from './storage/connections.ts';
import { TableOutbox } from './storage/outbox.ts';
import { TableOutbreakStore } from './storage/outbreak-store.ts';
import { TableRetentionStore } from './storage/retention-store.ts';
import { TableStateStore } from './storage/state-store.ts';
import { TableSystemStore } from './storage/system-store.ts';
import { TableTenantStore } from './storage/tenant-store.ts';
import { TableViews } from './storage/views.ts';

/** The use cases' surroundings, built once in the life of an instance. */
export interface Service {
  readonly clock: Clock;
  readonly defaultTenantId: string;
  /** Who may send reports. */
  readonly auth: IngestAuth;
  readonly allowedOrigins: readonly string[];
  readonly ingest: IngestDeps;
  readonly sweep: SweepDeps;
  readonly deliver: DeliverDeps;
  readonly retention: RetentionDeps;
  readonly redrive: RedriveDeps;
  readonly views: Views;
  readonly targets: ReadonlyMap<string, Target>;
  /** Pings `HEARTBEAT_URL` after a complete sweep; undefined where it is not set. */
  readonly beat: () => Promise<SendResult | undefined>;
}

/** Builds the adapters that the settings ask for. Nothing is sent before the first use. */
export async function createService(settings: Settings, routes?: AlertRoutes): Promise<Service> {
  const clock: Clock = Date.now;
  const random = Math.random;
  const { table, queue } = await connect(settings);
  const store = new TableStateStore(table, clock);
  const tenants = new TableTenantStore(table, clock);
  const system = new TableSystemStore(table);
  const outbreaks = new TableOutbreakStore(table);
  const views = new TableViews(table);
  const period = periodOf(settings.SWEEP_SCHEDULE) ?? FIVE_MINUTES;
  const targets = await targetsOf(settings, clock, { routes, period });
  const outbox = new TableOutbox(table);
  const context = contextOf(settings, (notice) => routesFor(notice, targets, routes?.rules), clock);
  const moves = {
    clock,
    sleep,
    random,
    store,
    tenants,
    context,
    publish: publisher(queue, outbreaks, log),
    surroundings: surroundingsOf(system, clock, period),
  };
  const grouping = { outbreaks, moves, context, outbreakMin: settings.OUTBREAK_MIN };
  return {
    clock,
    defaultTenantId: settings.DEFAULT_TENANT_ID,
    auth: { signingSecrets: settings.INGEST_SIGNING_SECRETS ?? [], keys: settings.INGEST_KEYS ?? [] },
    allowedOrigins: settings.INGEST_ALLOWED_ORIGINS,
    ingest: { ...moves, silences: tenantSilences(tenants, clock), mutex: new KeyedMutex() },
    sweep: { ...moves, outbreaks, views, queue, system, log, period, targets, outbox, health: system },
    deliver: {
      outbox,
      queue,
      targets,
      clock,
      random,
      log,
      grouping,
      health: healthNotes(system, clock, log),
    },
    redrive: { ...moves, outbox, queue, views, log },
    retention: {
      store,
      retention: new TableRetentionStore(table),
      clock,
      log,
      keepHistory: settings.KEEP_HISTORY_DAYS,
      keepIncidents: settings.KEEP_INCIDENT_DAYS,
    },
    views,
    targets,
    beat: async () => {
      const { HEARTBEAT_URL: url } = settings;
      return url && beat(url, { fetch: (...request) => fetch(...request), now: clock });
    },
  };
}

function contextOf(
  settings: Settings,
  targetsFor: (notice: Notice) => readonly string[],
  clock: Clock,
): () => Promise<TenantDecisionContext> {
  const policy = policyOf(settings);
  const fixed = {
    policy,
    policyHash: hashOf(policy),
    unchangedWindow: unchangedWindowOf(policy),
    expirySteps: settings.EXPIRY_WARNING_DAYS,
    newId,
    targetsFor,
  };
  return async () => ({ ...fixed, now: clock() });
}

/** Stands in for the period of a schedule that runs only once. */
const FIVE_MINUTES = 5 * 60_000;

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
