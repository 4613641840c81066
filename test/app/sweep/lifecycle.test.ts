import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/domain/policy.ts';
import { NOON, PERIOD, ts, World } from '../../support/world.ts';

test('a renewed token ends its incident as renewed', async () => {
  const world = new World();
  await world.report({ expiresAt: ts(NOON - HOUR), lastSyncAt: ts(NOON - 2 * HOUR) });

  await world.report({ expiresAt: ts(NOON + 365 * DAY), lastSyncAt: ts(NOON - 2 * HOUR) });

  expect(world.told()).toEqual([
    'opened contoso/t-1 tokenExpired critical',
    'resolved contoso/t-1 tokenExpired critical renewed',
  ]);
});

test('a renewal ends nothing while something else is wrong: the incident goes on with its new cause', async () => {
  const world = new World();
  await world.report({ expiresAt: ts(NOON - HOUR), lastSyncAt: ts(NOON - 2 * HOUR), status: 'failed' });
  world.now += MINUTE;

  await world.report({ expiresAt: ts(NOON + 365 * DAY), lastSyncAt: ts(NOON - 2 * HOUR), status: 'failed' });
  const { id } = await world.incident();
  world.now += MINUTE;
  await world.report();

  expect(world.told()).toEqual([
    'opened contoso/t-1 tokenExpired critical',
    'updated better contoso/t-1 syncFailed warning',
    'resolved contoso/t-1 syncFailed warning completed',
  ]);
  expect((await world.incident()).id).toBe(id);
});

test('a token that fails alone at 03:10 is told then, and reminded at the hour, not at 03:10 again', async () => {
  const three = Date.parse('2026-03-11T03:10:00Z');
  const world = new World({ start: three });
  // Its second failure: critical from the beginning.
  await world.report(
    { status: 'failed', lastSyncAt: ts(three - 12 * HOUR) },
    { status: 'failed', lastSyncAt: ts(three - MINUTE) },
  );

  await world.run(three + 2 * DAY, 10 * MINUTE);

  expect(world.toldWhen()).toEqual([
    '03-11T03:10 opened contoso/t-1 syncFailed critical',
    '03-12T09:00 reminder contoso/t-1 syncFailed critical',
  ]);
});

test('a single failure is told when it begins, a day later as critical, but not at night, and then at the hour of reminders', async () => {
  const three = Date.parse('2026-03-11T03:10:00Z');
  const world = new World({ start: three, policy: { silentAfter: 9 * DAY } });
  await world.report({ status: 'failed' });

  await world.run(three + 2.3 * DAY, 10 * MINUTE);

  expect(world.toldWhen()).toEqual([
    '03-11T03:10 opened contoso/t-1 syncFailed warning',
    '03-12T09:00 updated worse contoso/t-1 syncFailed critical',
    '03-13T09:00 reminder contoso/t-1 syncFailed critical',
  ]);
});

test.each([
  { day: '2026-03-29', hour: '07:00' },
  { day: '2026-10-25', hour: '08:00' },
  { day: '2028-02-29', hour: '08:00' },
])('on $day reminders in Berlin come at $hour UTC', async ({ day, hour }) => {
  const due = Date.parse(`${day}T${hour}:00Z`);
  const world = new World({ start: due - DAY - 2 * HOUR, policy: { timeZone: 'Europe/Berlin', remindAt: 540 } });
  await world.report({ tokenState: 'invalid' });
  await world.sweep();
  await world.run(due - DAY + 2 * HOUR);
  world.told();

  await world.sweepAt(due - SECOND);
  const early = world.told();
  await world.sweepAt(due);

  expect(early).toEqual([]);
  expect(world.told()).toEqual(['reminder contoso/t-1 tokenInvalid critical']);
});

test('a failure whose sender has a clock ten minutes ahead is told at once', async () => {
  const world = new World();

  await world.report({ status: 'failed', lastSyncAt: ts(NOON + 10 * MINUTE) });

  expect(world.told()).toEqual(['opened contoso/t-1 syncFailed warning']);
});

test('a failure is held for its grace, and told by the sweep when that is over', async () => {
  const world = new World({ policy: { failedGrace: 30 * MINUTE } });
  await world.report({ status: 'failed' });
  await world.sweep();
  const { reason } = await world.incident();

  await world.run(NOON + 30 * MINUTE - SECOND);
  const early = world.told();
  await world.run(NOON + 30 * MINUTE + PERIOD);

  expect(reason).toEqual({ told: false, why: 'grace', until: NOON + 30 * MINUTE });
  expect(early).toEqual([]);
  expect(world.toldWhen()).toEqual(['03-10T12:30 opened contoso/t-1 syncFailed warning']);
});

