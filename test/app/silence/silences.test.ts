import { expect, test } from 'vitest';
import {
  silenceOneToken,
  silenceWholeTenant,
  unsilenceOneToken,
  unsilenceWholeTenant,
} from '../../../functions/silences.ts';
import { StorageUnavailable } from '../../../src/app/model/ports.ts';
import { silenceTenant } from '../../../functions/silences.ts';
import { SILENCE_TRUST_MS } from '../../../src/app/silence/tenant-silences.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/domain/policy.ts';
import { AROUND, NOON, PERIOD, ts, World } from '../../support/world.ts';

const TOKEN = { tenantId: 'contoso', tokenId: 't-1' };
const TENANT = { tenantId: 'contoso' };
const TWO_HOURS = { for: '2h', by: 'ana' };

const SCOPES = [
  { scope: 'token', whose: TOKEN, begin: silenceOneToken, end: unsilenceOneToken },
  { scope: 'tenant', whose: TENANT, begin: silenceWholeTenant, end: unsilenceWholeTenant },
] as const;

test.each(SCOPES)('a silenced $scope is quiet while it fails, and the incident says why', async ({ whose, begin }) => {
  const world = await known();
  await world.call(begin, whose, TWO_HOURS);

  await world.report({ status: 'failed', lastSyncAt: ts(NOON + 1) });
  await world.report({ status: 'failed', lastSyncAt: ts(NOON + 2) });

  const { reason, seq, severity } = await world.incident();
  expect(world.told()).toEqual([]);
  expect(reason).toEqual({ told: false, why: 'silenced', until: NOON + 2 * HOUR });
  expect({ seq, severity }).toEqual({ seq: 0, severity: 'warning' });
});

test.each(SCOPES)('lifting the silence of a $scope tells at once what it held', async ({ whose, begin, end }) => {
  const world = await known();
  await world.call(begin, whose, TWO_HOURS);
  await world.report({ status: 'failed' });

  const lifted = await world.call(end, whose);

  expect(lifted.status).toBe(204);
  expect(world.told()).toEqual(['opened contoso/t-1 syncFailed warning']);
});

test.each(SCOPES)('an end that the silence of a $scope held is told on lifting', async ({ whose, begin, end }) => {
  const world = await known();
  await world.report({ status: 'failed', lastSyncAt: ts(NOON + 1) });
  await world.call(begin, whose, TWO_HOURS);
  await world.report({ lastSyncAt: ts(NOON + 2) });
  const before = world.told();

  await world.call(end, whose);

  expect(before).toEqual(['opened contoso/t-1 syncFailed warning']);
  expect(world.told()).toEqual(['resolved contoso/t-1 syncFailed warning completed']);
});

test.each(SCOPES)('what began and ended under the silence of a $scope is never told', async ({ whose, begin, end }) => {
  const world = await known();
  await world.call(begin, whose, TWO_HOURS);
  await world.report({ status: 'failed', lastSyncAt: ts(NOON + 1) });
  await world.report({ lastSyncAt: ts(NOON + 2) });

  await world.call(end, whose);
  await world.run(NOON + 6 * HOUR);

  expect(world.told()).toEqual([]);
  expect((await world.incident()).reason).toEqual({ told: false, why: 'neverTold' });
});

test.each(SCOPES.flatMap((scope) => AROUND.map((around) => ({ ...scope, ...around }))))(
  'the silence of a $scope ends by itself, $when its end',
  async ({ whose, begin, by, reached }) => {
    const world = await known();
    await world.call(begin, whose, TWO_HOURS);
    await world.report({ status: 'failed' });

    await world.sweepAt(NOON + 2 * HOUR + by);

    expect(world.told()).toEqual(reached ? ['opened contoso/t-1 syncFailed warning'] : []);
  },
);

test('two silences: the later end counts, and lifting one leaves the other', async () => {
  const world = await known();
  await world.call(silenceWholeTenant, TENANT, TWO_HOURS);
  await world.call(silenceOneToken, TOKEN, { for: '5h', by: 'ana' });
  await world.report({ status: 'failed' });

  await world.call(unsilenceWholeTenant, TENANT);
  await world.sweepAt(NOON + 3 * HOUR);
  const held = world.told();
  await world.sweepAt(NOON + 5 * HOUR);

  expect(held).toEqual([]);
  expect(world.told()).toEqual(['opened contoso/t-1 syncFailed warning']);
});

