import { DAY, HOUR, MINUTE, type Policy } from '../../src/domain/policy.ts';

/**
 * Decisions, with the sentence each rests on:
 * - "What worsens by an age of whole days does so at the first REMIND_AT that is not earlier than 12 h before its
 *   time." An age that is not a whole number of days worsens at its time.
 * - "Reminders: critical every REMIND_CRITICAL_EVERY … Whole days fall at REMIND_AT in TIME_ZONE." The reminder falls
 *   on the local day that lies so many days after the one on which people were told last: after Monday 08:00, Monday
 *   10:00 and Monday 23:50 alike it is Tuesday 09:00 where the interval is a day.
 */

const formats = new Map<string, Intl.DateTimeFormat>();
const instants = new Map<string, number>();

/** Milliseconds that the zone is ahead of UTC at an instant. */
function offset(zone: string, at: number): number {
  if (zone === 'UTC') return 0;
  let format = formats.get(zone);
  if (!format) {
    const two = '2-digit';
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: two,
      day: two,
      hour: two,
      minute: two,
      second: two,
    });
    formats.set(zone, format);
  }
  const part = Object.fromEntries(format.formatToParts(at).map((p) => [p.type, Number(p.value)]));
  const local = Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!);
  return local - Math.floor(at / 1000) * 1000;
}

/** The number of the local day (days since 1970-01-01). */
function localDay(at: number, policy: Policy): number {
  return Math.floor((at + offset(policy.timeZone, at)) / DAY);
}

/** The instant at which a local day's REMIND_AT is. */
function remindInstant(day: number, policy: Policy): number {
  const key = `${policy.timeZone} ${policy.remindAt} ${day}`;
  const known = instants.get(key);
  if (known !== undefined) return known;
  const wall = day * DAY + policy.remindAt * MINUTE;
  const guess = wall - offset(policy.timeZone, wall);
  const at = wall - offset(policy.timeZone, guess);
  instants.set(key, at);
  return at;
}

function wholeDays(duration: number): boolean {
  return duration > 0 && duration % DAY === 0;
}

/** When that which began at `since` worsens by reaching `age`. */
export function worsensAt(since: number, age: number, policy: Policy): number {
  if (!wholeDays(age)) return since + age;
  const earliest = since + age - 12 * HOUR;
  let day = localDay(earliest, policy) - 1;
  while (remindInstant(day, policy) < earliest) day += 1;
  return remindInstant(day, policy);
}

/** When people are reminded who were told last at `last`. */
export function remindsAt(last: number, every: number, policy: Policy): number {
  if (!wholeDays(every)) return last + every;
  return remindInstant(localDay(last, policy) + every / DAY, policy);
}
