import { ACCOUNT_TYPES, OPTIONAL_FIELDS, type OptionalFields, TOKEN_STATES } from '../domain/report.ts';
import { isNever, parseTimestamp, type Timestamp } from '../domain/timestamp.ts';
import { maskAppleId, redactor } from './apple-id.ts';
import { gist } from './gist.ts';
import { type JsonObject, type JsonValue, member } from './json.ts';
import { MAX_STATE, MAX_TEXT } from './limits.ts';
import { mendDate } from './mend.ts';
import { cleanText } from './text.ts';
import type { WireName } from './wire-names.ts';

/** What a date must be. */
const DATE_ALLOWED =
  'must be an RFC 3339 date-time with an offset and at most 12 fractional digits, such as 2026-07-17T14:50:53.4972449Z';

/** Something about one member of a report: refused, or taken with a change. */
export interface MemberNote {
  readonly name: WireName;
  readonly detail: string;
}

/** The members that decorate a report, and what had to be done to them. */
export interface Decoration {
  readonly fields: OptionalFields;
  readonly warnings: readonly MemberNote[];
}

/**
 * Reads what no report is refused for: cleaned, cut, written as text or left out, each with a warning.
 *
 * @param redact takes the report's secrets out of a text
 */
export function readDecoration(members: JsonObject, redact: (text: string) => string): Decoration {
  const warnings: MemberNote[] = [];
  const text = (name: WireName, max = MAX_TEXT, multiLine?: true) => {
    const clean = cleanText(member(members, name), { max, redact, ...(multiLine && { multiLine }) });
    warnings.push(...clean.warnings.map((detail) => ({ name, detail })));
    return clean.text;
  };
  const warn = (name: WireName, detail: string) => warnings.push({ name, detail });
  const tokenState = () => {
    const known = stateOf(member(members, 'state'));
    if (known !== 'other') return known;
    const kept = text('state', MAX_STATE);
    warn(
      'state',
      kept === undefined ? 'is empty and is ignored' : `is none of ${TOKEN_STATES.join(', ')}, and is only shown`,
    );
    return kept;
  };
  const accountType = () => {
    const value = member(members, 'vppTokenAccountType');
    const type = readMember(ACCOUNT_TYPES, value);
    if (type === undefined && !isAbsent(value) && !isFutureValue(value)) {
      warn('vppTokenAccountType', `is ignored: it must be ${ACCOUNT_TYPES.join(' or ')}${gist(value, redact)}`);
    }
    return type;
  };
  const expiresAt = () => {
    const value = member(members, 'expirationDateTime');
    const read = readDate(value);
    if (read.ok) return read.at;
    warn('expirationDateTime', `is ignored: it ${read.allowed}${gist(value, redact)}`);
    return undefined;
  };
  const appCount = () => {
    const value = member(members, 'lastAppCount');
    if (isAbsent(value) || (Number.isSafeInteger(value) && Number(value) >= 0))
      return value as number | null | undefined;
    warn('lastAppCount', `is ignored: it must be a number of apps${gist(value, redact)}`);
    return undefined;
  };
  // The Apple ID itself is masked below, but must not bring the token along.
  const withoutToken = redactor(member(members, 'token'), undefined);
  const apple = cleanText(member(members, 'appleId'), { max: MAX_TEXT, redact: withoutToken });
  warnings.push(...apple.warnings.map((detail) => ({ name: 'appleId' as const, detail })));
  return {
    fields: present({
      tokenState: tokenState(),
      expiresAt: expiresAt(),
      organizationName: text('organizationName'),
      displayName: text('displayName'),
      locationName: text('locationName'),
      appleId: apple.text && maskAppleId(apple.text),
      accountType: accountType(),
      countryOrRegion: text('countryOrRegion'),
      detail: text('detail', MAX_TEXT, true),
      appCount: appCount() ?? undefined,
      // Whoever reads Graph adds it: the hash is keyed.
      accountHash: undefined,
    }),
    warnings,
  };
}

/** Reads a date: what is absent, or before 2000, never was. */
export function readDate(
  value: JsonValue | undefined,
): { readonly ok: true; readonly at: Timestamp | undefined } | { readonly ok: false; readonly allowed: string } {
  if (isAbsent(value)) return { ok: true, at: undefined };
  const at = typeof value === 'string' ? parseTimestamp(value) : undefined;
  if (at !== undefined) return { ok: true, at: isNever(at) ? undefined : at };
  const mend = mendDate(value);
  return { ok: false, allowed: mend === undefined ? DATE_ALLOWED : `${DATE_ALLOWED} (${mend})` };
}

function isAbsent(value: JsonValue | undefined): value is null | undefined {
  return value === undefined || value === null;
}

function stateOf(value: JsonValue | undefined): string | undefined {
  if (isAbsent(value)) return undefined;
  return isFutureValue(value) ? 'unknown' : (readMember(TOKEN_STATES, value) ?? 'other');
}

/** Reads a member of an enumeration by its name in any letter case or its number (its place in `names`). */
function readMember<T extends string>(names: readonly T[], value: unknown): T | undefined {
  if (typeof value === 'number') return names[value];
  // Only ASCII: toLowerCase folds the Kelvin sign into a k, and no member may be reached that way.
  if (typeof value !== 'string' || !/^[A-Za-z0-9]+$/.test(value)) return undefined;
  const lower = value.toLowerCase();
  return names.find((name, index) => name.toLowerCase() === lower || String(index) === value);
}

/** The name that Graph's enumerations keep for members that a client does not know yet. */
function isFutureValue(value: unknown): boolean {
  return typeof value === 'string' && value.toLowerCase() === 'unknownfuturevalue';
}

/** Leaves out what is undefined: a member that is there but holds nothing would differ from one that is absent. */
function present(fields: { readonly [K in keyof OptionalFields]: OptionalFields[K] | undefined }): OptionalFields {
  const kept: Record<string, unknown> = {};
  for (const key of OPTIONAL_FIELDS) if (fields[key] !== undefined) kept[key] = fields[key];
  return kept;
}
