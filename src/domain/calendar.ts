import { DAY, HOUR, MINUTE, type Policy } from './policy.ts';

/**
 * When a reminder falls due that follows a telling at `toldAt`: whole days fall at `remindAt` of the local day that
 * many days later, so that no reminder comes at night; other durations simply pass.
 *
 * @returns milliseconds since the epoch
 */
export function nextReminder(toldAt: number, every: number, policy: Pick<Policy, 'remindAt' | 'timeZone'>): number {
  return every % DAY === 0 ? atLocalTime(toldAt, every / DAY, policy) : toldAt + every;
}

/** So much earlier than its time may an age of whole days count as reached. */
const ROUNDING = 12 * HOUR;

/**
 * When something that began at `since` is taken to have lasted for `age`: an age of whole days is reached at the first
 * `remindAt` that is not earlier than 12 hours before its time, so that no one is called at night for a day's age;
 * other durations simply pass.
 *
 * @returns milliseconds since the epoch
 */
export function ageReachedAt(since: number, age: number, policy: Pick<Policy, 'remindAt' | 'timeZone'>): number {
  if (age === 0 || age % DAY !== 0) return since + age;
  const from = since + age - ROUNDING;
  const thatDay = atLocalTime(from, 0, policy);
  return thatDay >= from ? thatDay : atLocalTime(from, 1, policy);
}

/**
 * The instant at which the clocks of the zone show `remindAt`, so many days after the local day of `from`. Where the
 * clocks show it twice the first one counts, where they skip it the moment just as far behind the skip.
 */
export function atLocalTime(from: number, days: number, policy: Pick<Policy, 'remindAt' | 'timeZone'>): number {
  const { timeZone, remindAt } = policy;
  const today = Math.floor((from + offsetAt(from, timeZone)) / DAY) * DAY;
  const local = today + days * DAY + remindAt * MINUTE;
  const [before, after] = [local - offsetAt(local - DAY, timeZone), local - offsetAt(local + DAY, timeZone)];
  const hit = [before, after].sort((a, b) => a - b).find((at) => at + offsetAt(at, timeZone) === local);
  return hit ?? before;
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

/** How far local time is ahead of UTC at an instant, in milliseconds. */
function offsetAt(ms: number, timeZone: string): number {
  if (timeZone === 'UTC') return 0;
  let format = FORMATS.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    FORMATS.set(timeZone, format);
  }
  const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  const wholeSeconds = Math.floor(ms / 1000) * 1000;
  return Date.UTC(year, month - 1, day, hour, minute, second) - wholeSeconds;
}
