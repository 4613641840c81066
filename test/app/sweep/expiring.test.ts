import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/domain/policy.ts';
import { lineOf } from '../../support/lines.ts';
import { DELIVERED, DOWN, Scripted } from '../../support/scripted.ts';
import { AROUND, ts, World } from '../../support/world.ts';

/** The hour of the daily look, on the day before the first look. */
const NINE = Date.parse('2026-03-09T09:00:00Z');
/** The first daily look at the tenant. */
const LOOK = NINE + DAY;

test.each([
  { days: 30, severity: 'info' },
  { days: 14, severity: 'info' },
  { days: 7, severity: 'warning' },
  { days: 3, severity: 'warning' },
  { days: 1, severity: 'warning' },
])('with $days days left a token is named, as $severity', async ({ days, severity }) => {
  const world = await expiring({ 't-1': LOOK + days * DAY }, LOOK - 4 * DAY);

  await world.sweepAt(LOOK - 1 * DAY);
  world.told();
  await world.sweepAt(LOOK);

  expect(world.told()).toEqual([`expiring contoso t-1:${days} ${severity}`]);
});

test.each(AROUND)('the daily look comes at the hour, $when', async ({ by, reached }) => {
  const world = await expiring({ 't-1': LOOK + 30 * DAY });

  await world.sweepAt(LOOK + by);

  expect(world.told()).toEqual(reached ? ['expiring contoso t-1:30 info'] : []);
});

test.each([
  { left: 30 * DAY + SECOND, named: [] },
  { left: 30 * DAY, named: ['expiring contoso t-1:30 info'] },
  { left: 30 * DAY - SECOND, named: ['expiring contoso t-1:30 info'] },
])('a step is reached with exactly so many days left: $left ms', async ({ left, named }) => {
  const world = await expiring({ 't-1': LOOK + left });

  await world.sweepAt(LOOK);

  expect(world.told()).toEqual(named);
});

test('from day to day a token is named at its steps only', async () => {
  const world = await expiring({ 't-1': LOOK + 30 * DAY });
  const days: string[] = [];

  for (let day = 0; day < 30; day++) {
    await world.leap(LOOK + day * DAY - HOUR);
    await world.report();
    await world.sweepAt(LOOK + day * DAY);
    days.push(...world.told());
  }

  expect(days.map((line) => line.split(' ')[2])).toEqual(['t-1:30', 't-1:14', 't-1:7', 't-1:3', 't-1:1']);
});

test('all tokens of a tenant share one notice a day, the soonest first, and those of several tenants one message', async () => {
  const world = await expiring({ a: LOOK + 14 * DAY, b: LOOK + 7 * DAY, c: LOOK + 40 * DAY, d: LOOK + 20 * DAY });
  await world.report({ tenantId: 'fabrikam', expiresAt: ts(LOOK + 30 * DAY) });
  await world.sweep();

  await world.run(LOOK + 12 * HOUR);

  expect(world.toldWhen()).toEqual([
    '03-10T09:00 digest [expiring contoso b:7 a:14 d:20 warning; expiring fabrikam t-1:30 info]',
  ]);
});

test('a step that passed while a bigger one was told is told once, and only the step that counts', async () => {
  const world = await expiring({ 't-1': LOOK + 30 * DAY });
  await world.sweepAt(LOOK);
  world.told();

  // Nobody looked for three weeks: of the steps 14 and 7 one notice is left.
  await world.sweepAt(LOOK + 24 * DAY);
  await world.sweepAt(LOOK + 25 * DAY);

  expect(world.told().filter((line) => line.startsWith('expiring'))).toEqual(['expiring contoso t-1:6 warning']);
});

test.each([
  { left: 3 * DAY + SECOND, atOnce: [] },
  { left: 3 * DAY, atOnce: ['expiring contoso t-1:3 warning'] },
  { left: 3 * DAY - SECOND, atOnce: ['expiring contoso t-1:3 warning'] },
  { left: SECOND, atOnce: ['expiring contoso t-1:1 warning'] },
])('what is first seen with three days or fewer goes out with the next sweep: $left ms', async ({ left, atOnce }) => {
  const world = new World({ start: NINE + 3 * HOUR });
  await world.report({ tokenId: 'other' });
  await world.sweep();
  world.now += MINUTE;
  await world.report({ expiresAt: ts(world.now + left) });

  await world.sweep();

  expect(world.told()).toEqual(atOnce);
});

