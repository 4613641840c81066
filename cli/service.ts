import { createService, type Service } from '../functions/service.ts';
import type { Log } from '../src/app/model/ports.ts';
import type { AlertRoutes } from '../src/config/alert-routes.ts';
import { UNRESOLVED } from '../src/config/key-vault.ts';
import { readSettings, type Settings } from '../src/config/settings.ts';
import type { Io } from './io.ts';
import { UsageError } from './outcome.ts';
import { asOurselves, type Source } from './source.ts';

/** What commands work with. */
export interface Opened {
  readonly settings: Settings;
  readonly routes: AlertRoutes | undefined;
  readonly service: Service;
}

/** Builds the service over the storage that settings name. */
export type Connect = (settings: Settings, routes: AlertRoutes | undefined, log: Log) => Promise<Service>;

export const connectToStorage: Connect = (settings, routes, log) => createService(settings, routes, { log });

/**
 * The use cases, over the storage of a source.
 *
 * @param decides whether it may decide on subjects. Whom to alert depends on every channel, so then all settings must be
 *   there; who only looks does without secrets that only the app can read.
 * @throws UsageError where settings are wrong
 */
export async function open(source: Source, decides: boolean, connect: Connect, io: Io): Promise<Opened> {
  const read = readSettings(asOurselves(source));
  if (!read.ok) {
    const fatal = read.problems.filter((problem) => decides || !problem.includes(UNRESOLVED));
    if (fatal.length > 0) throw new UsageError(explained(fatal, source));
  }
  // Of those that only look, what is missing is secrets alone, each of which may be absent.
  const settings = read.ok ? read.settings : (read.valid as Settings);
  const service = await connect(settings, read.routes, logTo(io));
  return { settings, routes: read.routes, service };
}

function explained(problems: readonly string[], { name }: Source): string {
  const hint = problems.some((it) => it.includes(UNRESOLVED))
    ? '\nOnly the app itself reads secrets in a key vault. This command needs them, since they decide who is alerted: set them in the environment.'
    : '';
  return `the settings in ${name} are wrong:\n${problems.map((it) => `  ${it}`).join('\n')}${hint}`;
}

/** What goes wrong on the way is for people to see, and no part of a result. */
function logTo({ err }: Io): Log {
  return { info: () => {}, warn: (line) => err(`${line}\n`), error: (line) => err(`${line}\n`) };
}
