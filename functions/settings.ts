import * as z from 'zod';
import { LOCALES } from '../src/channels/content/content.ts';
import type { Setting } from '../src/channels/definition.ts';
import { CHANNELS } from '../src/channels/registry.ts';
import { alertUrl } from '../src/channels/setting-types.ts';
import { signingSecretProblem } from '../src/channels/webhook-secret.ts';
import { SECOND } from '../src/domain/policy.ts';
import { type AlertRoutes, readAlertRoutes } from './alert-routes.ts';
import * as types from './setting-types.ts';

/** Every setting the program reads from its environment; the table in the README is held against this one. */
export const SETTINGS = {
  AzureWebJobsStorage: {
    parse: types.connection,
    about: 'Connection string of the storage account for queue, timers and, by default, the table.',
    isSecret: true,
  },
  AzureWebJobsStorage__accountName: {
    parse: z.string().regex(/^[a-z0-9]{3,24}$/, 'must be the name of a storage account'),
    about: 'Name of that account instead, to sign in with the identity of the app.',
  },
  AzureWebJobsStorage__clientId: {
    parse: z.string(),
    about: 'Client id of a user-assigned identity; without it the system-assigned one is used.',
  },
  STATE_TABLE_CONNECTION: {
    parse: types.connection,
    about: 'Connection string of another account, or of Azure Cosmos DB for Table, for the state.',
    isSecret: true,
  },
  DEFAULT_TENANT_ID: {
    parse: types.identifier,
    fallback: 'default',
    about: 'Tenant of reports that name none.',
  },
  TENANT_NAMES: {
    parse: types.tenantNames,
    about: 'What alerts call the tenants: a JSON object from tenant id to name, or the path of a file with it.',
  },
  INGEST_SIGNING_SECRETS: {
    parse: types.credentials(signingSecretProblem),
    about: 'Secrets that reports may be signed with (Standard Webhooks), each `whsec_…` or `tenantId=whsec_…`.',
    isSecret: true,
  },
  INGEST_KEYS: {
    parse: types.credentials(() => undefined),
    about: 'Keys that reports may come with as `Authorization: Bearer`, each `key` or `tenantId=key`.',
    isSecret: true,
  },
  INGEST_ALLOWED_ORIGINS: {
    parse: types.origins,
    fallback: '*',
    about: 'Origins that may deliver CloudEvents, as they name themselves in the handshake.',
  },
  ...CHANNELS.settings,
  ALERT_LOCALE: {
    parse: types.oneOf(...LOCALES),
    fallback: 'en',
    about: 'Language of alerts: `en` or `ja`.',
  },
  ALERT_ROUTES: {
    parse: z.string(),
    about: 'Rules of who hears of what: JSON, or the path of a file. See [docs/channels.md](docs/channels.md).',
  },
  FAILED_GRACE: { parse: types.duration(0), fallback: '0s', about: 'A failure younger than this is not told yet.' },
  CRITICAL_AFTER: {
    parse: types.duration(SECOND),
    fallback: '24h',
    about: 'A token that fails this long is critical.',
  },
  STUCK_AFTER: { parse: types.duration(SECOND), fallback: '6h', about: 'A sync in progress for this long is stuck.' },
  OVERDUE_AFTER: {
    parse: types.duration(SECOND),
    fallback: '50h',
    about: 'A token whose last sync is this old when reported is overdue.',
  },
  SILENT_AFTER: {
    parse: types.duration(SECOND),
    fallback: '50h',
    about: 'A token without a report for this long has a silent reporter.',
  },
  REMIND_CRITICAL_EVERY: {
    parse: types.duration(SECOND),
    fallback: '1d',
    about: 'How often a critical incident is told again.',
  },
  REMIND_WARNING_EVERY: { parse: types.duration(SECOND), fallback: '7d', about: 'How often a warning is told again.' },
  REMIND_AT: { parse: types.clockTime, fallback: '09:00', about: 'Time of day at which reminders of whole days fall.' },
  TIME_ZONE: { parse: types.timeZone, fallback: 'UTC', about: 'IANA zone of that time, and of dates in alerts.' },
  FLAP_WINDOW: {
    parse: types.duration(SECOND),
    fallback: '72h',
    about: 'A fault that returns within this reopens its incident.',
  },
  EXPIRY_WARNING_DAYS: {
    parse: types.expirySteps,
    fallback: '30,14,7,3,1',
    about: 'Days before its expiry at which a token is named in the daily notice of its tenant.',
  },
  OUTBREAK_MIN: {
    parse: types.outbreakMin,
    fallback: '5',
    about: 'So many incidents of one cause that begin within 15 minutes are told as one.',
  },
  KEEP_HISTORY_DAYS: {
    parse: types.days(),
    fallback: '90',
    about: 'Days that reports and delivered notifications are kept.',
  },
  KEEP_INCIDENT_DAYS: {
    parse: types.days(),
    fallback: '400',
    about: 'Days that an incident is kept after its end, with its timeline.',
  },
  HEARTBEAT_URL: {
    parse: alertUrl,
    about: 'Called after each complete sweep, so that a watcher elsewhere sees when this program stops.',
    isSecret: true,
  },
  SWEEP_SCHEDULE: {
    parse: types.schedule,
    fallback: '0 */5 * * * *',
    about: 'When the sweep looks at what is due (NCRONTAB, UTC).',
  },
  STATUS_PAGE_URL: {
    parse: z
      .string()
      .refine((text) => ['http:', 'https:'].includes(URL.parse(text)?.protocol ?? ''), 'must be an http or https URL'),
    about: 'Address of the status page that alerts link to.',
  },
} satisfies Record<string, Setting<unknown>>;

