import type { Locale } from './content.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const UNITS = [
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
] as const;

/** Says moments and durations in one language, one time zone and as seen from one moment. */
export interface TimeWords {
  /** `2026-03-14 18:00 GMT+9 = 09:00 UTC (2 days ago)`. */
  moment(ms: number): string;
  /** `2 days ago`, `in 3 hours`, `now`. */
  relative(ms: number): string;
  /** `2 days, 3 hours`: the two largest units; under a minute it is a minute. */
  duration(ms: number): string;
}

/** `timeZone` is an IANA name; `now` is milliseconds since the epoch. */
export function timeWords(locale: Locale, timeZone: string, now: number): TimeWords {
  const inZone = stamps(timeZone);
  const inUtc = stamps('UTC');
  const relative = (ms: number) => relativeTo(locale, ms - now);
  return {
    moment: (ms) => `${absolute(inZone(ms), inUtc(ms))} (${relative(ms)})`,
    relative,
    duration: (ms) => durationOf(locale, ms),
  };
}

interface Stamp {
  readonly day: string;
  readonly time: string;
  readonly zone: string;
}

function absolute(local: Stamp, utc: Stamp): string {
  if (local.day === utc.day && local.time === utc.time) return `${utc.day} ${utc.time} UTC`;
  const utcText = local.day === utc.day ? utc.time : `${utc.day} ${utc.time}`;
  return `${local.day} ${local.time} ${local.zone} = ${utcText} UTC`;
}

/** Day and time in figures, which read the same in every language. The format is made once: that is what takes time. */
function stamps(timeZone: string): (ms: number) => Stamp {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
  });
  return (ms) => {
    const parts = new Map(format.formatToParts(ms).map((part) => [part.type, part.value]));
    return {
      day: `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`,
      time: `${parts.get('hour')}:${parts.get('minute')}`,
      zone: parts.get('timeZoneName') ?? timeZone,
    };
  };
}

function relativeTo(locale: Locale, delta: number): string {
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'always' });
  for (const [unit, size] of UNITS) {
    if (Math.abs(delta) >= size) return words.format(Math.trunc(delta / size), unit);
  }
  return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(0, 'second');
}

function durationOf(locale: Locale, ms: number): string {
  let rest = Math.max(ms, MINUTE);
  const parts: string[] = [];
  for (const [unit, size] of UNITS) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0)
      parts.push(new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(count));
    if (parts.length === 2 || (parts.length === 1 && count === 0)) break;
  }
  return new Intl.ListFormat(locale, { type: 'unit', style: 'long' }).format(parts);
}
