import type { AlertRoutes } from '../src/config/alert-routes.ts';
import { EVERY_FIVE_MINUTES } from '../src/config/schedule.ts';
import type { Settings } from '../src/config/settings.ts';
import type { HostPorts, Service } from './service.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the settings came to: a service, or the reasons why there is none. */
export type Settled =
  | {
      readonly ok: true;
      readonly settings: Settings;
      readonly routes?: AlertRoutes;
      /** Makes connections at its first call. */
      readonly service: () => Promise<Service>;
    }
  | {
      readonly ok: false;
      readonly problems: readonly string[];
      /** The name of the app in Azure. */
      readonly app?: string;
      readonly valid: Partial<Settings>;
      readonly routes?: AlertRoutes;
    };

/**
 * Reads the settings at its first call, not while functions register: a start waits for no more than that takes. Wrong
 * settings are kept for every function to show, since an import that fails would leave an app of nothing but 404.
 */
export type Boot = () => Promise<Settled>;

/** Builds the service that valid settings ask for. */
export type Build = (settings: Settings, routes: AlertRoutes | undefined, host: HostPorts) => Promise<Service>;

/** The storage clients are most of the program; they are loaded with the first call. */
const built: Build = async (...asked) => (await import('./service.ts')).createService(...asked);

/** @param isOpenHost whether the local host has said by now that it checks no keys */
export function bootOf(environment: Environment, isOpenHost = () => false, build = built): Boot {
  let settled: Promise<Settled> | undefined;
  return () => {
    settled ??= settle(environment, isOpenHost, build);
    return settled;
  };
}

async function settle(environment: Environment, isOpenHost: () => boolean, build: Build): Promise<Settled> {
  const { readSettings } = await import('../src/config/settings.ts');
  const read = readSettings(environment);
  if (!read.ok) return { ...read, ...(environment.WEBSITE_SITE_NAME && { app: environment.WEBSITE_SITE_NAME }) };
  let service: Promise<Service> | undefined;
  return {
    ok: true,
    settings: read.settings,
    ...(read.routes && { routes: read.routes }),
    service: () => {
      service ??= import('../src/http/access/mode.ts').then(({ accessMode }) =>
        build(read.settings, read.routes, { mode: () => accessMode(environment, isOpenHost()) }),
      );
      return service;
    },
  };
}

/** Only an app that names a schedule of its own waits for its settings to be read. A wrong one is told by the usual check. */
export async function scheduleOf(environment: Environment, boot: Boot): Promise<string> {
  const settled = environment.SWEEP_SCHEDULE?.trim() ? await boot() : undefined;
  const own = settled?.ok ? settled.settings.SWEEP_SCHEDULE : undefined;
  return own ?? EVERY_FIVE_MINUTES;
}

/** Whether settings may ask for tenants to be read from Graph: without, no queue of polls is watched. */
export function readsGraph(environment: Environment): boolean {
  const { GRAPH_TENANT_IDS, GRAPH_CLIENT_ID, TENANTS } = environment;
  return [GRAPH_TENANT_IDS, GRAPH_CLIENT_ID, TENANTS].some((setting) => setting?.trim());
}
