import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DAY, HOUR } from '../../src/domain/policy.ts';
import { countDays, joinStrip, type Strip, type StripDay, stripDays } from '../../src/domain/strip.ts';
import { SYNC_STATUSES, type SyncStatus } from '../../src/domain/sync-status.ts';
import { runs } from './arbitraries.ts';
import { fromNoon, NOON, ts } from './build.ts';

/** A status, and how many days after the tenth of March it was seen. */
type Seen = readonly [SyncStatus, number];

function stripOf(...seen: readonly Seen[]): Strip | undefined {
  return seen.reduce<Strip | undefined>((it, [status, day]) => joinStrip(it, status, fromNoon(day * DAY)), undefined);
}

/** Days with anything seen, as `2026-03-10 completed failed`. */
function seenIn(strip: Strip | undefined, day: number): string[] {
  return stripDays(strip, NOON + day * DAY)
    .filter(({ statuses }) => statuses.length > 0)
    .map((it) => [it.day, ...it.statuses].join(' '));
}

describe('the strip', () => {
  test.each<[string, Seen[], string[]]>([
    ['nothing', [], []],
    ['one report', [['failed', 0]], ['2026-03-10 failed']],
    [
      'several of one day',
      [
        ['failed', 0],
        ['none', 0],
        ['failed', 0],
      ],
      ['2026-03-10 none failed'],
    ],
    [
      'of several days',
      [
        ['failed', -29],
        ['completed', 0],
      ],
      ['2026-02-09 failed', '2026-03-10 completed'],
    ],
    [
      'an old one that comes late',
      [
        ['completed', 0],
        ['failed', -29],
      ],
      ['2026-02-09 failed', '2026-03-10 completed'],
    ],
    [
      'one that is too old',
      [
        ['completed', 0],
        ['failed', -30],
      ],
      ['2026-03-10 completed'],
    ],
    [
      'one that has grown too old',
      [
        ['failed', -30],
        ['completed', 0],
      ],
      ['2026-03-10 completed'],
    ],
  ])('%s', (_, seen, days) => {
    expect(seenIn(stripOf(...seen), 0)).toEqual(days);
  });

  test('goes by UTC days, whatever the offset', () => {
    const strip = joinStrip(undefined, 'failed', ts('2026-03-11T00:30:00+02:00'));

    expect(seenIn(strip, 0)).toEqual(['2026-03-10 failed']);
  });

  test('shows thirty days up to today, also where nothing was seen lately', () => {
    const days = stripDays(stripOf(['failed', 0]), NOON + 10 * DAY);

    expect([days.length, days[0]?.day, days[19], days.at(-1)]).toEqual([
      30,
      '2026-02-19',
      { day: '2026-03-10', statuses: ['failed'] },
      { day: '2026-03-20', statuses: [] },
    ]);
  });

  test('a day begins at midnight', () => {
    const strip = joinStrip(joinStrip(undefined, 'none', fromNoon(12 * HOUR - 1)), 'failed', fromNoon(12 * HOUR));

    expect(seenIn(strip, 1)).toEqual(['2026-03-10 none', '2026-03-11 failed']);
  });

  test('is short', () => {
    const all = SYNC_STATUSES.flatMap((status) => Array.from({ length: 40 }, (_, day): Seen => [status, day]));

    expect(stripOf(...all)?.length).toBeLessThanOrEqual(36);
  });
});

test('any order of the same reports, and any repetition, gives the same', () => {
  const someSeen = fc.array(fc.tuple(fc.constantFrom(...SYNC_STATUSES), fc.integer({ min: 0, max: 60 })), {
    minLength: 1,
    maxLength: 20,
  });
  const twoOrders = someSeen.chain((seen) =>
    fc.tuple(fc.constant(seen), fc.shuffledSubarray([...seen, ...seen], { minLength: 2 * seen.length })),
  );

  fc.assert(
    fc.property(twoOrders, ([seen, again]) => {
      expect(stripOf(...again)).toEqual(stripOf(...seen));
      expect(stripDays(stripOf(...seen), NOON + 60 * DAY)).toEqual(expectedDays(seen));
    }),
    runs(200),
  );
});

test('tokens counted day by day are those whose own days say so', () => {
  const strips = fc.array(
    fc.array(fc.tuple(fc.constantFrom(...SYNC_STATUSES), fc.integer({ min: 0, max: 70 })), {
      minLength: 1,
      maxLength: 9,
    }),
    { maxLength: 6 },
  );

  fc.assert(
    fc.property(strips, (all) => {
      const own = all.flatMap((seen) => stripOf(...seen) ?? []);
      const now = NOON + 60 * DAY;

      for (const { day, counts } of countDays(own, now)) {
        for (const status of SYNC_STATUSES) {
          const saying = own.filter((it) =>
            stripDays(it, now)
              .find((on) => on.day === day)
              ?.statuses.includes(status),
          );
          expect(counts[status]).toBe(saying.length);
        }
      }
    }),
    runs(60),
  );
});

/** "For each UTC day which statuses were seen", day by day; of what is 30 days older than the newest, nothing. */
function expectedDays(seen: readonly Seen[]): StripDay[] {
  const newest = Math.max(...seen.map(([, day]) => day));
  return Array.from({ length: 30 }, (_, i) => {
    const day = 31 + i;
    const statuses = SYNC_STATUSES.filter((status) =>
      seen.some(([it, on]) => it === status && on === day && newest - on < 30),
    );
    return { day: new Date(NOON + day * DAY).toISOString().slice(0, 10), statuses };
  });
}
