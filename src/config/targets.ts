import type { Routing } from '../app/decide/audience.ts';
import type { Clock, Log, Target } from '../app/model/ports.ts';
import { TenantNames } from '../app/model/tenant-names.ts';
import type { ChannelContext } from '../channels/channel.ts';
import type { ContentOptions } from '../channels/content/content.ts';
import { CHANNELS } from '../channels/registry.ts';
import { severitiesOf, type TargetPlans, targetsOf } from '../channels/targets.ts';
import { alertLinks } from '../http/access/alert-links.ts';
import { keysOf } from '../http/access/signed.ts';
import { normaliseId } from '../reports/id.ts';
import type { AlertRoutes } from './alert-routes.ts';
import { SETTINGS, type Settings } from './settings.ts';

interface TargetDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** From one check to the next, in milliseconds, where that is known. */
  readonly period?: number;
  /** What alerts call the tenants, where rows name some too. */
  readonly tenantNames?: TenantNames;
}

/** The targets that the settings and the routes switch on, by id; the log is always among them. */
export function targetsFor(
  settings: Partial<Settings>,
  routes: AlertRoutes | undefined,
  { clock, log, period, tenantNames }: TargetDeps,
): ReadonlyMap<string, Target> {
  const context: ChannelContext = {
    // Only touched when something is sent: Node loads its HTTP client the first time that `fetch` is looked at.
    fetch: (...request) => fetch(...request),
    now: clock,
    ...(period !== undefined && { periodMs: period }),
    warn: (line) => log.warn(line),
    info: (line) => log.info(line),
    content: contentOptionsOf(settings, routes, tenantNames),
  };
  return targetsOf({ ...switchedOn(settings), ...routes?.targets }, context, ownLinks(settings));
}

/** How people are told: their language, their clock, and what tenants are called. */
export function contentOptionsOf(
  settings: Partial<Settings>,
  routes: AlertRoutes | undefined,
  tenantNames = new TenantNames(tenantNamesOf(settings)),
): ContentOptions {
  return {
    locale: settings.ALERT_LOCALE ?? 'en',
    timeZone: settings.TIME_ZONE ?? SETTINGS.TIME_ZONE.fallback,
    severalTenants: namedTenants(settings, routes).size > 1,
    tenantNames,
  };
}

/** Without either setting an alert has no link to this app: it would lead nowhere, or to a login. */
function ownLinks({ STATUS_PAGE_URL: url, LINK_SIGNING_SECRETS: secrets = [] }: Partial<Settings>) {
  const keys = keysOf(secrets);
  return url === undefined || keys.length === 0 ? undefined : (target: string) => alertLinks(url, target, keys);
}

/** Who is to know of what, as the settings and the routes say. */
export function routingOf(settings: Settings, routes: AlertRoutes | undefined): Routing {
  const own = switchedOn(settings);
  return {
    ...(routes && { rules: routes.rules }),
    targets: severitiesOf({ ...own, ...routes?.targets }),
    fallback: Object.keys(own),
  };
}

function switchedOn(settings: Partial<Settings>): TargetPlans {
  return Object.fromEntries(CHANNELS.switchedOn(settings).map((plan) => [plan.kind, plan]));
}

/** What the settings call the tenants, by id; of two names that of `TENANTS` counts. */
export function tenantNamesOf({ TENANT_NAMES = new Map(), TENANTS = [] }: Partial<Settings>) {
  const own = TENANTS.flatMap(({ id, name }) => (name === undefined ? [] : [[id, name] as const]));
  return new Map<string, string>([...TENANT_NAMES, ...own]);
}

/** The tenants that the settings speak of: more than one, and every title has to say whose token it is about. */
function namedTenants(settings: Partial<Settings>, routes: AlertRoutes | undefined): ReadonlySet<string> {
  const {
    DEFAULT_TENANT_ID: own,
    TENANT_NAMES: names,
    TENANTS: tenants = [],
    INGEST_KEYS: keys = [],
    INGEST_SIGNING_SECRETS: secrets = [],
  } = settings;
  const bound = [...keys, ...secrets].flatMap(({ tenantId }) => tenantId ?? []);
  const ruled = routes?.rules.flatMap(({ tenants }) => tenants ?? []) ?? [];
  const all = new Set([...(names?.keys() ?? []), ...tenants.map(({ id }) => id), ...bound, ...ruled]);
  // The fallback of that setting is the name of no tenant.
  if (own !== undefined && own !== SETTINGS.DEFAULT_TENANT_ID.fallback) all.add(normaliseId(own));
  return all;
}
