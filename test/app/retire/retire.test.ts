import { expect, test } from 'vitest';
import { getToken, retireToken } from '../../../functions/tokens.ts';
import { DAY, HOUR, MINUTE } from '../../../src/domain/policy.ts';
import { NOON, ts, World } from '../../support/world.ts';

const KEY = { tenantId: 'contoso', tokenId: 't-1' };

test('a retired token ends as retired, and is quiet whatever time brings', async () => {
  const world = new World();
  await world.report({ status: 'failed', expiresAt: ts(NOON + 40 * DAY) });
  await world.sweep();

  const answer = await retire(world);
  for (const day of [3, 10, 26, 39, 41]) await world.sweepAt(NOON + day * DAY);

  expect(answer.status).toBe(204);
  expect(world.told()).toEqual([
    'opened contoso/t-1 syncFailed warning',
    'resolved contoso/t-1 syncFailed warning retired',
  ]);
});

test('retiring again changes nothing', async () => {
  const world = new World();
  await world.report({ status: 'failed' });
  await retire(world);
  const before = await world.token();
  world.now += HOUR;

  const again = await retire(world);

  const { retiredAt, incident, no } = await world.token();
  expect(again.status).toBe(204);
  expect([retiredAt, incident, no]).toEqual([before.retiredAt, before.incident, before.no]);
});

test.each([{ undo: 'true' }, { undo: 'false' }])('a token that nobody knows is 404: %j', async (query) => {
  const world = new World();

  const answer = await world.call(retireToken, { params: KEY, query });

  expect(answer.status).toBe(404);
});

test('a retirement is taken back by ?undo=true: what is wrong is said again', async () => {
  const world = new World();
  await world.report({ tokenState: 'invalid' });
  await retire(world);
  world.told();
  world.now += MINUTE;

  const answer = await retire(world, { undo: 'true' });

  expect(answer.status).toBe(204);
  expect((await world.call(getToken, { params: KEY })).json.retiredDateTime).toBeNull();
  expect(world.told()).toEqual(['opened contoso/t-1 tokenInvalid critical']);
});

test('undoing what was never done changes nothing', async () => {
  const world = new World();
  await world.report({ status: 'failed' });
  world.told();

  const answer = await retire(world, { undo: 'true' });

  expect(answer.status).toBe(204);
  expect(world.told()).toEqual([]);
});

test('what it says of its end names nobody but who retired it', async () => {
  const world = new World();
  await world.report({ status: 'failed' });

  await world.app.retireToken(KEY, { kind: 'retired', by: 'ana' });
  await world.settle();

  expect(world.noticesTo().at(-1)).toMatchObject({ resolution: 'retired', endedBy: 'ana' });
});

test.each([
  { what: 'late', observedAt: NOON - HOUR, ends: false },
  { what: 'observed at that very moment', observedAt: NOON, ends: false },
  { what: 'observed afterwards', observedAt: NOON + 1, ends: true },
])('a report that is $what ends a retirement: $ends', async ({ observedAt, ends }) => {
  const world = new World();
  await world.report({ tokenState: 'invalid', observedAt: ts(NOON - 2 * HOUR) });
  await retire(world);
  world.told();
  await world.leap(NOON + HOUR);

  await world.report({ tokenState: 'invalid', observedAt: ts(observedAt), receivedAt: ts(world.now) });

  expect((await world.token()).retiredAt).toBe(ends ? undefined : NOON);
  expect(world.told()).toEqual(ends ? ['opened contoso/t-1 tokenInvalid critical'] : []);
});

test('one that is back is watched again: it can fall silent', async () => {
  const world = new World();
  await world.report();
  await retire(world);
  await world.leap(NOON + 10 * DAY);
  await world.report();

  await world.sweepAt(NOON + 10 * DAY + 50 * HOUR);

  expect(world.told()).toEqual(['opened contoso/_reporter(1) reporterSilent warning']);
});

function retire(world: World, query: Record<string, string> = {}) {
  return world.call(retireToken, { params: KEY, query });
}
