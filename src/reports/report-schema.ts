import * as z from 'zod';
import { ACCOUNT_TYPES, TOKEN_STATES } from '../domain/report.ts';
import { parseSyncStatus, SYNC_STATUSES } from '../domain/sync-status.ts';
import { isNever, parseTimestamp, type Timestamp } from '../domain/timestamp.ts';
import { MAX_TEXT } from './limits.ts';
import { normaliseId } from './normalise-id.ts';

const ID = /^[A-Za-z0-9][A-Za-z0-9._:@-]{0,127}$/;

const ID_ALLOWED = 'must be 1 to 128 letters, digits or any of . _ : @ - and begin with a letter or a digit';
const DATE_ALLOWED =
  'must be an RFC 3339 date-time with an offset and at most 7 fractional digits, such as 2026-07-17T14:50:53.4972449Z';

/** A tenant's or a token's id; both become part of a storage key, hence the narrow alphabet. */
export const idSchema = z
  .string({ error: ({ input }) => (input === undefined ? `is required and ${ID_ALLOWED}` : ID_ALLOWED) })
  .regex(ID, ID_ALLOWED)
  .transform(normaliseId);

/** What a reader of one value found: the value, or nothing where the value is not allowed. */
type Reader<T> = (input: unknown) => { readonly value: T } | undefined;

/** A field that `read` reads, refused with `allowed`. Only a required field is read where it is absent. */
function field<T>(read: Reader<T>, allowed: string) {
  return z.unknown().transform((input, context) => {
    const found = read(input);
    if (found) return found.value;
    const message = input === undefined ? `is required and ${allowed}` : `${allowed}${gist(input)}`;
    context.issues.push({ code: 'custom', message, input });
    return z.NEVER;
  });
}

/** What was sent instead, where it is short: enumerations hold no secrets, and the sender recognises it. */
function gist(input: unknown): string {
  const text = typeof input === 'object' && input !== null ? '' : JSON.stringify(input);
  return text !== '' && text.length <= 40 ? `; this is ${text}` : '';
}

/** Reads a member of an enumeration by its name in any letter case or its number (its place in `names`). */
function member<T extends string>(names: readonly T[], input: unknown): T | undefined {
  if (typeof input === 'number') return names[input];
  // Only ASCII: toLowerCase folds the Kelvin sign into a k, and no member may be reached that way.
  if (typeof input !== 'string' || !/^[A-Za-z0-9]+$/.test(input)) return undefined;
  const lower = input.toLowerCase();
  return names.find((name, index) => name.toLowerCase() === lower || String(index) === input);
}

/** The name that Graph's enumerations keep for members that a client does not know yet. */
const isFutureValue = (input: unknown): boolean =>
  typeof input === 'string' && input.toLowerCase() === 'unknownfuturevalue';

const statusSchema = field(
  (input) => {
    const status = parseSyncStatus(input);
    return status && { value: status };
  },
  `must be one of ${SYNC_STATUSES.join(', ')} in any letter case, or its number 0 to 3`,
);

const stateSchema = field(
  (input) => {
    if (input === null) return { value: undefined };
    const state = isFutureValue(input) ? 'unknown' : member(TOKEN_STATES, input);
    return state && { value: state };
  },
  `must be one of ${TOKEN_STATES.join(', ')} in any letter case, its number 0 to 5, or null`,
);

const accountTypeSchema = field(
  (input) => {
    if (input === null || isFutureValue(input)) return { value: undefined };
    const type = member(ACCOUNT_TYPES, input);
    return type && { value: type };
  },
  `must be one of ${ACCOUNT_TYPES.join(', ')} in any letter case, its number 0 or 1, or null`,
);

function readDate(input: unknown): { readonly value: Timestamp | undefined } | undefined {
  if (input === null) return { value: undefined };
  const date = typeof input === 'string' ? parseTimestamp(input) : undefined;
  return date && { value: date };
}

/**
 * Whether a date is .NET's "never". DateTime.MinValue may come with the server's own offset, as in Graph's samples
 * (`-08:00`); with one, it may also be written in the year 0000. The prefix spares every other date the arithmetic.
 */
function isNeverDate(date: Timestamp): boolean {
  return date.startsWith('000') && (date.startsWith('0001-01-01T00:00:00') || isNever(date));
}

/** A date that may be "never" (0001-01-01T00:00:00Z), which counts as absent. */
const dateSchema = field((input) => {
  const date = readDate(input);
  return date?.value && isNeverDate(date.value) ? { value: undefined } : date;
}, DATE_ALLOWED);

/** When something was observed; that cannot be "never". */
const observedSchema = field((input) => {
  const date = readDate(input);
  return date?.value && isNeverDate(date.value) ? undefined : date;
}, DATE_ALLOWED);

/** Free text: trimmed, nothing where nothing is left; control characters would break what shows it. */
function text(controls: RegExp, controlsAllowed: string) {
  return z
    .string({ error: 'must be a string or null' })
    .trim()
    .max(MAX_TEXT, `must be at most ${MAX_TEXT} characters long`)
    .refine((value) => !controls.test(value), `must hold no control characters${controlsAllowed}`)
    .nullish()
    .transform((value) => value || undefined);
}

const name = text(/\p{Cc}/u, '');
const multiLine = text(/(?![\n\t\r])\p{Cc}/u, ' but line breaks and tabs');

/**
 * A report as it is on the wire: Graph's `vppToken` under Graph's names, plus `tenantId`, `observedAt` and `detail`.
 * What is not named here is ignored. https://learn.microsoft.com/graph/api/resources/intune-onboarding-vpptoken
 */
export const reportSchema = z.object(
  {
    tenantId: idSchema.nullish(),
    id: idSchema,
    lastSyncStatus: statusSchema,
    lastSyncDateTime: dateSchema.optional(),
    observedAt: observedSchema.optional(),
    state: stateSchema.optional(),
    expirationDateTime: dateSchema.optional(),
    organizationName: name,
    displayName: name,
    locationName: name,
    appleId: name,
    vppTokenAccountType: accountTypeSchema.optional(),
    countryOrRegion: name,
    detail: multiLine,
  },
  { error: 'must be an object: a report or a vppToken' },
);

export type WireReport = z.output<typeof reportSchema>;