type SettingName = keyof typeof SETTINGS;
type ValueOf<N extends SettingName> = z.output<(typeof SETTINGS)[N]['parse']>;
type Defaulted = { [N in SettingName]: (typeof SETTINGS)[N] extends { fallback: string } ? N : never }[SettingName];

/** All settings, parsed: those with a fallback are always there. Durations are milliseconds. */
export type Settings = { readonly [N in Defaulted]: ValueOf<N> } & {
  readonly [N in Exclude<SettingName, Defaulted>]?: ValueOf<N>;
};

export type SettingsResult =
  | { readonly ok: true; readonly settings: Settings; readonly routes?: AlertRoutes }
  /** `valid` and `routes` hold what could be read, so that channels among it can tell of the rest. */
  | {
      readonly ok: false;
      readonly problems: readonly string[];
      readonly valid: Partial<Settings>;
      readonly routes?: AlertRoutes;
    };

type Environment = Readonly<Record<string, string | undefined>>;

/** Reads the settings. A problem names its setting and what is allowed, and shows no value of a secret one. */
export function readSettings(environment: Environment): SettingsResult {
  const problems: string[] = [];
  const valid: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries<Setting<unknown>>(SETTINGS)) {
    // An empty setting is one that somebody cleared.
    const text = environment[name]?.trim() || setting.fallback;
    if (text === undefined) continue;
    const parsed = setting.parse.safeParse(text);
    if (parsed.success) valid[name] = parsed.data;
    else
      problems.push(`${name} ${setting.isSecret ? '' : `is ${JSON.stringify(text)} but `}${messageOf(parsed.error)}`);
  }
  // Each value came out of the schema of its own name, which the loop cannot show to the compiler.
  const settings = valid as Settings;
  problems.push(...acrossSettings(settings, environment));
  const read = settings.ALERT_ROUTES
    ? readAlertRoutes(
        settings.ALERT_ROUTES,
        environment,
        CHANNELS.switchedOn(settings).map(({ kind }) => kind),
      )
    : undefined;
  if (read && !read.ok) problems.push(...read.problems.map((problem) => `ALERT_ROUTES ${problem}`));
  const routes = read?.ok && { routes: read.routes };
  if (problems.length > 0) return { ok: false, problems, valid: settings, ...routes };
  return { ok: true, settings, ...routes };
}

function acrossSettings(settings: Partial<Settings>, environment: Environment): string[] {
  const problems: string[] = [];
  if (!environment.AzureWebJobsStorage?.trim() && !settings.AzureWebJobsStorage__accountName) {
    problems.push('AzureWebJobsStorage must be set (or AzureWebJobsStorage__accountName, for an identity)');
  }
  problems.push(...CHANNELS.problems((name) => Boolean(environment[name]?.trim())));
  return problems;
}

function messageOf(error: z.ZodError): string {
  return error.issues[0]?.message ?? 'is not valid';
}
