import * as z from 'zod';
import { LOCALES } from '../channels/content/content.ts';
import { signingSecretProblem } from '../channels/webhook-secret.ts';
import { SECOND } from '../domain/policy.ts';
import { type AlertRoutes, readAlertRoutes } from './alert-routes.ts';
import { channelsOf } from './channels.ts';
import * as types from './setting-types.ts';

/** One setting: how its text is read, what stands in for it, and what it is for. */
interface Setting<T> {
  readonly parse: z.ZodType<T, string>;
  readonly fallback?: string;
  readonly about: string;
  readonly isSecret?: true;
}

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
  ALERT_WEBHOOK_URL: { parse: types.alertUrl, about: 'Where the generic webhook posts its events.', isSecret: true },
  ALERT_WEBHOOK_SECRET: {
    parse: types.signingSecret,
    about: 'Signs them as Standard Webhooks: `whsec_` and base64.',
    isSecret: true,
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
  TEAMS_WEBHOOK_URL: { parse: types.alertUrl, about: 'URL of a Teams workflow that posts a card.', isSecret: true },
  SLACK_WEBHOOK_URL: { parse: types.alertUrl, about: 'URL of a Slack incoming webhook.', isSecret: true },
  PAGERDUTY_ROUTING_KEY: {
    parse: types.secretText,
    about: 'Integration key of a PagerDuty service (Events API v2).',
    isSecret: true,
  },
  PAGERDUTY_EVENTS_URL: {
    parse: types.alertUrl,
    about: 'Where PagerDuty takes events, if not at the public address; accounts in the EU have their own.',
  },
  PAGERDUTY_MIN_SEVERITY: {
    parse: types.oneOf('info', 'warning', 'critical'),
    fallback: 'warning',
    about: 'What is less than this wakes nobody: `info`, `warning` or `critical`.',
  },
  ALERTMANAGER_URL: {
    parse: types.connectableUrl,
    about: 'Address of a Prometheus Alertmanager; may be http.',
    isSecret: true,
  },
  SMTP_URL: {
    parse: types.smtpUrl,
    about: 'Mail server, `smtp://` (STARTTLS) or `smtps://`, with user and password.',
    isSecret: true,
  },
  EMAIL_FROM: { parse: types.address, about: 'Sender of the mails.' },
  EMAIL_TO: { parse: types.addresses, about: 'Their recipients, separated by commas.' },
  NTFY_URL: {
    parse: types.ntfyUrl,
    about: 'ntfy server and topic, as in `https://ntfy.sh/my-topic`; may be http.',
    isSecret: true,
  },
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
    parse: types.alertUrl,
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
    ? readAlertRoutes(settings.ALERT_ROUTES, environment, Object.keys(channelsOf(settings)))
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
  if (settings.ALERT_WEBHOOK_SECRET && !environment.ALERT_WEBHOOK_URL?.trim()) {
    problems.push('ALERT_WEBHOOK_SECRET must come with ALERT_WEBHOOK_URL');
  }
  const mail = ['SMTP_URL', 'EMAIL_FROM', 'EMAIL_TO'].filter((name) => environment[name]?.trim());
  if (mail.length === 1 || mail.length === 2) problems.push('SMTP_URL, EMAIL_FROM and EMAIL_TO must be set together');
  return problems;
}

function messageOf(error: z.ZodError): string {
  return error.issues[0]?.message ?? 'is not valid';
}
