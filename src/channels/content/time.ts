import type { Locale } from './content.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Says moments and durations in one language and one time zone, so that they are still true when they are read later. */
export interface TimeWords {
  /** A moment inside a sentence: `2026-03-13 17:30 JST`, `3 月 13 日 17:30`. */
  moment(ms: number): string;
  /** A moment in a table: `2026-03-13 17:30 JST`, `2026/03/13 17:30 JST`. */
  stamp(ms: number): string;
  /** The same where the zone is said elsewhere: `2026-03-13 17:30`, `2026/03/13 17:30`. */
  short(ms: number): string;
  /** The letters of the zone at a moment: `JST`. */
  zone(ms: number): string;
  /** A day inside a sentence: `2026-03-13`, `3 月 13 日`. */
  day(ms: number): string;
  /** A day in a table: `2026-03-13`, `2026/03/13`. */
  date(ms: number): string;
  /** The two largest units, rounded down: `2 days 3 hours`, `26 hours`; under a minute it is a minute. */
  duration(ms: number): string;
}

/** `timeZone` is an IANA name; a year that is not that of `now` (milliseconds since the epoch) is always said. */
export function timeWords(locale: Locale, timeZone: string, now: number): TimeWords {
  const read = clockIn(timeZone);
  const date = (ms: number) => read(ms).days.join(locale === 'en' ? '-' : '/');
  const zone = (ms: number) => zoneName(timeZone, ms);
  const short = (ms: number) => `${date(ms)} ${read(ms).time}`;
  const stamp = (ms: number) => `${short(ms)} ${zone(ms)}`;
  const duration = (ms: number) => durationOf(ms, UNITS[locale]);
  const shared = { stamp, short, zone, date, duration };
  if (locale === 'en') return { ...shared, moment: stamp, day: date };
  const day = (ms: number) => {
    const [year, month, dayOfMonth] = read(ms).days;
    const said = `${Number(month)} 月 ${Number(dayOfMonth)} 日`;
    return year === read(now).days[0] ? said : `${year} 年 ${said}`;
  };
  return { ...shared, moment: (ms) => `${day(ms)} ${read(ms).time}`, day };
}

type Unit = 'day' | 'hour' | 'minute';

type UnitNames = Readonly<Record<Unit, (count: number) => string>>;

const UNITS: Readonly<Record<Locale, UnitNames>> = {
  en: {
    day: (count) => (count === 1 ? '1 day' : `${count} days`),
    hour: (count) => (count === 1 ? '1 hour' : `${count} hours`),
    minute: (count) => (count === 1 ? '1 minute' : `${count} minutes`),
  },
  ja: {
    day: (count) => `${count} 日`,
    hour: (count) => `${count} 時間`,
    minute: (count) => `${count} 分`,
  },
};

/** From one day to two it is hours: "26 hours" says more than "1 day 2 hours". */
function durationOf(ms: number, names: UnitNames): string {
  const minutes = Math.max(1, Math.floor(ms / MINUTE));
  const hours = Math.floor(ms / HOUR);
  const days = Math.floor(ms / DAY);
  if (days >= 2) return [names.day(days), ...(hours % 24 > 0 ? [names.hour(hours % 24)] : [])].join(' ');
  if (days === 1) return names.hour(hours);
  if (hours > 0) return [names.hour(hours), ...(minutes % 60 > 0 ? [names.minute(minutes % 60)] : [])].join(' ');
  return names.minute(minutes);
}

interface Reading {
  readonly days: readonly [year: string, month: string, day: string];
  readonly time: string;
}

/** Making a format takes a thousand times as long as using it, so each is made once; there are few zones. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([locale, options]);
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(key, known);
  return known;
}

/** Figures, which read the same in every language. */
function clockIn(timeZone: string): (ms: number) => Reading {
  const format = formatOf('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  return (ms) => {
    const parts = new Map(format.formatToParts(ms).map((part) => [part.type, part.value]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
    return { days: [part('year'), part('month'), part('day')], time: `${part('hour')}:${part('minute')}` };
  };
}

/** Each of these knows letters for the zones of its own part of the world, and an offset for the rest. */
const LETTERED = ['en-GB', 'en-US', 'en-AU', 'ja-JP'] as const;

/** The letters of a zone at a moment, as in `JST` or `CEST`; where it has none, its offset, as in `UTC+5:30`. */
function zoneName(timeZone: string, ms: number): string {
  if (timeZone === 'UTC') return timeZone;
  const names = LETTERED.map((locale) => {
    const parts = formatOf(locale, { timeZone, timeZoneName: 'short' }).formatToParts(ms);
    return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
  });
  const lettered = names.find((name) => !/^GMT[+-]/.test(name));
  return lettered ?? (names[0] ?? timeZone).replace('GMT', 'UTC');
}
