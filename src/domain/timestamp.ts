/**
 * An RFC 3339 date-time as its sender wrote it (offset, up to 12 fractional digits). JavaScript's Date keeps
 * milliseconds only, so order and equality go through `ticksOf`, at the picosecond that the finest sender writes.
 */
export type Timestamp = string & { readonly __brand: 'Timestamp' };

// An offset without its colon, as in +0000, is ISO 8601 and what many libraries write.
const RFC3339 =
  /^(\d{4})-(\d{2})-(\d{2})[Tt]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,12}))?(?:[Zz]|([+-](?:[01]\d|2[0-3])):?([0-5]\d))$/;

const TICKS_PER_MS = 1_000_000_000n;

/** Apple sold no volume licences before: what lies earlier is some serializer's "no date", such as 0001-01-01. */
const NEVER_BEFORE = BigInt(Date.parse('2000-01-01T00:00:00Z')) * TICKS_PER_MS;

/** @returns undefined where the text is no RFC 3339 date-time with offset, or names a day that does not exist. */
export function parseTimestamp(text: string): Timestamp | undefined {
  const match = RFC3339.exec(text);
  if (!match) return undefined;
  const [, year, month, day] = match;
  // V8 rolls 30 February over into March; a date that does not come back as it went in does not exist.
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.getUTCDate() !== Number(day)) return undefined;
  return text as Timestamp;
}

/** Milliseconds since the epoch as a timestamp in UTC. */
export function timestampOf(ms: number): Timestamp {
  return new Date(ms).toISOString() as Timestamp;
}

/** Ticks of 10⁻¹² s since 1970-01-01T00:00:00Z; negative before. */
export function ticksOf(timestamp: Timestamp): bigint {
  const match = RFC3339.exec(timestamp);
  if (!match) throw new RangeError('not a parsed timestamp');
  const [, year, month, day, hour, minute, second, fraction = '', offsetHour, offsetMinute] = match;
  const zone = offsetHour === undefined ? 'Z' : `${offsetHour}:${offsetMinute}`;
  const wholeSeconds = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`);
  return BigInt(wholeSeconds) * TICKS_PER_MS + BigInt(fraction.padEnd(12, '0'));
}

/** As this app and most senders write it: in UTC, and in capital letters. */
function isPlain(timestamp: Timestamp): boolean {
  return timestamp[10] === 'T' && timestamp.endsWith('Z');
}

/** What is plain and has milliseconds, no more and no less, is so long. */
const PLAIN_MS_LENGTH = '2000-01-01T00:00:00.000Z'.length;

/** The first whole millisecond at or after the timestamp: `now >= msOf(t)` holds exactly when `now` has reached t. */
export function msOf(timestamp: Timestamp): number {
  // Arithmetic on ticks is slow, and a report needs much of it.
  if (timestamp.length === PLAIN_MS_LENGTH && isPlain(timestamp)) return Date.parse(timestamp);
  const ticks = ticksOf(timestamp);
  const floor = ticks / TICKS_PER_MS;
  return Number(ticks > floor * TICKS_PER_MS ? floor + 1n : floor);
}

/** Negative, zero or positive as `a` is before, at or after `b`, at full precision. */
export function compareTimestamps(a: Timestamp, b: Timestamp): number {
  if (a === b) return 0;
  // What is plain and equally long has its digits in the same places.
  if (a.length === b.length && isPlain(a) && isPlain(b)) return a < b ? -1 : 1;
  const difference = ticksOf(a) - ticksOf(b);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Whether a timestamp means that something never happened: it lies before 2000-01-01. */
export function isNever(timestamp: Timestamp): boolean {
  // The year spares all but the oldest dates the arithmetic.
  return timestamp < '2001' && ticksOf(timestamp) < NEVER_BEFORE;
}

/** A total order: by instant, then by spelling, so that equal instants written differently still join one way. */
export function orderTimestamps(a: Timestamp, b: Timestamp): number {
  return compareTimestamps(a, b) || (a < b ? -1 : a > b ? 1 : 0);
}

/** The greater of two by `orderTimestamps`; the one that is there where the other is absent. */
export function latestOf(a: Timestamp | undefined, b: Timestamp): Timestamp {
  return a === undefined || orderTimestamps(a, b) < 0 ? b : a;
}

/** The lesser of two by `orderTimestamps`; the one that is there where the other is absent. */
export function earliestOf(a: Timestamp | undefined, b: Timestamp): Timestamp {
  return a === undefined || orderTimestamps(a, b) > 0 ? b : a;
}