test('from the third time on that it came back its end waits; its return does not', async () => {
  const world = new World();
  for (let i = 0; i < 5; i++) {
    world.now += HOUR;
    await world.report({ tokenState: 'invalid' });
    world.now += HOUR;
    await world.report({ tokenState: 'valid' });
  }
  await world.sweep();
  const end = world.now;
  const told = world.told();
  // It goes on reporting that it is well.
  for (const hours of [30, 60]) {
    await world.leap(end + hours * HOUR);
    await world.report();
  }

  await world.sweepAt(end + 72 * HOUR - SECOND);
  const early = world.told();
  await world.sweepAt(end + 72 * HOUR);

  expect(told.map((line) => line.split(' ')[0])).toEqual([
    ...['opened', 'resolved', 'opened', 'resolved', 'opened', 'resolved'],
    'opened',
  ]);
  expect(early).toEqual([]);
  expect(world.told()).toEqual(['resolved contoso/t-1 tokenInvalid critical completed']);
});

test.each([
  { after: 6 * HOUR - SECOND, severity: 'warning' },
  { after: 6 * HOUR, severity: 'critical' },
])('a second failed sync makes it critical only where it lies six hours after the first: $after ms', async (it) => {
  const world = new World();

  await world.report({ status: 'failed', lastSyncAt: ts(NOON - it.after) }, { status: 'failed', lastSyncAt: ts(NOON) });

  expect(world.told()).toEqual([`opened contoso/t-1 syncFailed ${it.severity}`]);
});

test('a token that begins to fail under an expired one pages nobody again', async () => {
  const world = new World();
  await world.report({ tokenState: 'expired' });
  world.told();
  world.now += HOUR;

  await world.report({ status: 'failed', tokenState: 'expired' });

  expect(world.told()).toEqual([]);
});

test('a location that is assigned twice is a warning', async () => {
  const world = new World();

  await world.report({ tokenState: 'duplicateLocationId' });

  expect(world.told()).toEqual(['opened contoso/t-1 duplicateLocation warning']);
});

test('two senders of one token, one dated and one undated, do not make it flap', async () => {
  const world = new World();
  for (let i = 0; i < 6; i++) {
    world.now += HOUR;
    await world.report({ status: 'failed', lastSyncAt: ts(NOON) });
    const { lastSyncAt: _, ...undated } = world.itemOf({ status: 'failed' }).report;
    await world.app.ingest([{ index: 0, contentHash: `${i}`, report: undated }]);
    await world.settle();
  }

  expect(world.told()).toEqual(['opened contoso/t-1 syncFailed warning']);
});

test('a reminder of a failing token without a report says since when nothing was reported', async () => {
  const world = new World();
  await world.report({ status: 'failed' }, { tokenId: 't-2' });
  for (let hours = 10; hours <= 70; hours += 10) {
    await world.run(NOON + hours * HOUR, HOUR);
    await world.report({ tokenId: 't-2' });
  }
  await world.run(NOON + 96 * HOUR, HOUR);

  const reminders = world.noticesTo().filter(({ type }) => type === 'vpp.incident.reminder');
  expect(reminders.map((it) => 'noReportSince' in it && it.noReportSince)).toEqual([undefined, ts(NOON), ts(NOON)]);
});

test('after 30 days of the same, reminders come once a week', async () => {
  const world = new World({ policy: { silentAfter: 999 * DAY } });
  await world.report({ tokenState: 'invalid' });
  world.told();

  await world.run(NOON + 60 * DAY, 12 * HOUR);

  const days = world.toldWhen().map((line) => (Date.parse(`2026-${line.slice(0, 5)}T00:00:00Z`) - NOON) / DAY);
  expect(days.filter((day) => day < 29)).toHaveLength(29);
  expect(days.filter((day) => day > 31).length).toBeLessThanOrEqual(5);
});

test('from the second return on it says how often it failed and recovered', async () => {
  const world = new World();
  for (let i = 0; i < 3; i++) {
    world.now += HOUR;
    await world.report({ status: 'failed' });
    world.now += HOUR;
    await world.report();
  }

  const opened = world.noticesTo().filter(({ type }) => type === 'vpp.incident.opened');
  expect(opened.map((it) => 'failedAndRecovered' in it && it.failedAndRecovered?.times)).toEqual([
    undefined,
    undefined,
    expect.any(Number),
  ]);
});
