import { readFileSync } from 'node:fs';
import { Cron } from 'croner';
import * as z from 'zod';
import { parseDuration } from '../app/model/duration.ts';
import { Secret } from '../app/model/secret.ts';
import { signingSecretProblem } from '../channels/webhook-secret.ts';
import { DAY, SECOND } from '../domain/policy.ts';
import { isLoopback } from '../http/access/loopback.ts';
import { normaliseId } from '../reports/id.ts';

// How the text of a setting is read: each schema's message says what is allowed, and shows nothing of a secret.

const MAX_DAYS = 3_650;

/** A number and a unit, in milliseconds. */
export function duration(least: number) {
  const allowed = `must be a number and a unit (s, m, h or d), as in 90s, 30m, 6h or 2d, from ${least / SECOND}s to ${MAX_DAYS}d`;
  return z
    .string()
    .transform((text) => parseDuration(text) ?? -1)
    .refine((ms) => ms >= least && ms <= MAX_DAYS * DAY, allowed);
}

export const clockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day from 00:00 to 23:59, as in 09:00')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));

export const timeZone = z.string().refine((name) => {
  // Spares nearly every start some 20 ms: the tables of time zones are loaded when the first is asked for.
  if (name === 'UTC') return true;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false; // Intl throws for a zone that it does not know; that is the answer, not a fault.
  }
}, 'must be an IANA time zone, as in Europe/Berlin');

const STEPS_ALLOWED = 'must be whole numbers of days from 1 to 365, separated by commas, as in 30,14,7,3,1';
export const expirySteps = z
  .string()
  .regex(/^\d{1,3}( *, *\d{1,3})*$/, STEPS_ALLOWED)
  .transform((text) => text.split(',').map(Number))
  .refine((steps) => steps.every((days) => days >= 1 && days <= 365), STEPS_ALLOWED);

/** A whole number of days, in milliseconds. */
export function days() {
  const allowed = `must be a whole number of days from 1 to ${MAX_DAYS}`;
  return z
    .string()
    .regex(/^\d{1,4}$/, allowed)
    .transform((text) => Number(text) * DAY)
    .refine((ms) => ms >= DAY && ms <= MAX_DAYS * DAY, allowed);
}

const OUTBREAK_ALLOWED = 'must be a whole number from 2 to 1000';
export const outbreakMin = z
  .string()
  .regex(/^\d{1,4}$/, OUTBREAK_ALLOWED)
  .transform(Number)
  .refine((count) => count >= 2 && count <= 1_000, OUTBREAK_ALLOWED);

const TENANT_BEFORE = /^([A-Za-z0-9][A-Za-z0-9._:@-]{0,127})=([^=].*)$/;