test('a further PUT takes the place of the silence before it, be it shorter', async () => {
  const world = await known();
  await world.report({ status: 'failed' });
  world.told();
  await world.call(silenceOneToken, TOKEN, { for: '9h', by: 'ana' });
  await world.call(silenceOneToken, TOKEN, { for: '1h', by: 'ben' });
  await world.report({ lastSyncAt: ts(NOON + SECOND) });

  await world.sweepAt(NOON + HOUR);

  expect(world.told()).toEqual(['resolved contoso/t-1 syncFailed warning completed']);
});

test('the silence of a tenant holds for all of its tokens, and for no other tenant', async () => {
  const world = await known();
  await world.report({ tokenId: 't-2' });
  await world.report({ tenantId: 'fabrikam' });
  await world.call(silenceWholeTenant, TENANT, TWO_HOURS);

  await world.report({ tokenId: 't-2', status: 'failed' });
  await world.report({ tenantId: 'fabrikam', status: 'failed' });

  expect(world.told()).toEqual(['opened fabrikam/t-1 syncFailed warning']);
});

test('a token that a silenced tenant adds is silenced from its first report on', async () => {
  const world = await known();
  await world.call(silenceWholeTenant, TENANT, TWO_HOURS);

  // An instance that looked just before does not look again for a minute.
  world.now += SILENCE_TRUST_MS;
  await world.report({ tokenId: 't-new', status: 'failed' });
  const held = world.told();
  await world.sweepAt(NOON + 2 * HOUR);

  expect(held).toEqual([]);
  expect(world.told()).toEqual(['opened contoso/t-new syncFailed warning']);
});

test('an instance that welcomed a token without knowing of the silence is made good by the sweep', async () => {
  const world = await known();
  const other = world.instance();
  await world.post(other, { tokenId: 't-0' }); // From now on it believes for a minute that nothing is silenced.
  await world.call(silenceWholeTenant, TENANT, TWO_HOURS);
  world.now += 30 * SECOND;
  await world.post(other, { tokenId: 't-new' });
  await world.leap(NOON + SILENCE_TRUST_MS + SECOND);

  await world.sweep();
  await world.report({ tokenId: 't-new', status: 'failed' });

  expect(world.told()).toEqual([]);
});

test('once every token must know, the sweep leaves the silence alone', async () => {
  const world = await known();
  await world.call(silenceWholeTenant, TENANT, TWO_HOURS);
  await world.leap(NOON + SILENCE_TRUST_MS + SECOND);
  await world.sweep();
  let writes = 0;
  world.app.way.beforeWrite = ([row]) => {
    if (row?.partitionKey === 'contoso') writes += 1;
  };

  await world.sweepAt(NOON + 10 * MINUTE);

  expect(writes).toBe(0);
});

test('a crash in the middle of bringing a silence to all tokens is finished by the sweep', async () => {
  const world = await known();
  for (const tokenId of ['t-2', 't-3']) await world.report({ tokenId });
  const dying = world.instance();
  dying.way.beforeWrite = (rows) => {
    if (rows.some(({ rowKey }) => rowKey === 'token!t-2')) throw new StorageUnavailable('gone');
  };
  const silence = { until: NOON + 2 * HOUR, at: NOON, by: 'ana' };
  const death = await silenceTenant('contoso', silence, dying.sweep).catch((error: unknown) => error);

  await world.sweepAt(NOON + SECOND);
  for (const tokenId of ['t-1', 't-2', 't-3']) await world.report({ tokenId, status: 'failed' });

  expect(death).toBeInstanceOf(StorageUnavailable);
  expect(world.told()).toEqual([]);
});

