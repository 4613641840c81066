import { invocationLog } from '../../functions/invocation-log.ts';
import type { Clock, Target } from '../app/model/ports.ts';
import type { AlertRoutes } from '../config/alert-routes.ts';
import { SETTINGS, type Settings } from '../config/settings.ts';
import type { ChannelContext } from './channel.ts';
import { withPatience } from './patience.ts';
import { CHANNELS } from './registry.ts';
import type { TargetPlan } from './set.ts';

/** The targets that the settings and the routes switch on, by id; the log is always among them. */
export async function targetsOf(
  settings: Partial<Settings>,
  clock: Clock,
  { routes, period }: { readonly routes?: AlertRoutes; readonly period?: number } = {},
): Promise<ReadonlyMap<string, Target>> {
  const context: ChannelContext = {
    // Only touched when something is sent: Node loads its HTTP client the first time that anybody looks at `fetch`.
    fetch: (...request) => fetch(...request),
    now: clock,
    ...(period !== undefined && { periodMs: period }),
    warn: (line) => invocationLog.warn(line),
    info: (line) => invocationLog.info(line),
    content: {
      locale: settings.ALERT_LOCALE ?? 'en',
      timeZone: settings.TIME_ZONE ?? SETTINGS.TIME_ZONE.fallback,
      severalTenants: namedTenants(settings, routes).size > 1,
      tenantNames: settings.TENANT_NAMES ?? new Map(),
      ...(settings.STATUS_PAGE_URL && { statusPageUrl: settings.STATUS_PAGE_URL }),
    },
  };
  const plans: readonly (readonly [string, TargetPlan])[] = [
    ...CHANNELS.switchedOn(settings).map((plan) => [plan.kind, plan] as const),
    ...Object.entries(routes?.targets ?? {}),
  ];
  const targets = await Promise.all(
    plans.map(async ([id, plan]) =>
      withPatience(await CHANNELS.create(id, plan, context), CHANNELS.paceOf(plan), clock),
    ),
  );
  return new Map(targets.map((target) => [target.id, target]));
}

/** The tenants that the settings speak of: more than one, and every title has to say whose token it is about. */
function namedTenants(settings: Partial<Settings>, routes: AlertRoutes | undefined): ReadonlySet<string> {
  const {
    DEFAULT_TENANT_ID: own,
    TENANT_NAMES: names,
    INGEST_KEYS: keys = [],
    INGEST_SIGNING_SECRETS: secrets = [],
  } = settings;
  const bound = [...keys, ...secrets].flatMap(({ tenantId }) => tenantId ?? []);
  const ruled = routes?.rules.flatMap(({ tenants }) => tenants ?? []) ?? [];
  const all = new Set([...(names?.keys() ?? []), ...bound, ...ruled]);
  // The fallback of that setting is the name of no tenant.
  if (own !== undefined && own !== SETTINGS.DEFAULT_TENANT_ID.fallback) all.add(own);
  return all;
}
