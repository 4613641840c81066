import { newId } from '../src/app/commit/new-id.ts';
import type { Clock, Log, SendOutcome } from '../src/app/model/ports.ts';
import { TenantNames } from '../src/app/model/tenant-names.ts';
import type { ContentOptions } from '../src/channels/content/content.ts';
import { beat } from '../src/channels/heartbeat.ts';
import { compose, type UseCases } from '../src/compose.ts';
import type { AlertRoutes } from '../src/config/alert-routes.ts';
import { rulesOf, tenantRulesOf } from '../src/config/policy.ts';
import { periodOf } from '../src/config/setting-types.ts';
import type { Settings } from '../src/config/settings.ts';
import { contentOptionsOf, routingOf, targetsFor, tenantNamesOf } from '../src/config/targets.ts';
import { readBySettings } from '../src/config/tenants.ts';
import { DAY } from '../src/domain/policy.ts';
import type { Identity } from '../src/graph/identity.ts';
import type { AccessMode } from '../src/http/access/mode.ts';
import { keysOf } from '../src/http/access/signed.ts';
import type { AccessKeys } from '../src/http/access/who.ts';
import type { IngestAuth } from '../src/http/authenticity.ts';
import { type Connections, connect } from '../src/storage/connect.ts';
import { graphPolling } from './graph-polling.ts';
import { invocationLog } from './invocation-log.ts';

/** How those who open pages and links are known. */
export interface Access {
  readonly mode: () => AccessMode;
  /** @throws StorageUnavailable */
  readonly keys: () => Promise<AccessKeys>;
  /** Where `/api/status` is served, for those who came by a link. */
  readonly statusPageUrl?: string;
}

/** What pages say of settings. */
export interface PageSettings {
  /** How long a recovery must last before it is told, in milliseconds. */
  readonly flapWindow: number;
  /** Days after which a token that reports no more may be gone. */
  readonly keepDays: number;
}

/** The use cases over what the settings name, and what the triggers themselves need; built once in an instance's life. */
export interface Service extends UseCases {
  readonly defaultTenantId: string;
  /** Who may send reports. */
  readonly auth: IngestAuth;
  readonly allowedOrigins: readonly string[];
  readonly access: Access;
  readonly pages: PageSettings;
  /** How pages word things; their language is the reader's own. */
  readonly content: ContentOptions;
  /** Tells the watcher elsewhere that a sweep was complete; undefined where there is none. */
  readonly beat: () => Promise<SendOutcome | undefined>;
}

/** What differs where the service does not run in functions, or in another world: with another clock, for instance. */
export interface HostPorts {
  readonly log?: Log;
  /** How those who open pages are known; by a session where nothing is said. */
  readonly mode?: () => AccessMode;
  readonly clock?: Clock;
  /** From one check to the next, in milliseconds, where the schedule does not tell. */
  readonly period?: number;
  /** Who this app is for Graph, in place of what the settings name. */
  readonly identity?: Identity;
}

/** Where a schedule runs only once, there is no period to be read from it. */
const FIVE_MINUTES = 5 * 60_000;

/** Builds the service that the settings ask for. Nothing is sent before the first use. */
export async function createService(settings: Settings, routes?: AlertRoutes, host?: HostPorts): Promise<Service> {
  return serviceOver(await connect(settings), settings, routes, host);
}

/** The same over any table and queues. */
export function serviceOver(
  { table, queue, polls }: Connections,
  settings: Settings,
  routes?: AlertRoutes,
  host: HostPorts = {},
): Service {
  const { log = invocationLog, mode = () => 'session', clock = Date.now, identity } = host;
  const period = host.period ?? periodOf(settings.SWEEP_SCHEDULE) ?? FIVE_MINUTES;
  const graph = graphPolling(settings, polls, { clock, sleep, log, ...(identity && { identity }) });
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
    readBySettings: readBySettings(settings),
    tenantNames,
    ...(graph && { graph }),
    outbreakMin: settings.OUTBREAK_MIN,
    period,
    keepHistory: settings.KEEP_HISTORY_DAYS,
    keepIncidents: settings.KEEP_INCIDENT_DAYS,
  });
  const { HEARTBEAT_URL: url, STATUS_PAGE_URL: statusPageUrl, LINK_SIGNING_SECRETS: secrets = [] } = settings;
  const links = keysOf(secrets);
  return {
    ...useCases,
    defaultTenantId: settings.DEFAULT_TENANT_ID,
    auth: { signingSecrets: settings.INGEST_SIGNING_SECRETS ?? [], keys: settings.INGEST_KEYS ?? [] },
    allowedOrigins: settings.INGEST_ALLOWED_ORIGINS,
    access: {
      mode,
      keys: async () => ({ app: [await useCases.appKey()], links }),
      ...(statusPageUrl && { statusPageUrl }),
    },
    content: contentOptionsOf(settings, routes, tenantNames),
    pages: { flapWindow: settings.FLAP_WINDOW, keepDays: Math.round(settings.KEEP_INCIDENT_DAYS / DAY) },
    beat: async () => url && beat(url, { fetch: (...request) => fetch(...request), now: clock }),
  };
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    // What only waits for a deadline keeps no process alive.
    setTimeout(resolve, ms).unref();
  });
}