test('what went out with a sweep is not named again until it reaches a further step', async () => {
  const world = new World({ start: LOOK - 4 * HOUR });
  await world.report({ expiresAt: ts(LOOK + 2 * DAY) });
  await world.sweep();
  world.told();

  await world.sweepAt(LOOK);
  const same = world.told();
  await world.sweepAt(LOOK + DAY);

  expect(same).toEqual([]);
  expect(world.told()).toEqual(['expiring contoso t-1:1 warning']);
});

test('a token renewed since it was named is named once more, as renewed', async () => {
  const world = await expiring({ 't-1': LOOK + 14 * DAY, 't-2': LOOK + 14 * DAY });
  await world.sweepAt(LOOK);
  world.told();
  await world.leap(LOOK + 5 * HOUR);
  await world.report({ expiresAt: ts(LOOK + 379 * DAY) });

  await world.sweepAt(LOOK + DAY);
  const next = world.told();
  await world.sweepAt(LOOK + 2 * DAY);

  expect(next).toEqual(['expiring contoso t-1:renewed info']);
  expect(world.told()).toEqual([]);
});

test('an expiry that moves by less than a day is no renewal', async () => {
  const world = await expiring({ 't-1': LOOK + 14 * DAY });
  await world.sweepAt(LOOK);
  world.told();
  await world.leap(LOOK + HOUR);
  await world.report({ expiresAt: ts(LOOK + 15 * DAY - SECOND) });

  await world.sweepAt(LOOK + DAY);

  expect(world.told()).toEqual([]);
});

test('a year after its renewal the steps count anew', async () => {
  const world = await expiring({ 't-1': LOOK + DAY });
  await world.sweepAt(LOOK);
  await world.leap(LOOK + HOUR);
  await world.report({ expiresAt: ts(LOOK + 366 * DAY) });
  await world.sweepAt(LOOK + DAY);
  world.told();
  await world.leap(LOOK + 336 * DAY - HOUR);
  await world.report();

  await world.sweepAt(LOOK + 336 * DAY);

  expect(world.told()).toEqual(['expiring contoso t-1:30 info']);
});

test('a silenced token waits, and is named at the first daily look after its silence', async () => {
  const world = await expiring({ 't-1': LOOK + 14 * DAY });
  await world.app.silence('contoso', 't-1', { until: LOOK + DAY + HOUR, at: world.now, by: 'ana' });

  await world.sweepAt(LOOK);
  await world.sweepAt(LOOK + DAY);
  const held = world.told();
  await world.sweepAt(LOOK + 2 * DAY);

  expect(held).toEqual([]);
  expect(world.told()).toEqual(['expiring contoso t-1:12 info']);
});

test('so does a silenced tenant, and a renewal under silence is not lost either', async () => {
  const world = await expiring({ 't-1': LOOK + 14 * DAY, 't-2': LOOK + 7 * DAY });
  await world.sweepAt(LOOK);
  world.told();
  await world.app.silence('contoso', '*', { until: LOOK + 10 * DAY, at: world.now, by: 'ana' });
  await world.leap(LOOK + HOUR);
  await world.report({ expiresAt: ts(LOOK + 400 * DAY) }, { tokenId: 't-2' });

  await world.sweepAt(LOOK + 4 * DAY);
  const held = world.told();
  await world.app.silence('contoso', '*', undefined);
  await world.sweepAt(LOOK + 5 * DAY);

  expect(held).toEqual([]);
  expect(world.told().filter((line) => line.startsWith('expiring'))).toEqual([
    'expiring contoso t-2:2 t-1:renewed warning',
  ]);
});

test('an urgent one of a silenced tenant waits for the look after the silence', async () => {
  const world = await expiring({ other: LOOK + 300 * DAY });
  await world.app.silence('contoso', '*', { until: LOOK + HOUR, at: world.now, by: 'ana' });
  await world.report({ expiresAt: ts(LOOK + 3 * DAY) });

  await world.sweepAt(LOOK);
  const held = world.told();
  await world.sweepAt(LOOK + DAY);

  expect(held).toEqual([]);
  expect(world.told()).toEqual(['expiring contoso t-1:2 warning']);
});

