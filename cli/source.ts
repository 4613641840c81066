import { readFileSync } from 'node:fs';
import * as z from 'zod';
import { loadLocalSettings } from '../local/local-settings.ts';
import { useRunning } from '../local/running-storage.ts';
import type { Environment } from '../src/config/alert-routes.ts';
import { UsageError } from './outcome.ts';

/** Where a command has its settings from. */
export interface Source {
  readonly environment: Environment;
  /** For people. */
  readonly name: string;
  /**
   * Whether they were exported from an app elsewhere: references to a key vault stand there as references whether Azure
   * can resolve them or not, and its managed identity is not ours.
   */
  readonly isExported: boolean;
}

const LOCAL_SETTINGS = 'local.settings.json';

const value = z.union([
  z.string(),
  z.number().transform(String),
  z.boolean().transform(String),
  z.null().transform(() => ''),
]);
const plain = z.record(z.string(), value);
const exported = z.union([
  // `az functionapp config appsettings list`
  z
    .array(z.object({ name: z.string(), value }))
    .transform((list) => Object.fromEntries(list.map((it) => [it.name, it.value]))),
  // local.settings.json, and what the management API answers
  z.object({ Values: plain }).transform((it) => it.Values),
  z.object({ properties: plain }).transform((it) => it.properties),
  plain,
]);

const IDENTITIES = ['AzureWebJobsStorage', 'STATE_TABLE_CONNECTION'].flatMap((it) => [
  `${it}__credential`,
  `${it}__clientId`,
]);

/**
 * The settings that a command works with: those of a file where one is given, else of the environment and, where it is
 * there, `local.settings.json`. What the environment has goes before what a file has. Where these name no storage, it is
 * that of `npm start`, if it runs.
 *
 * @throws UsageError where the file cannot be read or holds no settings
 */
export function readSource(file: string | undefined, env: Environment): Source {
  if (file === undefined) {
    const environment = { ...env };
    try {
      loadLocalSettings(LOCAL_SETTINGS, environment);
      useRunning(environment);
    } catch (error) {
      throw new UsageError(error instanceof Error ? error.message : LOCAL_SETTINGS);
    }
    return { environment, name: 'the environment', isExported: false };
  }
  const settings = readExported(file);
  const given = Object.entries(env).filter(([name, text]) => name in settings && text);
  return { environment: { ...settings, ...Object.fromEntries(given) }, name: file, isExported: true };
}

function readExported(file: string): Record<string, string> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8').replace(/^\ufeff/, ''));
  } catch (error) {
    throw new UsageError(
      `${file} cannot be read as JSON: ${error instanceof Error ? error.message : 'unknown reason'}`,
    );
  }
  const read = exported.safeParse(json);
  if (read.success) return read.data;
  throw new UsageError(
    `${file} holds no settings: it must be what "az functionapp config appsettings list" prints, or an object from name to value`,
  );
}

/** The same, to be used from elsewhere: the app's managed identity is there and not here, so whoever runs this signs in. */
export function asOurselves({ environment, isExported }: Source): Environment {
  if (!isExported) return environment;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !IDENTITIES.includes(name)));
}
