import { createHash } from 'node:crypto';
import { Cron } from 'croner';
import * as z from 'zod';
import { Secret } from '../src/app/secret.ts';
import { signingSecretProblem } from '../src/channels/webhook-secret.ts';
import { DAY, HOUR, MINUTE, type Policy, SECOND } from '../src/domain/policy.ts';
import { normaliseId } from '../src/http/report-schema.ts';

/** One setting: how its text is read, what stands in for it, and what it is for. */
interface Setting<T> {
  readonly parse: z.ZodType<T, string>;
  readonly fallback?: string;
  readonly about: string;
  readonly isSecret?: true;
}

const UNITS = { s: SECOND, m: MINUTE, h: HOUR, d: DAY } as const;
const MOST_DAYS = 3_650;

/** A number and a unit, in milliseconds. */
function duration(least: number) {
  const allowed = `must be a number and a unit (s, m, h or d), as in 90s, 30m, 6h or 2d, from ${least / SECOND}s to ${MOST_DAYS}d`;
  return z
    .string()
    .regex(/^\d{1,9}[smhd]$/, allowed)
    .transform((text) => Number(text.slice(0, -1)) * UNITS[text.slice(-1) as keyof typeof UNITS])
    .refine((ms) => ms >= least && ms <= MOST_DAYS * DAY, allowed);
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** An address that alerts go to: it must not travel in the clear, except on this very machine. */
const alertUrl = z
  .string()
  .refine((text) => {
    const url = URL.parse(text);
    return url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.test(url.hostname));
  }, 'must be an https URL (http on loopback only)')
  .transform((text) => new Secret(text));

const clockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day from 00:00 to 23:59, as in 09:00')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

const timeZone = z.string().refine((name) => {
  // Spares nearly every start some 20 ms: the tables of time zones are loaded when the first is asked for.
  if (name === 'UTC') return true;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false; // Intl throws for a zone that it does not know; that is the answer, not a fault.
  }
}, 'must be an IANA time zone, as in Europe/Berlin');

const STEPS_ALLOWED = 'must be whole numbers of days from 1 to 365, separated by commas, as in 30,14,7,3,1';
const expirySteps = z
  .string()
  .regex(/^\d{1,3}( *, *\d{1,3})*$/, STEPS_ALLOWED)
  .transform((text) => text.split(',').map(Number))
  .refine((steps) => steps.every((days) => days >= 1 && days <= 365), STEPS_ALLOWED);

/** A whole number of days, in milliseconds. */
function days() {
  const allowed = `must be a whole number of days from 1 to ${MOST_DAYS}`;
  return z
    .string()
    .regex(/^\d{1,4}$/, allowed)
    .transform((text) => Number(text) * DAY)
    .refine((ms) => ms >= DAY && ms <= MOST_DAYS * DAY, allowed);
}

const OUTBREAK_ALLOWED = 'must be a whole number from 2 to 1000';
const outbreakMin = z
  .string()
  .regex(/^\d{1,4}$/, OUTBREAK_ALLOWED)
  .transform(Number)
  .refine((count) => count >= 2 && count <= 1_000, OUTBREAK_ALLOWED);

const signingSecret = z
  .string()
  .superRefine((text, context) => {
    const problem = signingSecretProblem(text);
    if (problem) context.addIssue({ code: 'custom', message: problem });
  })
  .transform((text) => new Secret(text));

/** A secret that senders show or sign with, for everybody or bound to one tenant. */
interface Credential {
  readonly tenantId?: string;
  readonly secret: Secret;
}

const TENANT_BEFORE = /^([A-Za-z0-9][A-Za-z0-9._:@-]{0,127})=([^=].*)$/;

/** Separated by spaces, each `secret` or `tenantId=secret`; `=` at the end of base64 separates nothing. */
function credentials(problemOf: (secret: string) => string | undefined) {
  return z
    .string()
    .superRefine((text, context) => {
      const problem = text
        .split(/\s+/)
        .map((entry) => problemOf(splitCredential(entry).secret))
        .find((it) => it !== undefined);
      const message = `must be secrets separated by spaces, each bare or as tenantId=secret; one of them ${problem}`;
      if (problem) context.addIssue({ code: 'custom', message });
    })
    .transform((text): readonly Credential[] =>
      text.split(/\s+/).map((entry) => {
        const { tenantId, secret } = splitCredential(entry);
        return { ...(tenantId && { tenantId: normaliseId(tenantId) }), secret: new Secret(secret) };
      }),
    );
}

