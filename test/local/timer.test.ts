import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Azurite, startAzurite } from '../../local/azurite.ts';
import { parseSchedule } from '../../local/timer-trigger.ts';
import { type FixtureHost, startFixtureHost, temporaryDirectory, until } from './fixture-host.ts';

describe('a timer function in the local host', () => {
  let azurite: Azurite;
  let fixture: FixtureHost;
  const dataDir = temporaryDirectory();
  const statusPath = join(dataDir, 'timers', 'yearly.json');

  beforeAll(async () => {
    mkdirSync(join(dataDir, 'timers'));
    writeFileSync(statusPath, '{"last":"2020-01-01T00:00:00.000Z","lastUpdated":"2020-01-01T00:00:00.000Z"}');
    azurite = await startAzurite();
    fixture = await startFixtureHost(azurite.connectionString, { dataDir });
  });

  afterAll(async () => {
    await fixture?.host.stop();
    await azurite?.stop();
  });

  it('makes up for a missed run at once, and says that it is past due', async () => {
    const [missed] = await until('the run', async () => {
      const seen = await fixture.seen();
      return seen.missed.length > 0 && seen.missed;
    });

    expect(missed).toMatchObject({ isPastDue: true, scheduleStatus: { last: '2020-01-01T00:00:00.000Z' } });
  });

  it('runs on schedule, never two at a time though each run outlasts the period', async () => {
    const seen = await until('three runs', async () => {
      const now = await fixture.seen();
      return now.ticks.length >= 3 && now;
    });

    expect(seen.mostTicksAtOnce).toBe(1);
    expect(seen.ticks[0]).toMatchObject({ isPastDue: false });
  });

  it('remembers that run, so that the next start makes up for nothing', async () => {
    await until(
      'the status',
      async () =>
        readFileSync(statusPath, 'utf8').includes('"last":"20') && !readFileSync(statusPath, 'utf8').includes('2020'),
    );
    const before = (await fixture.seen()).missed.length;

    const again = await startFixtureHost(azurite.connectionString, { dataDir });
    const after = (await again.seen()).missed.length;
    await again.host.stop();

    expect(after).toBe(before);
  });
});

describe('a schedule', () => {
  it.each([
    ['0 */5 * * * *', '2026-03-29T00:58:00Z', '2026-03-29T01:00:00.000Z'],
    ['30 15 9 * * Mon-Fri', '2026-07-03T10:00:00Z', '2026-07-06T09:15:30.000Z'],
    ['0 0 0 13 * Fri', '2026-01-01T00:00:00Z', '2026-02-13T00:00:00.000Z'],
  ])('%s comes after %s at %s, in UTC', (expression, after, next) => {
    expect(new Date(parseSchedule(expression).next(Date.parse(after))).toISOString()).toBe(next);
  });

  it.each(['*/5 * * * *', '0 0 0 L * *', '0 0 0 ? * *', '0 0 0 * * 5#2', '60 * * * * *', '00:05:00', ''])(
    'is not "%s"',
    (expression) => {
      expect(() => parseSchedule(expression)).toThrow();
    },
  );
});
