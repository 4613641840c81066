import { newId } from '../src/app/commit/new-id.ts';
import type { SendOutcome } from '../src/app/model/ports.ts';
import { TenantNames } from '../src/app/model/tenant-names.ts';
import { beat } from '../src/channels/heartbeat.ts';
import { compose, type UseCases, type World } from '../src/compose.ts';
import type { AlertRoutes } from '../src/config/alert-routes.ts';
import { rulesOf, tenantRulesOf } from '../src/config/policy.ts';
import { periodOf } from '../src/config/setting-types.ts';
import type { Settings } from '../src/config/settings.ts';
import { routingOf, targetsFor, tenantNamesOf } from '../src/config/targets.ts';
import type { IngestAuth } from '../src/http/authenticity.ts';
import { type Connections, connect } from '../src/storage/connect.ts';
import { graphPolling } from './graph-polling.ts';
import { invocationLog as log } from './invocation-log.ts';

/** The use cases over what the settings name, and what the triggers themselves need; built once in an instance's life. */
export interface Service extends UseCases {
  readonly defaultTenantId: string;
  /** Who may send reports. */
  readonly auth: IngestAuth;
  readonly allowedOrigins: readonly string[];
  /** Tells the watcher elsewhere that a sweep was complete; undefined where there is none. */
  readonly beat: () => Promise<SendOutcome | undefined>;
}

/** Where a schedule runs only once, there is no period to be read from it. */
const FIVE_MINUTES = 5 * 60_000;

/** Builds the service that the settings ask for. Nothing is sent before the first use. */
export async function createService(settings: Settings, routes?: AlertRoutes): Promise<Service> {
  return serviceOver(await connect(settings), settings, routes);
}

/**
 * The same over any table and queues, and in another world where one is given: with another clock, for instance.
 */
export function serviceOver(
  { table, queue, polls }: Connections,
  settings: Settings,
  routes?: AlertRoutes,
  other: Partial<Pick<World, 'clock' | 'period' | 'graph'>> = {},
): Service {
  const { clock = Date.now, period = periodOf(settings.SWEEP_SCHEDULE) ?? FIVE_MINUTES } = other;
  const graph = other.graph ?? graphPolling(settings, polls, { clock, sleep, log });
  const routing = routingOf(settings, routes);
  const tenantNames = new TenantNames(tenantNamesOf(settings));
  const useCases = compose({
    rows: table,
    queue,
    clock,
    sleep,
    random: Math.random,
    newId,
    log,
    targets: targetsFor(settings, routes, { clock, log, period, tenantNames }),
    routing,
    ...rulesOf(settings, routing),
    rulesOf: tenantRulesOf(settings, routing),
    tenantNames,
    ...(graph && { graph }),
    outbreakMin: settings.OUTBREAK_MIN,
    period,
    keepHistory: settings.KEEP_HISTORY_DAYS,
    keepIncidents: settings.KEEP_INCIDENT_DAYS,
  });
  const { HEARTBEAT_URL: url } = settings;
  return {
    ...useCases,
    defaultTenantId: settings.DEFAULT_TENANT_ID,
    auth: { signingSecrets: settings.INGEST_SIGNING_SECRETS ?? [], keys: settings.INGEST_KEYS ?? [] },
    allowedOrigins: settings.INGEST_ALLOWED_ORIGINS,
    beat: async () => url && beat(url, { fetch: (...request) => fetch(...request), now: clock }),
  };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    // What only waits for a deadline keeps no process alive.
    setTimeout(resolve, ms).unref();
  });
}
