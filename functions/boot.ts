import type { AlertRoutes } from '../src/config/alert-routes.ts';
import { readSettings, type Settings } from '../src/config/settings.ts';
import { accessMode } from '../src/http/access/mode.ts';
import type { Service } from './service.ts';

/** What the program came up with: a service, or the reasons why there is none. */
export type Boot =
  | {
      readonly ok: true;
      readonly settings: Settings;
      readonly routes?: AlertRoutes;
      readonly service: () => Promise<Service>;
      /** For the local host to say that it checks no keys, so that pages ask for none either. */
      readonly openPages?: () => void;
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
 * Reads the settings and prepares the service; connections are made at first use.
 *
 * @throws Error with all problems where the program runs locally. In Azure an import that fails would leave an app
 *   that answers nothing but 404, so there the problems are kept for every function to show.
 */
export function boot(environment: Readonly<Record<string, string | undefined>>): Boot {
  const read = readSettings(environment);
  if (!read.ok) {
    if (!environment.WEBSITE_SITE_NAME) throw new Error(`settings: ${read.problems.join('; ')}`);
    return { ...read, app: environment.WEBSITE_SITE_NAME };
  }
  let service: Promise<Service> | undefined;
  let isOpenHost = false;
  const mode = () => accessMode(environment, isOpenHost);
  return {
    ok: true,
    settings: read.settings,
    ...(read.routes && { routes: read.routes }),
    service: () => {
      // The storage clients are most of the program; loading them only now halves the time until it is registered.
      service ??= import('./service.ts').then(({ createService }) => createService(read.settings, read.routes, mode));
      return service;
    },
    openPages: () => {
      isOpenHost = true;
    },
  };
}
