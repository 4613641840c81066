import { expect, test } from 'vitest';
import { acknowledgeIncident } from '../../../functions/acknowledge.ts';
import { getIncident } from '../../../functions/incidents.ts';
import { APP_TENANT, REPORTER } from '../../../src/app/model/subject.ts';
import { DAY, HOUR, MINUTE } from '../../../src/domain/policy.ts';
import { pagerDuty } from '../../support/pager-duty.ts';
import { NOON, ts, World } from '../../support/world.ts';

const BY = { by: 'ana', note: 'renewing it' };

test('an acknowledged incident of a token is not reminded of, and says why', async () => {
  const world = await critical();
  const { id } = await world.incident();

  const answer = await acknowledge(world, id);
  await world.run(NOON + 2 * DAY, HOUR);

  expect(answer).toMatchObject({
    status: 200,
    json: {
      id,
      tenantId: 'contoso',
      tokenId: 't-1',
      acknowledged: { at: expect.stringMatching(/^2026-03-10T12:00/), by: 'ana', note: 'renewing it' },
      reason: expect.stringMatching(/^not sent: acknowledged, so no reminders until 2026-03-17T12:00/),
    },
  });
  expect(reminders(world)).toEqual([]);
});

test('without that it is reminded of, at the hour', async () => {
  const world = await critical();

  await world.run(NOON + 2 * DAY, HOUR);

  expect(world.toldWhen()).toEqual([
    '03-11T09:00 reminder contoso/t-1 tokenInvalid critical',
    '03-12T09:00 reminder contoso/t-1 tokenInvalid critical',
  ]);
});

test('saying it again changes nothing: the first to say so stands', async () => {
  const world = await critical();
  const { id } = await world.incident();
  const first = await acknowledge(world, id);
  world.now += MINUTE;

  const second = await acknowledge(world, id, { by: 'ben' });

  expect(second).toEqual(first);
  expect((await world.timeline(id)).filter((it) => it === 'acknowledged')).toHaveLength(1);
});

test('worsening clears it, and reminders come again', async () => {
  const world = new World();
  await world.report({ status: 'failed', lastSyncAt: ts(NOON - 7 * HOUR) });
  const { id } = await world.incident();
  await acknowledge(world, id);
  world.told();

  await world.report({ status: 'failed', lastSyncAt: ts(NOON) });
  const { acknowledged } = await world.incident();
  await world.run(NOON + DAY, HOUR);

  expect(acknowledged).toBeUndefined();
  expect(world.toldWhen()).toEqual([
    '03-10T12:00 updated worse contoso/t-1 syncFailed critical',
    '03-11T09:00 reminder contoso/t-1 syncFailed critical',
  ]);
});

test('its end is told all the same, and what begins anew is not acknowledged', async () => {
  const world = await critical();
  const { id } = await world.incident();
  await acknowledge(world, id);
  world.now += HOUR;

  await world.report({ tokenState: 'valid' });
  world.now += HOUR;
  await world.report({ tokenState: 'invalid' });

  expect(world.told()).toEqual([
    'resolved contoso/t-1 tokenInvalid critical completed',
    'opened contoso/t-1 tokenInvalid critical',
  ]);
  const again = await world.incident();
  expect([again.id, again.reopenings, again.acknowledged]).toEqual([id, 1, undefined]);
});

test('the silence of a tenant can be acknowledged, once, and is then not reminded of', async () => {
  const world = await silentTenant();
  const { id } = await world.incident(REPORTER);

  const first = await acknowledge(world, id);
  const second = await acknowledge(world, id, { by: 'ben' });
  await world.run(NOON + 56 * HOUR, HOUR);

  expect(first).toMatchObject({ status: 200, json: { tokenId: null, subject: REPORTER, acknowledged: { by: 'ana' } } });
  expect(second.json.acknowledged).toEqual(first.json.acknowledged);
  expect((await world.timeline(id)).filter((it) => it === 'acknowledged')).toHaveLength(1);
  expect(world.told()).toEqual([]);
});

test('a tenant whose silence worsens is acknowledged no more', async () => {
  const world = await silentTenant();
  await acknowledge(world, (await world.incident(REPORTER)).id);

  await world.run(NOON + 4.9 * DAY, HOUR);

  expect((await world.incident(REPORTER)).acknowledged).toBeUndefined();
  // 72 hours are over at noon; it is said at the first hour of reminders that is not 12 hours before that.
  expect(world.toldWhen()).toEqual([
    '03-13T09:00 updated worse contoso/_reporter(2) reporterSilent critical',
    '03-14T09:00 reminder contoso/_reporter(2) reporterSilent critical',
    '03-15T09:00 reminder contoso/_reporter(2) reporterSilent critical',
  ]);
});

test('an acknowledgement lasts seven days: then reminders come again', async () => {
  const world = await critical();
  await acknowledge(world, (await world.incident()).id);

  await world.run(NOON + 8.9 * DAY, HOUR);

  const reminder = 'reminder contoso/t-1 tokenInvalid critical';
  expect(world.toldWhen().filter((line) => line.includes('t-1'))).toEqual(
    ['03-17T13:00', '03-18T09:00', '03-19T09:00'].map((when) => `${when} ${reminder}`),
  );
});

