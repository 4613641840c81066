import { describe, expect, test } from 'vitest';
import { getIncident, listIncidents } from '../../../functions/incidents.ts';
import {
  silenceOneToken,
  silenceWholeTenant,
  unsilenceOneToken,
  unsilenceWholeTenant,
} from '../../../functions/silences.ts';
import { getToken } from '../../../functions/tokens.ts';
import { REPORTER } from '../../../src/app/model/subject.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/domain/policy.ts';
import { NOON, PERIOD, ts, World } from '../../support/world.ts';

const TOKEN = { tenantId: 'contoso', tokenId: 't-1' };
const TENANT = { tenantId: 'contoso' };
const TWO_HOURS = { for: '2h', by: 'ana' };
/** A wake-up that waited for a silence's end comes with the sweep after it, a minute past due at most. */
const WOKEN = PERIOD + MINUTE;

const SCOPES = [
  { scope: 'token', params: TOKEN, begin: silenceOneToken, end: unsilenceOneToken },
  { scope: 'tenant', params: TENANT, begin: silenceWholeTenant, end: unsilenceWholeTenant },
] as const;

test.each(SCOPES)(
  'a silenced $scope is quiet while it fails and worsens, and is shown why',
  async ({ params, begin }) => {
    const world = await known();
    await world.call(begin, { params, body: TWO_HOURS });

    await world.report({ status: 'failed', lastSyncAt: ts(NOON + 1) });
    await world.report({ status: 'failed', lastSyncAt: ts(NOON + 7 * HOUR), receivedAt: ts(NOON + 7 * HOUR) });

    const { json } = await world.call(getToken, { params: TOKEN });
    expect(world.told()).toEqual([]);
    expect(json.incident).toMatchObject({
      severity: 'critical',
      reason: expect.stringMatching(/^not sent: silenced until 2026-03-10T14:00:.* by ana$/),
    });
    expect(json.silence).toMatchObject({ by: 'ana' });
    expect(await world.standings()).toEqual(['contoso/t-1 silenced']);
  },
);

test.each(SCOPES)('an end under the silence of a $scope is shown as held, and as sent once it was', async (it) => {
  const world = await known();
  await world.report({ status: 'failed', lastSyncAt: ts(NOON + 1) });
  world.now += MINUTE;
  await world.call(it.begin, { params: it.params, body: TWO_HOURS });
  await world.report({});
  const reason = async () => {
    const { json } = await world.call(listIncidents, { query: { state: 'resolved' } });
    return json.value[0].reason;
  };

  expect(await reason()).toMatch(/^not sent: silenced until .* by ana$/);
  await world.call(it.end, { params: it.params });
  expect(await reason()).toBe('sent: resolved');
});

test.each(SCOPES)('a silence of a $scope that begins after an end has not held it', async ({ params, begin }) => {
  const world = await known();
  await world.report({ status: 'failed', lastSyncAt: ts(NOON + 1) });
  await world.report({});
  world.now += MINUTE;
  await world.call(begin, { params, body: TWO_HOURS });

  const { json } = await world.call(listIncidents, { query: { state: 'resolved' } });
  expect(json.value[0].reason).toBe('sent: resolved');
});

test.each([null, [], true, 5])('the body %j is no silence', async (body) => {
  const { status, json } = await (await known()).call(silenceWholeTenant, { params: TENANT, body });

  expect([status, json.detail]).toEqual([400, 'The body must be a JSON object.']);
});

test.each(SCOPES)('lifting the silence of a $scope tells at once what it held', async ({ params, begin, end }) => {
  const world = await known();
  await world.call(begin, { params, body: TWO_HOURS });
  await world.report({ status: 'failed' });

  const lifted = await world.call(end, { params });

  expect(lifted.status).toBe(204);
  expect(world.told()).toEqual(['opened contoso/t-1 syncFailed warning']);
});

test.each(SCOPES)('what is told on lifting is what is true then', async ({ params, begin, end }) => {
  const world = await known();
  await world.call(begin, { params, body: TWO_HOURS });
  await world.report({ status: 'failed' });
  await world.report({ status: 'failed', tokenState: 'invalid' });

  await world.call(end, { params });

  expect(world.told()).toEqual(['opened contoso/t-1 tokenInvalid critical']);
});

test.each(SCOPES)('an end that the silence of a $scope held is told on lifting', async ({ params, begin, end }) => {
  const world = await known();
  await world.report({ status: 'failed', lastSyncAt: ts(NOON + 1) });
  await world.call(begin, { params, body: TWO_HOURS });
  await world.report({ lastSyncAt: ts(NOON + 2) });
  const before = world.told();

  await world.call(end, { params });

  expect(before).toEqual(['opened contoso/t-1 syncFailed warning']);
  expect(world.told()).toEqual(['resolved contoso/t-1 syncFailed warning completed']);
});