test('a token named before it was silenced is not named again for the same step when the silence is over', async () => {
  const world = await expiring({ 't-1': LOOK + 14 * DAY });
  await world.sweepAt(LOOK);
  world.told();
  await world.app.silence('contoso', 't-1', { until: LOOK + DAY + HOUR, at: world.now, by: 'ana' });

  await world.sweepAt(LOOK + DAY);
  await world.sweepAt(LOOK + 2 * DAY);

  expect(world.told()).toEqual([]);
});

test('a retired token is not named', async () => {
  const world = await expiring({ 't-1': LOOK + 14 * DAY });
  await world.app.retireToken({ tenantId: 'contoso', tokenId: 't-1' }, { kind: 'retired' });

  await world.sweepAt(LOOK);

  expect(world.told()).toEqual([]);
});

test.each(AROUND)('the moment of expiry opens the incident of its token, $when', async ({ by, reached }) => {
  const expiresAt = LOOK + DAY + 3 * HOUR;
  const world = await expiring({ 't-1': expiresAt });
  await world.sweepAt(LOOK);
  world.told();

  await world.sweepAt(expiresAt + by);

  expect(world.told().filter((line) => !line.startsWith('expiring'))).toEqual(
    reached ? ['opened contoso/t-1 tokenExpired critical'] : [],
  );
});

test('an expired token is not named among the expiring', async () => {
  const world = await expiring({ 't-1': LOOK });

  await world.sweepAt(LOOK);

  expect(world.told()).toEqual(['opened contoso/t-1 tokenExpired critical']);
});

test.each([
  { zone: 'Europe/Berlin', day: '2026-03-28', utc: '08:00' },
  { zone: 'Europe/Berlin', day: '2026-03-29', utc: '07:00' },
  { zone: 'Europe/Berlin', day: '2026-10-24', utc: '07:00' },
  { zone: 'Europe/Berlin', day: '2026-10-25', utc: '08:00' },
  { zone: 'America/New_York', day: '2026-03-07', utc: '14:00' },
  { zone: 'America/New_York', day: '2026-03-08', utc: '13:00' },
  { zone: 'Asia/Kolkata', day: '2028-02-29', utc: '03:30' },
])('in $zone the look of $day comes at $utc UTC, nine by the clocks there', async ({ zone, day, utc }) => {
  const look = Date.parse(`${day}T${utc}:00Z`);
  const world = new World({ start: look - DAY, policy: { timeZone: zone } });
  await world.report({ expiresAt: ts(look + 29 * DAY) });
  await world.sweep();
  await world.sweepAt(look - DAY + 2 * HOUR); // The look of the day before has passed, whatever the clocks did.
  await world.report({ expiresAt: ts(look + 13 * DAY) });
  world.told();

  await world.sweepAt(look - SECOND);
  const early = world.told();
  await world.sweepAt(look);

  expect(early).toEqual([]);
  expect(world.told()).toEqual(['expiring contoso t-1:13 info']);
});

test('an outage of our own over the hour of the look delays it, and it comes once', async () => {
  const world = await expiring({ 't-1': LOOK + 14 * DAY });
  world.now = LOOK + 5 * HOUR; // Without a sweep in between.

  await world.sweep();
  await world.run(LOOK + 20 * HOUR);

  expect(world.toldWhen()).toEqual(['03-10T14:00 expiring contoso t-1:14 info']);
});

test('two sweeps at once name a token once', async () => {
  const world = await expiring({ 't-1': LOOK + 14 * DAY });
  const other = world.instance();
  await world.leap(LOOK);

  await Promise.all([world.sweep(), world.sweep(other)]);
  await world.deliverDue();

  expect(world.told()).toEqual(['expiring contoso t-1:14 info']);
});

test.each([
  {
    what: 'is retired',
    gone: (world: World) => world.app.retireToken({ tenantId: 'contoso', tokenId: 't-1' }, { kind: 'retired' }),
  },
  { what: 'says by its state that it has expired', gone: (world: World) => world.report({ tokenState: 'expired' }) },
])('a token that was named and $what leaves the list without a word', async ({ gone }) => {
  const world = await expiring({ 't-1': LOOK + 14 * DAY });
  await world.sweepAt(LOOK);
  world.told();
  await world.leap(LOOK + HOUR);
  await gone(world);

  await world.sweepAt(LOOK + DAY);

  expect(world.told().filter((line) => line.startsWith('expiring'))).toEqual([]);
});