test('what has ended cannot be acknowledged: 409', async () => {
  const world = await critical();
  const { id } = await world.incident();
  await world.report({ tokenState: 'valid', lastSyncAt: ts(NOON + 1) });

  const answer = await acknowledge(world, id);

  expect(answer).toMatchObject({ status: 409, json: { title: 'Conflict' } });
});

test.each([
  { tenantId: 'contoso', incidentId: '01J0000000000000000000NONE' },
  { tenantId: 'nobody', incidentId: '01J0000000000000000000NONE' },
  { tenantId: APP_TENANT, incidentId: '01J0000000000000000000NONE' },
])('an incident that is not there is 404: $tenantId', async ({ tenantId, incidentId }) => {
  const world = await critical();

  const answer = await acknowledge(world, incidentId, BY, tenantId);

  expect(answer).toMatchObject({
    status: 404,
    json: { detail: `No incident "${incidentId}" in tenant "${tenantId}".` },
  });
});

test.each([
  { body: '', pointers: undefined },
  { body: 'no json', pointers: undefined },
  { body: 'null', pointers: ['#'] },
  { body: {}, pointers: ['#/by'] },
  { body: { by: 7 }, pointers: ['#/by'] },
  { body: { by: '   ' }, pointers: ['#/by'] },
  { body: { by: 'a\u0000b' }, pointers: ['#/by'] },
  { body: { by: 'ana', note: '' }, pointers: ['#/note'] },
  { body: { by: '', note: 1 }, pointers: ['#/by', '#/note'] },
])('a bad acknowledgement is refused, with the place of what is wrong: $body', async ({ body, pointers }) => {
  const world = await critical();
  const { id } = await world.incident();

  const { status, json } = await world.call(acknowledgeIncident, {
    params: { tenantId: 'contoso', incidentId: id },
    body,
  });

  const named = json.errors?.map(({ pointer }: { pointer: string }) => pointer).sort();
  expect(status).toBe(400);
  expect(named).toEqual(pointers);
  expect((await world.incident()).acknowledged).toBeUndefined();
});

test('the incident shows its timeline: what was reported, told, and acknowledged by whom', async () => {
  const world = await critical();
  const { id } = await world.incident();
  await acknowledge(world, id);

  const { json } = await world.call(getIncident, { params: { tenantId: 'contoso', incidentId: id } });

  expect(json.timeline).toMatchObject([
    { seq: 1, at: '2026-03-10T12:00:00.000Z', kind: 'report', status: 'completed' },
    { seq: 2, kind: 'notice', type: 'vpp.incident.opened', targets: ['log', 'pager'], no: 1 },
    { seq: 3, kind: 'acknowledged', by: 'ana', note: 'renewing it' },
  ]);
});

test('an acknowledgement is passed on to PagerDuty under the id of the incident, once', async () => {
  const { world, events } = await paged();
  const { id } = await world.incident();

  const answers = [await acknowledge(world, id), await acknowledge(world, id, { by: 'ben' })];

  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(events.map(({ event_action, dedup_key }) => [event_action, dedup_key])).toEqual([
    ['trigger', id],
    ['acknowledge', id],
  ]);
});

test('what PagerDuty was not told of is not acknowledged there', async () => {
  const { world, events } = await paged('critical');

  const { status } = await acknowledge(world, (await world.incident()).id);

  expect([status, events]).toEqual([200, []]);
});

test('that PagerDuty does not take it does not undo it', async () => {
  const { world, events, refuse } = await paged();
  refuse();

  const { status, json } = await acknowledge(world, (await world.incident()).id);

  expect([status, json.acknowledged.by]).toEqual([200, 'ana']);
  expect(events).toHaveLength(2);
  expect(world.lines.join()).toMatch(/acknowledgement: not passed on, target=pagerduty reason="answered 500/);
});

/** A token with a critical fault that time does not worsen, told. */
async function critical(): Promise<World> {
  const world = new World();
  await world.report({ tokenState: 'invalid' });
  await world.sweep();
  world.told();
  return world;
}

/** A tenant of two tokens that was told silent. */
async function silentTenant(): Promise<World> {
  const world = new World();
  await world.report({}, { tokenId: 't-2' });
  await world.sweep();
  await world.sweepAt(NOON + 50 * HOUR);
  world.told();
  return world;
}

/** A token that fails, before a PagerDuty that wants no less than this. */
async function paged(least: 'info' | 'critical' = 'info') {
  const { target, ...rest } = pagerDuty();
  const world = new World({ targets: [target], least: { pagerduty: least } });
  await world.report({ status: 'failed' });
  return { world, ...rest };
}

function acknowledge(world: World, incidentId: string, body: object = BY, tenantId = 'contoso') {
  return world.call(acknowledgeIncident, { params: { tenantId, incidentId }, body });
}

function reminders(world: World): string[] {
  return world.told().filter((line) => line.startsWith('reminder'));
}