test('so is a crash in the middle of lifting it', async () => {
  const world = await known();
  await world.report({ tokenId: 't-2' });
  await world.call(silenceWholeTenant, TENANT, TWO_HOURS);
  for (const tokenId of ['t-1', 't-2']) await world.report({ tokenId, status: 'failed' });
  const dying = world.instance();
  dying.way.beforeWrite = (rows) => {
    if (rows.some(({ rowKey }) => rowKey === 'token!t-2')) throw new StorageUnavailable('gone');
  };
  await silenceTenant('contoso', undefined, dying.sweep).catch((error: unknown) => error);
  await world.deliverDue();
  const before = world.told();

  await world.sweepAt(NOON + SECOND);

  expect(before).toEqual(['opened contoso/t-1 syncFailed warning']);
  expect(world.told()).toEqual(['opened contoso/t-2 syncFailed warning']);
});

test('a silence given while a sweep is still bringing the one before it is not lost', async () => {
  const world = await known();
  await world.call(silenceWholeTenant, TENANT, TWO_HOURS);
  await world.leap(NOON + 2 * SILENCE_TRUST_MS);
  const sweeper = world.instance();
  let isFirst = true;
  sweeper.way.beforeWrite = async (rows) => {
    // The sweep has gone over all tokens and is about to note so; just now a person asks for more.
    if (!isFirst || !rows.some(({ rowKey }) => rowKey === 'silence!tenant')) return;
    isFirst = false;
    await world.call(silenceWholeTenant, TENANT, { for: '9h', by: 'ben' });
  };

  await world.sweep(sweeper);
  await world.leap(NOON + 4 * HOUR);
  await world.report({ tokenId: 't-new', status: 'failed' });

  expect(isFirst).toBe(false);
  expect(world.told()).toEqual([]);
});

test('a tenant that falls silent under a silence is told when that ends', async () => {
  const world = await known();
  await world.report({ tokenId: 't-2' });
  await world.call(silenceWholeTenant, TENANT, { for: '60h', by: 'ana' });
  await world.sweepAt(NOON + 50 * HOUR);
  const { reason } = await world.tenantIncident();

  await world.sweepAt(NOON + 60 * HOUR);

  expect(reason).toEqual({ told: false, why: 'silenced', until: NOON + 60 * HOUR });
  expect(world.told()).toEqual(['opened contoso reporterSilent warning']);
});

test('lifting tells a silent tenant at once', async () => {
  const world = await known();
  await world.report({ tokenId: 't-2' });
  await world.call(silenceWholeTenant, TENANT, { for: '60h', by: 'ana' });
  await world.sweepAt(NOON + 50 * HOUR);

  await world.call(unsilenceWholeTenant, TENANT);

  expect(world.told()).toEqual(['opened contoso reporterSilent warning']);
});

test('the timeline of an open incident tells who silenced it, once, that it was held, and that it was lifted', async () => {
  const world = await known();
  await world.report({ status: 'failed', lastSyncAt: ts(NOON + 1) });
  await world.call(silenceWholeTenant, TENANT, { for: '2h', by: 'ana', note: 'moving house' });
  await world.sweepAt(NOON + SILENCE_TRUST_MS + SECOND);
  await world.report({ status: 'failed', lastSyncAt: ts(NOON + 2) });
  await world.call(unsilenceWholeTenant, TENANT);

  const { id } = await world.incident();
  const entries = await world.app.views.timeline('contoso', id);

  expect(await world.timeline(id)).toEqual([
    'report',
    'notice',
    'silenced',
    'report',
    'quiet silenced',
    'unsilenced',
    'notice',
  ]);
  expect(entries[2]?.event).toEqual({
    kind: 'silenced',
    scope: 'tenant',
    until: NOON + 2 * HOUR,
    by: 'ana',
    note: 'moving house',
  });
});

test('the timeline of a silent tenant has one entry for a silence, however often the sweep brings it', async () => {
  const world = await known();
  await world.report({ tokenId: 't-2' });
  await world.sweepAt(NOON + 50 * HOUR);
  const { id } = await world.tenantIncident();

  await world.call(silenceWholeTenant, TENANT, TWO_HOURS);
  await world.run(NOON + 50 * HOUR + 2 * PERIOD);

  expect((await world.timeline(id)).filter((it) => it === 'silenced')).toHaveLength(1);
});

test('lifting a silence that is not there changes nothing', async () => {
  const world = await known();
  await world.report({ status: 'failed' });
  const { id } = await world.incident();

  const first = await world.call(unsilenceOneToken, TOKEN);
  const second = await world.call(unsilenceWholeTenant, TENANT);

  expect([first.status, second.status]).toEqual([204, 204]);
  expect(await world.timeline(id)).toEqual(['report', 'notice']);
});

