import * as z from 'zod';
import { LOCALES } from '../channels/content/content.ts';
import type { Setting } from '../channels/definition.ts';
import { CHANNELS } from '../channels/registry.ts';
import { alertUrl } from '../channels/setting-types.ts';
import { signingSecretProblem } from '../channels/webhook-secret.ts';
import { SECOND } from '../domain/policy.ts';
import { type AlertRoutes, type Environment, readAlertRoutes } from './alert-routes.ts';
import { GRAPH_SETTINGS, graphProblems } from './graph-settings.ts';
import { isUnresolved, UNRESOLVED } from './key-vault.ts';
import { EVERY_FIVE_MINUTES } from './schedule.ts';
import * as types from './setting-types.ts';
import { STORAGE_SETTINGS, storageProblems } from './storage-settings.ts';
import { tenants, tenantsRead } from './tenants.ts';

/** Every setting the program reads from its environment; the table in the README is held against this one. */
export const SETTINGS = {
  ...STORAGE_SETTINGS,
  DEFAULT_TENANT_ID: {
    parse: types.identifier,
    fallback: 'default',
    about: 'Tenant of a report that does not name one. Where Graph is read for exactly one tenant, it is that one.',
  },
  TENANT_NAMES: {
    parse: types.tenantNames,
    about: 'What alerts call the tenants: a JSON object from tenant id to name, or the path of a file with it.',
  },
  TENANTS: {
    parse: tenants,
    about:
      'What is special about single tenants, and which of them are read from Microsoft Graph: a JSON list, or the path of a file with it. See [tenants](cli.md#tenants).',
  },
  INGEST_SIGNING_SECRETS: {
    parse: types.credentials(signingSecretProblem),
    about:
      'Keys that senders sign reports with (Standard Webhooks), separated by spaces, each `whsec_…` or `tenantId=whsec_…`.',
    isSecret: true,
  },
  INGEST_KEYS: {
    parse: types.credentials(() => undefined),
    about: 'Keys that senders put in `Authorization: Bearer`, separated by spaces, each `key` or `tenantId=key`.',
    isSecret: true,
  },
  INGEST_ALLOWED_ORIGINS: {
    parse: types.origins,
    fallback: '*',
    about: 'Origins that may deliver CloudEvents, as they name themselves in the handshake, separated by spaces.',
  },
  ...GRAPH_SETTINGS,
  ...CHANNELS.settings,
  ALERT_LOCALE: {
    parse: types.oneOf(...LOCALES),
    fallback: 'en',
    about: 'Language of alerts: `en` or `ja`.',
  },
  ALERT_ROUTES: {
    parse: z.string(),
    about: 'Rules that send alerts to different targets: JSON, or the path of a file. See [channels](channels.md).',
  },
  FAILED_GRACE: {
    parse: types.duration(0),
    fallback: '0s',
    about: 'How long a token must fail before the first alert is sent.',
  },
  CRITICAL_AFTER: {
    parse: types.duration(SECOND),
    fallback: '24h',
    about: 'How long a token must fail before its incident becomes critical.',
  },
  STUCK_AFTER: {
    parse: types.duration(SECOND),
    fallback: '6h',
    about: 'How long a sync may be in progress before it counts as stuck.',
  },
  OVERDUE_AFTER: {
    parse: types.duration(SECOND),
    fallback: '50h',
    about: 'How old the last sync in a report may be before the token counts as overdue.',
  },
  SILENT_AFTER: {
    parse: types.duration(SECOND),
    fallback: '50h',
    about: 'How long a token may go without a report before its reporter counts as silent.',
  },
  REMIND_CRITICAL_EVERY: {
    parse: types.duration(SECOND),
    fallback: '1d',
    about: 'How often a reminder of a critical incident is sent.',
  },
  REMIND_WARNING_EVERY: {
    parse: types.duration(SECOND),
    fallback: '7d',
    about: 'How often a reminder of a warning is sent.',
  },
  REMIND_AT: {
    parse: types.clockTime,
    fallback: '09:00',
    about: 'Time of day at which daily and weekly reminders are sent.',
  },
  TIME_ZONE: {
    parse: types.timeZone,
    fallback: 'UTC',
    about: 'IANA time zone of `REMIND_AT` and of the times in alerts.',
  },
  FLAP_WINDOW: {
    parse: types.duration(SECOND),
    fallback: '72h',
    about: 'A problem that returns within this time reopens its incident.',
  },
  EXPIRY_WARNING_DAYS: {
    parse: types.expirySteps,
    fallback: '30,14,7,3,1',
    about: 'Days before its expiry on which a token is listed in the daily notice of its tenant.',
  },
  OUTBREAK_MIN: {
    parse: types.outbreakMin,
    fallback: '5',
    about: 'Incidents of one cause within 15 minutes that are sent as one alert.',
  },
  KEEP_HISTORY_DAYS: {
    parse: types.days(),
    fallback: '90',
    about: 'Days for which reports and delivered alerts are kept.',
  },
  KEEP_INCIDENT_DAYS: {
    parse: types.days(),
    fallback: '400',
    about: 'Days for which an incident and its timeline are kept after its end.',
  },
  HEARTBEAT_URL: {
    parse: alertUrl,
    about: 'Called after each complete check, so that a monitor elsewhere notices when this app stops.',
    isSecret: true,
  },
  SWEEP_SCHEDULE: {
    parse: types.schedule,
    fallback: EVERY_FIVE_MINUTES,
    about: 'Schedule of the check for what is due: overdue syncs, missing reports, reminders, resends (NCRONTAB, UTC).',
  },
  STATUS_PAGE_URL: {
    parse: types.statusPageUrl,
    about: 'Address at which `/api/status` of this app is served, for the links in alerts.',
  },
  LINK_SIGNING_SECRETS: {
    parse: types.linkSecrets,
    about:
      "Keys that links in alerts and tenants' links are signed with, separated by spaces; the first signs, each is valid.",
    isSecret: true,
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

/** Reads the settings. A problem names its setting and what is allowed, and shows no value of a secret one. */
export function readSettings(environment: Environment): SettingsResult {
  const problems: string[] = [];
  const valid: Record<string, unknown> = {};
  const isSet = (name: string) => Boolean(environment[name]?.trim());
  for (const [name, setting] of Object.entries<Setting<unknown>>(SETTINGS)) {
    // An empty setting is one that was cleared.
    const text = environment[name]?.trim() || setting.fallback;
    if (text === undefined) continue;
    if (isUnresolved(text)) {
      problems.push(`${name} ${UNRESOLVED}`);
      continue;
    }
    const parsed = setting.parse.safeParse(text);
    if (parsed.success) valid[name] = parsed.data;
    else problems.push(...problemsOf(name, setting.isSecret ? undefined : text, parsed.error));
  }
  const graphTenants = tenantsRead(valid as Partial<Settings>);
  if (graphTenants.length === 1 && !isSet('DEFAULT_TENANT_ID')) valid.DEFAULT_TENANT_ID = graphTenants[0];
  // Each value came out of the schema of its own name, which the loop cannot show to the compiler.
  const settings = valid as Settings;
  problems.push(...storageProblems(isSet), ...CHANNELS.problems(isSet), ...graphProblems(isSet, graphTenants.length));
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

/** Longer values are lists and files, of which each problem names its place. */
const MAX_SHOWN = 80;
/** An address with a query or a user's name may hold a key or a password, such as one that was copied from a browser. */
const MAY_HOLD_SECRET = /\?|:\/\/[^/]*@/;

/** @param text the value, where it may be shown */
function problemsOf(name: string, text: string | undefined, error: z.ZodError): readonly string[] {
  const isShown = text !== undefined && text.length <= MAX_SHOWN && !MAY_HOLD_SECRET.test(text);
  return error.issues.map(({ message }) => `${name} ${isShown ? `is ${JSON.stringify(text)} but ` : ''}${message}`);
}