/** Separated by spaces, each `secret` or `tenantId=secret`; `=` at the end of base64 separates nothing. */
export function credentials(problemOf: (secret: string) => string | undefined) {
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
    .transform((text) =>
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

const STATUS_PAGE_ALLOWED =
  'must be the https URL (http on loopback only) of /api/status, without a query, as in https://contoso.azurewebsites.net/api/status';

/** Where pages are served; a slash at its end makes no difference. */
export const statusPageUrl = z
  .string()
  .refine((text) => {
    const url = URL.parse(text);
    const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback(url.hostname));
    return isSafe && /^https?:\/\/[^/?#@]+\/api\/status\/?$/i.test(text);
  }, STATUS_PAGE_ALLOWED)
  .transform((text) => text.replace(/\/$/, ''));

const LINK_SECRETS_ALLOWED =
  'must be secrets separated by spaces, each whsec_ and the base64 of 24 bytes or more, or 32 or more other characters';

/** Separated by spaces; strict, since whoever guesses one can act without a login. */
export const linkSecrets = z
  .string()
  .refine((text) => text.split(/\s+/).every(isLinkSecret), LINK_SECRETS_ALLOWED)
  .transform((text) => text.split(/\s+/).map((secret) => new Secret(secret)));

function isLinkSecret(text: string): boolean {
  if (!text.startsWith('whsec_')) return /^[\x21-\x7e]{32,}$/.test(text);
  return signingSecretProblem(text) === undefined && Buffer.from(text.slice('whsec_'.length), 'base64').length >= 24;
}

export const origins = z
  .string()
  .regex(/^(\*|[A-Za-z0-9.-]+)( +(\*|[A-Za-z0-9.-]+))*$/, 'must be * or DNS names separated by spaces')
  .transform((text) => text.split(/ +/));

export const connection = z
  .string()
  .regex(
    /^UseDevelopmentStorage=true;?$|(^|;)(AccountName|TableEndpoint|BlobEndpoint|QueueEndpoint)=/i,
    'must be a storage connection string',
  )
  .transform((text) => new Secret(text));

export const accountName = z.string().regex(/^[a-z0-9]{3,24}$/, 'must be the name of a storage account');

/** The address of one service of a storage account, without the slash at its end. It holds no key, so it is no secret. */
export const serviceUri = z
  .string()
  .refine((text) => {
    const url = URL.parse(text);
    return url?.protocol === 'https:' && !url.search && !url.hash && !url.username && !url.password;
  }, 'must be an https URL without a query, as in https://contoso.table.core.example')
  .transform((text) => text.replace(/\/+$/, ''));

/** The only word for it that the Functions host knows beside secrets of an app registration. */
export const managedIdentity = z
  .string()
  .refine((text) => text.toLowerCase() === 'managedidentity', 'must be managedidentity')
  .transform(() => 'managedidentity' as const);

export const endpointSuffix = z
  .string()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/, 'must be a DNS name, without a dot before it');

export const identifier = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/,
    'must be 1 to 128 letters, digits or . _ : @ -, beginning with a letter or digit',
  );

const NAME_ALLOWED =
  'must be text of 1 to 200 characters, none of them a control character or a mark of writing direction';

/** What people call a tenant; it stands in titles and on pages among other text. */
export const tenantName = z
  .string(NAME_ALLOWED)
  .trim()
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_C}\p{Surrogate}]{1,200}$/u, NAME_ALLOWED);

const NAMES_ALLOWED =
  'must be a JSON object from tenant id to name (without control characters), as in {"contoso":"Contoso"}, or the path of a file that holds one';
const namesSchema = z.record(identifier, tenantName);

/** Names of tenants by their id, written out or in a file. */
export const tenantNames = z.string().transform((text, context): ReadonlyMap<string, string> => {
  try {
    const names = namesSchema.parse(JSON.parse(text.startsWith('{') ? text : readFileSync(text, 'utf8')));
    return new Map(Object.entries(names).map(([id, name]) => [normaliseId(id), name]));
  } catch {
    // An unreadable file, no JSON or other members: what is allowed says enough of each.
    context.addIssue({ code: 'custom', message: NAMES_ALLOWED });
    return z.NEVER;
  }
});

const NCRONTAB_FIELD = /^([*,/-]|\d+|[A-Za-z]{3,})+$/;

/** Six fields, the first of them seconds. */
export const schedule = z.string().refine((text) => periodOf(text) !== undefined, {
  error: 'must be an NCRONTAB expression of six fields, as in 0 */5 * * * *',
});

/** The time from one run of a schedule to the next, in milliseconds; undefined where it is no schedule. */
export function periodOf(schedule: string): number | undefined {
  const fields = schedule.trim().split(/\s+/);
  // croner reads more than NCRONTAB, such as L, W and #, which the host would then refuse without a word of the setting.
  if (fields.length !== 6 || !fields.every((field) => NCRONTAB_FIELD.test(field))) return undefined;
  try {
    // An offset and not the zone UTC: naming a zone loads the tables of all of them, some 20 ms of every start.
    const [first, second] = new Cron(schedule, { utcOffset: 0 }).nextRuns(2);
    return first && second ? second.getTime() - first.getTime() : undefined;
  } catch {
    return undefined; // croner throws for what it cannot read; that is the answer, not a fault.
  }
}

/** One of a few words. */
export function oneOf<const T extends readonly [string, ...string[]]>(...words: T) {
  return z.enum(words, `must be ${words.slice(0, -1).join(', ')} or ${words.at(-1)}`) as z.ZodType<T[number], string>;
}