test.each(SCOPES)('a PUT answers with the silence of the $scope', async ({ whose, begin }) => {
  const world = await known();

  const answer = await world.call(begin, whose, { until: '2026-03-11T12:00:00+01:00', by: 'ana', note: 'holiday' });

  expect(answer).toEqual({
    status: 200,
    json: {
      ...whose,
      until: '2026-03-11T11:00:00.000Z',
      at: '2026-03-10T12:00:00.000Z',
      by: 'ana',
      note: 'holiday',
    },
  });
});

test.each([
  { handle: silenceOneToken, params: { tenantId: 'contoso', tokenId: 'none' }, what: 'token' },
  { handle: silenceOneToken, params: { tenantId: 'nobody', tokenId: 't-1' }, what: 'token' },
  { handle: silenceWholeTenant, params: { tenantId: 'nobody' }, what: 'tenant' },
  { handle: unsilenceOneToken, params: { tenantId: 'contoso', tokenId: 'none' }, what: 'token' },
  { handle: unsilenceWholeTenant, params: { tenantId: 'nobody' }, what: 'tenant' },
])('an unknown $what is 404: $params', async ({ handle, params, what }) => {
  const world = await known();

  const answer = await world.call(handle, params, TWO_HOURS);

  expect(answer).toMatchObject({
    status: 404,
    json: { detail: expect.stringMatching(new RegExp(`^No ${what} "(none|nobody|t-1)"`)) },
  });
});

test.each([
  { body: '', pointers: undefined },
  { body: '[1', pointers: undefined },
  { body: '[]', pointers: ['#'] },
  { body: '{"for":"2h","by":"a","by":"b"}', pointers: ['#/by'] },
  { body: { for: '2h' }, pointers: ['#/by'] },
  { body: { for: '2h', by: '' }, pointers: ['#/by'] },
  { body: { for: '2h', by: 'a\nb' }, pointers: ['#/by'] },
  { body: { for: '2h', by: 'x'.repeat(201) }, pointers: ['#/by'] },
  { body: { for: '2h', by: 'ana', note: 'x'.repeat(2_001) }, pointers: ['#/note'] },
  { body: { by: 'ana' }, pointers: ['#'] },
  { body: { by: 'ana', for: '2h', until: '2026-03-11T12:00:00Z' }, pointers: ['#'] },
  { body: { by: 'ana', for: '2 hours' }, pointers: ['#/for'] },
  { body: { by: 'ana', for: 2 }, pointers: ['#/for'] },
  { body: { by: 'ana', for: '0s' }, pointers: ['#/for'] },
  { body: { by: 'ana', for: '367d' }, pointers: ['#/for'] },
  { body: { by: 'ana', until: '2026-03-11' }, pointers: ['#/until'] },
  { body: { by: 'ana', until: '2026-03-10T12:00:00Z' }, pointers: ['#/until'] },
  { body: { by: 'ana', until: '2027-03-11T12:00:01Z' }, pointers: ['#/until'] },
  { body: { for: 'x', until: 1 }, pointers: ['#/by', '#/for', '#/until'] },
])('a bad silence is refused, with the place of what is wrong: $body', async ({ body, pointers }) => {
  const world = await known();

  const { status, json } = await world.call(silenceOneToken, TOKEN, body);

  const named = json.errors?.map(({ pointer }: { pointer: string }) => pointer).sort();
  expect(status).toBe(400);
  expect(named).toEqual(pointers);
  expect((await world.token()).silence).toBeUndefined();
});

test.each([
  { until: '2026-03-10T12:00:01Z', status: 200 },
  { until: '2027-03-11T12:00:00Z', status: 200 },
])('an end at the edge is taken: $until', async ({ until, status }) => {
  const world = await known();

  const answer = await world.call(silenceOneToken, TOKEN, { until, by: 'ana' });

  expect(answer.status).toBe(status);
});

/** A token that is well. */
async function known(): Promise<World> {
  const world = new World();
  await world.report({ lastSyncAt: ts(NOON) });
  await world.sweep();
  return world;
}