test('what expired while its tenant was silenced is not named as expiring afterwards', async () => {
  const world = await expiring({ 't-1': LOOK + 14 * DAY });
  await world.sweepAt(LOOK);
  world.told();
  await world.app.silence('contoso', '*', { until: LOOK + 16 * DAY, at: world.now, by: 'ana' });
  for (let day = 1; day <= 15; day++) await world.sweepAt(LOOK + day * DAY);

  await world.app.silence('contoso', '*', undefined);
  await world.settle();

  expect(world.told().filter((line) => line.includes('t-1'))).toEqual(['opened contoso/t-1 tokenExpired critical']);
});

test('an expiry that is near is told with the next sweep, whichever report named it', async () => {
  const world = await expiring({ 't-1': LOOK + 300 * DAY });
  await world.leap(LOOK + HOUR);

  await world.report({ expiresAt: ts(LOOK + 2 * DAY), lastSyncAt: ts(LOOK) });
  await world.sweep();
  await world.report({ expiresAt: ts(LOOK + 2 * DAY) });
  await world.sweepAt(LOOK + 2 * HOUR);

  expect(world.told()).toEqual(['expiring contoso t-1:2 warning']);
});

test('of more than 500 tokens that expire the 500 nearest are named, and the others as these are renewed', async () => {
  const world = new World({ start: NINE + 3 * HOUR });
  const all = Array.from({ length: 502 }, (_, i) => ({
    tokenId: `t-${i}`,
    expiresAt: ts(LOOK + 14 * DAY - i * SECOND),
  }));
  await world.report(...all);
  await world.sweep();
  world.told();

  await world.sweepAt(LOOK);
  const first = named(world);
  await world.leap(LOOK + HOUR);
  await world.report({ tokenId: 't-501', expiresAt: ts(LOOK + 400 * DAY) });
  await world.sweepAt(LOOK + DAY);

  expect([first.length, first[0], first.at(-1)]).toEqual([500, 't-501', 't-2']);
  expect(named(world)).toEqual(['t-1']);
});

test('each target hears what it does not know: one that was out of reach hears all of it, once it is back', async () => {
  const down = new Scripted('down');
  const world = new World({ start: NINE + 3 * HOUR, targets: ['pager', down] });
  down.answer = () => DOWN;
  await world.report({ expiresAt: ts(LOOK + 14 * DAY) }, { tokenId: 't-2', expiresAt: ts(LOOK + 15 * DAY) });
  await world.sweep();
  await world.sweepAt(LOOK);
  await world.run(LOOK + 10 * HOUR, HOUR);
  down.answer = () => DELIVERED;

  await world.run(LOOK + DAY + HOUR, HOUR);

  const heard = ['expiring contoso t-1:14 t-2:15 info', 'expiring contoso t-2:14 info'];
  expect(expiriesTo(world, 'pager')).toEqual(heard);
  expect(expiriesTo(world, 'down')).toEqual(heard);
});

test('a target that wants warnings hears of those tokens that are one, and of what it did not hear before with them', async () => {
  const world = new World({ start: NINE + 3 * HOUR, targets: ['pager', 'ops'], least: { ops: 'warning' } });
  await world.report({ expiresAt: ts(LOOK + 14 * DAY) }, { tokenId: 't-2', expiresAt: ts(LOOK + 9 * DAY) });
  await world.sweep();
  await world.sweepAt(LOOK);

  for (let day = 1; day <= 2; day++) await world.sweepAt(LOOK + day * DAY);

  expect(expiriesTo(world, 'ops')).toEqual(['expiring contoso t-2:7 t-1:12 warning']);
});

function expiriesTo(world: World, target: string): string[] {
  const lines = world.noticesTo(target).map(lineOf);
  return lines.filter((line) => line.startsWith('expiring'));
}

function named(world: World): string[] {
  const [notice] = world.noticesTo().slice(-1);
  return notice?.type === 'vpp.expiring' ? notice.tokens.map(({ tokenId }) => tokenId) : [];
}

/** Tokens of one tenant with their expiries, known since three hours after the look of the day before. */
async function expiring(expiries: Record<string, number>, start = NINE + 3 * HOUR): Promise<World> {
  const world = new World({ start, policy: { silentAfter: 400 * DAY } });
  await world.report(
    ...Object.entries(expiries).map(([tokenId, expiresAt]) => ({ tokenId, expiresAt: ts(expiresAt) })),
  );
  await world.sweep();
  world.told();
  return world;
}