function splitCredential(entry: string): { tenantId?: string; secret: string } {
  const [, tenantId, secret] = TENANT_BEFORE.exec(entry) ?? [];
  return secret === undefined ? { secret: entry } : { tenantId, secret };
}

const origins = z
  .string()
  .regex(/^(\*|[A-Za-z0-9.-]+)( +(\*|[A-Za-z0-9.-]+))*$/, 'must be * or DNS names separated by spaces')
  .transform((text) => text.split(/ +/));

const connection = z
  .string()
  .regex(
    /^UseDevelopmentStorage=true;?$|(^|;)(AccountName|TableEndpoint|BlobEndpoint|QueueEndpoint)=/i,
    'must be a storage connection string',
  )
  .transform((text) => new Secret(text));

const identifier = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/,
    'must be 1 to 128 letters, digits or . _ : @ -, beginning with a letter or digit',
  );

/** Six fields, the first of them seconds. */
const schedule = z.string().refine((text) => periodOf(text) !== undefined, {
  error: 'must be an NCRONTAB expression of six fields, as in 0 */5 * * * *',
});

/** The time from one run of a schedule to the next, in milliseconds; undefined where it is no schedule. */
export function periodOf(schedule: string): number | undefined {
  if (schedule.trim().split(/\s+/).length !== 6) return undefined;
  try {
    const [first, second] = new Cron(schedule, { timezone: 'UTC' }).nextRuns(2);
    return first && second ? second.getTime() - first.getTime() : undefined;
  } catch {
    return undefined; // croner throws for what it cannot read; that is the answer, not a fault.
  }
}