test.each(SCOPES)(
  'what began and ended under the silence of a $scope is never told, and listed as missed',
  async ({ params, begin, end }) => {
    const world = await known();
    await world.call(begin, { params, body: TWO_HOURS });
    await world.report({ status: 'failed', lastSyncAt: ts(NOON + 1) });
    await world.report({ lastSyncAt: ts(NOON + 2) });

    await world.call(end, { params });
    await world.run(NOON + 3 * HOUR);

    expect(world.told()).toEqual([]);
    expect(await world.standings()).toEqual(['contoso/t-1 missed']);
  },
);

test.each(SCOPES)('the silence of a $scope ends by itself', async ({ params, begin }) => {
  const world = await known();
  await world.call(begin, { params, body: { until: '2026-03-10T14:00:00Z', by: 'ana' } });
  await world.report({ status: 'failed' });

  await world.run(NOON + 2 * HOUR - SECOND);
  const held = world.told();
  await world.run(NOON + 2 * HOUR + WOKEN);

  expect(held).toEqual([]);
  expect(world.told()).toEqual(['opened contoso/t-1 syncFailed warning']);
});

test('what is reported in the very second of its end is told at once', async () => {
  const world = await known();
  await world.call(silenceOneToken, { params: TOKEN, body: { until: '2026-03-10T14:00:00Z', by: 'ana' } });
  world.now = NOON + 2 * HOUR;

  await world.report({ status: 'failed' });

  expect(world.told()).toEqual(['opened contoso/t-1 syncFailed warning']);
});

test.each([
  { first: '2h', second: '5h', lifted: 'the tenant’s, which ends first' },
  { first: '5h', second: '2h', lifted: 'the tenant’s, which ends last' },
])('of two silences that overlap the later end counts, and lifting one leaves the other: $lifted', async (it) => {
  const world = await known();
  await world.call(silenceWholeTenant, { params: TENANT, body: { for: it.first, by: 'ana' } });
  await world.call(silenceOneToken, { params: TOKEN, body: { for: it.second, by: 'ana' } });
  await world.report({ status: 'failed' });
  const tokensEnd = NOON + Number.parseInt(it.second, 10) * HOUR;

  await world.call(unsilenceWholeTenant, { params: TENANT });
  await world.run(tokensEnd - SECOND);
  const held = world.told();
  await world.run(tokensEnd + WOKEN);

  expect(held).toEqual([]);
  expect(world.told()).toEqual(['opened contoso/t-1 syncFailed warning']);
});

test('a further PUT takes the place of the silence before it, be it shorter', async () => {
  const world = await known();
  await world.report({ status: 'failed' });
  world.told();
  await world.call(silenceOneToken, { params: TOKEN, body: { for: '9h', by: 'ana' } });
  await world.report({ lastSyncAt: ts(NOON + MINUTE), observedAt: ts(NOON + MINUTE) });
  await world.call(silenceOneToken, { params: TOKEN, body: { for: '1h', by: 'ben' } });

  await world.run(NOON + HOUR - SECOND);
  const held = world.told();
  await world.run(NOON + HOUR + WOKEN);

  expect(held).toEqual([]);
  expect(world.told()).toEqual(['resolved contoso/t-1 syncFailed warning completed']);
});

test('and be it longer', async () => {
  const world = await known();
  await world.call(silenceOneToken, { params: TOKEN, body: { for: '1h', by: 'ana' } });
  await world.report({ status: 'failed' });
  await world.call(silenceOneToken, { params: TOKEN, body: { for: '3h', by: 'ben' } });

  await world.run(NOON + 3 * HOUR - SECOND);
  const held = world.told();
  await world.run(NOON + 3 * HOUR + WOKEN);

  expect(held).toEqual([]);
  expect(world.told()).toEqual(['opened contoso/t-1 syncFailed warning']);
});

test('the silence of a tenant holds for all of its tokens, and for no other tenant', async () => {
  const world = await known();
  await world.report({ tokenId: 't-2' });
  await world.report({ tenantId: 'fabrikam' });
  await world.call(silenceWholeTenant, { params: TENANT, body: TWO_HOURS });

  await world.report({ tokenId: 't-2', status: 'failed' });
  await world.report({ tenantId: 'fabrikam', status: 'failed' });

  expect(world.told()).toEqual(['opened fabrikam/t-1 syncFailed warning']);
});

