import { DAY } from './policy.ts';
import { SYNC_STATUSES, type SyncStatus, statusValue } from './sync-status.ts';
import { msOf, type Timestamp } from './timestamp.ts';

/**
 * For each of a token's last 30 UTC days which statuses were seen, as `{day}.{marks}`: the newest day, counted from
 * 1970-01-01, and from it backwards one hexadecimal digit a day, whose bits are the values of the statuses. A join of
 * what was seen, so any order of the same reports gives the same.
 */
export type Strip = string;

/** One day of a strip. */
export interface StripDay {
  /** As in `2026-03-10`. */
  readonly day: string;
  readonly statuses: readonly SyncStatus[];
}

const DAYS = 30;

/** Adds what one report saw. */
export function joinStrip(strip: Strip | undefined, status: SyncStatus, observedAt: Timestamp): Strip {
  const day = Math.floor(msOf(observedAt) / DAY);
  const known = read(strip);
  const newest = known ? Math.max(known.newest, day) : day;
  const marks = Array.from({ length: DAYS }, (_, age) => {
    const mark = known?.marks[age - (newest - known.newest)] ?? 0;
    return newest - age === day ? mark | (1 << statusValue(status)) : mark;
  });
  return `${newest}.${marks
    .map((mark) => mark.toString(16))
    .join('')
    .replace(/0+$/, '')}`;
}

/**
 * The last 30 UTC days up to `now`, oldest first.
 *
 * @param now milliseconds since the epoch
 */
export function stripDays(strip: Strip | undefined, now: number): readonly StripDay[] {
  const known = read(strip);
  const today = Math.floor(now / DAY);
  return Array.from({ length: DAYS }, (_, i) => {
    const day = today - (DAYS - 1 - i);
    const mark = known?.marks[known.newest - day] ?? 0;
    return {
      day: new Date(day * DAY).toISOString().slice(0, 10),
      statuses: SYNC_STATUSES.filter((status) => mark & (1 << statusValue(status))),
    };
  });
}

/** How many of several tokens were seen with each status on each of the last 30 UTC days, oldest first. */
export function countDays(
  strips: Iterable<Strip>,
  now: number,
): readonly { readonly day: string; readonly counts: Readonly<Record<SyncStatus, number>> }[] {
  const days = stripDays(undefined, now).map(({ day }) => ({
    day,
    counts: { none: 0, inProgress: 0, completed: 0, failed: 0 },
  }));
  const today = Math.floor(now / DAY);
  for (const strip of strips) {
    const known = read(strip);
    known?.marks.forEach((mark, age) => {
      const counts = days[DAYS - 1 - (today - known.newest + age)]?.counts;
      if (!counts) return;
      for (const status of SYNC_STATUSES) if (mark & (1 << statusValue(status))) counts[status] += 1;
    });
  }
  return days;
}

function read(strip: Strip | undefined): { readonly newest: number; readonly marks: readonly number[] } | undefined {
  if (strip === undefined) return undefined;
  const [newest, marks = ''] = strip.split('.');
  return { newest: Number(newest), marks: [...marks].map((mark) => Number.parseInt(mark, 16)) };
}