/** Every setting the program reads from its environment; the table in the README is held against this one. */
export const SETTINGS = {
  AzureWebJobsStorage: {
    parse: connection,
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
    parse: connection,
    about: 'Connection string of another account, or of Azure Cosmos DB for Table, for the state.',
    isSecret: true,
  },
  DEFAULT_TENANT_ID: {
    parse: identifier,
    fallback: 'default',
    about: 'Tenant of reports that name none.',
  },
  ALERT_WEBHOOK_URL: { parse: alertUrl, about: 'Where the generic webhook posts its events.', isSecret: true },
  ALERT_WEBHOOK_SECRET: {
    parse: signingSecret,
    about: 'Signs them as Standard Webhooks: `whsec_` and base64.',
    isSecret: true,
  },
  INGEST_SIGNING_SECRETS: {
    parse: credentials(signingSecretProblem),
    about: 'Secrets that reports may be signed with (Standard Webhooks), each `whsec_…` or `tenantId=whsec_…`.',
    isSecret: true,
  },
  INGEST_KEYS: {
    parse: credentials(() => undefined),
    about: 'Keys that reports may come with as `Authorization: Bearer`, each `key` or `tenantId=key`.',
    isSecret: true,
  },
  INGEST_ALLOWED_ORIGINS: {
    parse: origins,
    fallback: '*',
    about: 'Origins that may deliver CloudEvents, as they name themselves in the handshake.',
  },
  FAILED_GRACE: { parse: duration(0), fallback: '0s', about: 'A failure younger than this is not told yet.' },
  CRITICAL_AFTER: { parse: duration(SECOND), fallback: '24h', about: 'A token that fails this long is critical.' },
  STUCK_AFTER: { parse: duration(SECOND), fallback: '6h', about: 'A sync in progress for this long is stuck.' },
  OVERDUE_AFTER: {
    parse: duration(SECOND),
    fallback: '50h',
    about: 'A token whose last sync is this old when reported is overdue.',
  },
  SILENT_AFTER: {
    parse: duration(SECOND),
    fallback: '50h',
    about: 'A token without a report for this long has a silent reporter.',
  },
  REMIND_CRITICAL_EVERY: {
    parse: duration(SECOND),
    fallback: '1d',
    about: 'How often a critical incident is told again.',
  },
  REMIND_WARNING_EVERY: { parse: duration(SECOND), fallback: '7d', about: 'How often a warning is told again.' },
  REMIND_AT: { parse: clockTime, fallback: '09:00', about: 'Time of day at which reminders of whole days fall.' },
  TIME_ZONE: { parse: timeZone, fallback: 'UTC', about: 'IANA zone of that time, and of dates in alerts.' },
  FLAP_WINDOW: {
    parse: duration(SECOND),
    fallback: '72h',
    about: 'A fault that returns within this reopens its incident.',
  },
  EXPIRY_WARNING_DAYS: {
    parse: expirySteps,
    fallback: '30,14,7,3,1',
    about: 'Days before its expiry at which a token is named in the daily notice of its tenant.',
  },
  OUTBREAK_MIN: {
    parse: outbreakMin,
    fallback: '5',
    about: 'So many incidents of one cause that begin within 15 minutes are told as one.',
  },
  KEEP_HISTORY_DAYS: {
    parse: days(),
    fallback: '90',
    about: 'Days that reports and delivered notifications are kept.',
  },
  KEEP_INCIDENT_DAYS: {
    parse: days(),
    fallback: '400',
    about: 'Days that an incident is kept after its end, with its timeline.',
  },
  HEARTBEAT_URL: {
    parse: alertUrl,
    about: 'Called after each complete sweep, so that a watcher elsewhere sees when this program stops.',
    isSecret: true,
  },
  SWEEP_SCHEDULE: {
    parse: schedule,
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
  | { readonly ok: true; readonly settings: Settings }
  /** `valid` holds what could be read, so that channels among it can tell of the rest. */
  | { readonly ok: false; readonly problems: readonly string[]; readonly valid: Partial<Settings> };

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
  return problems.length > 0 ? { ok: false, problems, valid: settings } : { ok: true, settings };
}

function acrossSettings(settings: Partial<Settings>, environment: Environment): string[] {
  const problems: string[] = [];
  if (!environment.AzureWebJobsStorage?.trim() && !settings.AzureWebJobsStorage__accountName) {
    problems.push('AzureWebJobsStorage must be set (or AzureWebJobsStorage__accountName, for an identity)');
  }
  if (settings.ALERT_WEBHOOK_SECRET && !environment.ALERT_WEBHOOK_URL?.trim()) {
    problems.push('ALERT_WEBHOOK_SECRET must come with ALERT_WEBHOOK_URL');
  }
  return problems;
}

function messageOf(error: z.ZodError): string {
  return error.issues[0]?.message ?? 'is not valid';
}

/** The part of the settings that judges and speaks. */
export function policyOf(settings: Settings): Policy {
  return {
    failedGrace: settings.FAILED_GRACE,
    criticalAfter: settings.CRITICAL_AFTER,
    stuckAfter: settings.STUCK_AFTER,
    overdueAfter: settings.OVERDUE_AFTER,
    silentAfter: settings.SILENT_AFTER,
    remindCriticalEvery: settings.REMIND_CRITICAL_EVERY,
    remindWarningEvery: settings.REMIND_WARNING_EVERY,
    remindAt: settings.REMIND_AT,
    timeZone: settings.TIME_ZONE,
    flapWindow: settings.FLAP_WINDOW,
  };
}

/** Names a policy, so that rows decided under another one are found. */
export function hashOf(policy: Policy): string {
  return createHash('sha256').update(JSON.stringify(policy)).digest('hex').slice(0, 16);
}

const MOST_UNWRITTEN = 5 * MINUTE;

/** How long reports that say nothing new may go unwritten: never so long that a rule in force would notice. */
export function unchangedWindowOf(policy: Policy): number {
  const { remindAt: _, timeZone: __, ...durations } = policy;
  const shortest = Math.min(...Object.values(durations).filter((ms) => ms > 0));
  return Math.min(MOST_UNWRITTEN, shortest / 2);
}