test.each(SCOPES)('a $scope may be silenced before its first report', async ({ params, begin, end }) => {
  const world = new World();
  const answer = await world.call(begin, { params, body: TWO_HOURS });

  await world.report({ status: 'failed' });
  const held = world.told();
  await world.call(end, { params });

  expect([answer.status, held]).toEqual([200, []]);
  expect(world.told()).toEqual(['opened contoso/t-1 syncFailed warning']);
});

test('a silence that is given while a sweep decides is kept to', async () => {
  const world = await known({ expiresAt: ts(NOON + HOUR) });
  const sweeper = world.instance();
  let isFirst = true;
  sweeper.way.beforeWrite = async (rows) => {
    if (!isFirst || !rows.some(({ rowKey }) => rowKey === 'token!t-1')) return;
    isFirst = false;
    await world.app.silence('contoso', 't-1', { until: NOON + 3 * HOUR, at: world.now, by: 'ana' });
  };
  world.told();
  await world.leap(NOON + HOUR);

  await world.sweep(sweeper);

  expect(isFirst).toBe(false);
  expect(world.told()).toEqual([]);
});

test.each(SCOPES)('who dies after lifting the silence of a $scope leaves it to the sweep', async (it) => {
  const world = await known();
  await world.call(it.begin, { params: it.params, body: TWO_HOURS });
  await world.report({ status: 'failed' });
  const dying = world.instance();
  dying.way.beforeWrite = ([row]) => {
    if (row?.partitionKey.startsWith('_mailbox')) throw new Error('died');
  };
  await world.call(it.end, { params: it.params }, dying).catch(() => undefined);
  const before = world.told();

  await world.run(world.now + MINUTE + PERIOD);

  expect(before).toEqual([]);
  expect(world.told()).toEqual(['opened contoso/t-1 syncFailed warning']);
});

test('a tenant that falls silent under a silence is told when that ends', async () => {
  const world = await known();
  await world.report({ tokenId: 't-2' });
  await world.call(silenceWholeTenant, { params: TENANT, body: { for: '60h', by: 'ana' } });
  await world.sweepAt(NOON + 51 * HOUR);
  const standings = await world.standings();

  await world.run(NOON + 60 * HOUR + WOKEN);

  expect(standings).toEqual([`contoso/${REPORTER} silenced`]);
  expect(world.told()).toEqual(['opened contoso/_reporter(2) reporterSilent warning']);
});

test('lifting tells a silent tenant at once', async () => {
  const world = await known();
  await world.report({ tokenId: 't-2' });
  await world.call(silenceWholeTenant, { params: TENANT, body: { for: '60h', by: 'ana' } });
  await world.sweepAt(NOON + 51 * HOUR);

  await world.call(unsilenceWholeTenant, { params: TENANT });

  expect(world.told()).toEqual(['opened contoso/_reporter(2) reporterSilent warning']);
});

test('the timeline of an open incident says who silenced it and that it was lifted', async () => {
  const world = await known();
  await world.report({ status: 'failed', lastSyncAt: ts(NOON + 1) });
  await world.call(silenceOneToken, { params: TOKEN, body: { for: '2h', by: 'ana', note: 'moving house' } });
  await world.call(unsilenceOneToken, { params: TOKEN });

  const { id } = await world.incident();
  const entries = await world.app.views.timeline('contoso', id);

  expect(await world.timeline(id)).toEqual(['report', 'notice', 'silenced', 'unsilenced']);
  expect(entries[2]?.event).toMatchObject({ kind: 'silenced', by: 'ana', note: 'moving house' });
});

test('lifting a silence that is not there changes nothing', async () => {
  const world = await known();
  await world.report({ status: 'failed' });
  const { id } = await world.incident();

  const first = await world.call(unsilenceOneToken, { params: TOKEN });
  const second = await world.call(unsilenceWholeTenant, { params: TENANT });

  expect([first.status, second.status]).toEqual([204, 204]);
  expect(await world.timeline(id)).toEqual(['report', 'notice']);
});

test.each(SCOPES)('a PUT answers with the silence of the $scope', async ({ params, begin }) => {
  const world = await known();

  const answer = await world.call(begin, {
    params,
    body: { until: '2026-03-11T12:00:00+01:00', by: 'ana', note: 'holiday' },
  });

  expect(answer).toEqual({
    status: 200,
    json: {
      ...params,
      from: expect.stringMatching(/^2026-03-10T12:00:/),
      until: '2026-03-11T11:00:00.000Z',
      at: expect.stringMatching(/^2026-03-10T12:00:/),
      by: 'ana',
      verified: false,
      note: 'holiday',
    },
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
  { body: { by: 'ana', for: '2h', from: 'monday' }, pointers: ['#/from'] },
  { body: { by: 'ana', for: '2h', from: '2027-03-11T12:00:01Z' }, pointers: ['#/from'] },
  { body: { by: 'ana', from: '2026-03-11T12:00:00Z' }, pointers: ['#'] },
  { body: { by: 'ana', from: '2026-03-11T12:00:00Z', until: '2026-03-11T12:00:00Z' }, pointers: ['#/until'] },
  { body: { for: 'x', until: 1 }, pointers: ['#/by', '#/for', '#/until'] },
])('a bad silence is refused, with the place of what is wrong: $body', async ({ body, pointers }) => {
  const world = await known();

  const { status, json } = await world.call(silenceOneToken, { params: TOKEN, body });

  const named = json.errors?.map(({ pointer }: { pointer: string }) => pointer).sort();
  expect(status).toBe(400);
  expect(named).toEqual(pointers);
  expect(await silenceShown(world)).toBeNull();
});

test.each([
  { until: '2026-03-10T12:00:01Z', status: 200 },
  { until: '2027-03-11T12:00:00Z', status: 200 },
])('an end at the edge is taken: $until', async ({ until, status }) => {
  const world = await known();

  const answer = await world.call(silenceOneToken, { params: TOKEN, body: { until, by: 'ana' } });

  expect(answer.status).toBe(status);
});

describe('a silence to come', () => {
  const FROM = '2026-03-10T14:00:00.000Z';
  const UNTIL = '2026-03-10T16:00:00.000Z';

  test.each(SCOPES)('of a $scope holds nothing before it begins, and everything until it ends', async (it) => {
    const world = await known();
    const set = await world.call(it.begin, { params: it.params, body: { from: FROM, until: UNTIL, by: 'ana' } });
    await world.report({ status: 'failed' });
    const before = world.told();

    await world.run(NOON + 2 * HOUR);
    await world.report({ status: 'failed', tokenState: 'invalid' });
    await world.run(NOON + 4 * HOUR - SECOND);
    const during = world.told();
    await world.run(NOON + 4 * HOUR + WOKEN);

    expect(set.json).toMatchObject({ from: FROM, until: UNTIL });
    expect(before).toEqual(['opened contoso/t-1 syncFailed warning']);
    expect(during).toEqual([]);
    expect(world.told()).toEqual(['updated worse contoso/t-1 tokenInvalid critical']);
  });

  test('is shown with its beginning, and is the reason of nothing until then', async () => {
    const world = await known();
    await world.call(silenceOneToken, { params: TOKEN, body: { from: FROM, for: '2h', by: 'ana' } });
    await world.report({ status: 'failed' });
    const reason = async () => (await world.call(getToken, { params: TOKEN })).json.incident.reason;

    const shown = await silenceShown(world);
    const before = await reason();
    world.now = NOON + 2 * HOUR;

    expect(shown).toMatchObject({ from: FROM, until: UNTIL });
    expect(before).toBe('sent: warning, new problem');
    expect(await reason()).toBe(`not sent: silenced until ${UNTIL} by ana`);
  });

  test('in place of one in force lets go what that held', async () => {
    const world = await known();
    await world.call(silenceOneToken, { params: TOKEN, body: TWO_HOURS });
    await world.report({ status: 'failed' });
    const held = world.told();

    await world.call(silenceOneToken, { params: TOKEN, body: { from: FROM, until: UNTIL, by: 'ana' } });

    expect(held).toEqual([]);
    expect(world.told()).toEqual(['opened contoso/t-1 syncFailed warning']);
  });

  test('that began before now begins now', async () => {
    const world = await known();
    const body = { from: '2026-03-10T11:00:00Z', for: '1h', by: 'ana' };

    const { json } = await world.call(silenceOneToken, { params: TOKEN, body });

    expect(json).toMatchObject({ from: '2026-03-10T12:00:00.000Z', until: '2026-03-10T13:00:00.000Z' });
  });

  test('says in the timeline when it begins', async () => {
    const world = await known();
    await world.report({ status: 'failed' });
    const { id } = await world.incident();

    await world.call(silenceOneToken, { params: TOKEN, body: { from: FROM, until: UNTIL, by: 'ana' } });

    const { json } = await world.call(getIncident, { params: { tenantId: 'contoso', incidentId: id } });
    expect(json.timeline).toContainEqual(expect.objectContaining({ kind: 'silenced', from: FROM, until: UNTIL }));
  });
});

/** A token that is well. */
async function known(fields = {}): Promise<World> {
  const world = new World();
  await world.report({ lastSyncAt: ts(NOON), ...fields });
  await world.sweep();
  world.told();
  world.now = NOON;
  return world;
}

async function silenceShown(world: World) {
  return (await world.call(getToken, { params: TOKEN })).json.silence;
}
