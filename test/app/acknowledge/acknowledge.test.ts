import { expect, test } from 'vitest';
import { acknowledgeIncident } from '../../../functions/acknowledge.ts';
import { getIncident } from '../../../functions/incidents.ts';
import { redriveOne } from '../../../src/app/deliver/redrive.ts';
import { OUTBREAKS } from '../../../src/app/model/ports.ts';
import { DAY, HOUR, MINUTE } from '../../../src/domain/policy.ts';
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
      acknowledged: { at: '2026-03-10T12:00:00.000Z', by: 'ana', note: 'renewing it' },
      reason: 'not sent: acknowledged, so no reminders',
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
  await world.report({ status: 'failed', lastSyncAt: ts(NOON - HOUR) });
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

test('an incident of a tenant can be acknowledged, once, and is then not reminded of', async () => {
  const world = await silentTenant();
  const { id } = await world.tenantIncident();

  const first = await acknowledge(world, id);
  const second = await acknowledge(world, id, { by: 'ben' });
  await world.run(NOON + 56 * HOUR, HOUR);
  await world.sweepAt(NOON + 71 * HOUR);

  expect(first).toMatchObject({ status: 200, json: { tokenId: null, acknowledged: { by: 'ana' } } });
  expect(second.json.acknowledged).toEqual(first.json.acknowledged);
  expect((await world.timeline(id)).filter((it) => it === 'acknowledged')).toHaveLength(1);
  expect(world.told()).toEqual([]);
});

test('a tenant whose silence worsens is acknowledged no more', async () => {
  const world = await silentTenant();
  await acknowledge(world, (await world.tenantIncident()).id);

  await world.sweepAt(NOON + 72 * HOUR);
  await world.run(NOON + 4 * DAY, HOUR);

  expect((await world.tenantIncident()).acknowledged).toBeUndefined();
  expect(world.toldWhen()).toEqual([
    '03-13T12:00 updated worse contoso reporterSilent critical',
    '03-14T09:00 reminder contoso reporterSilent critical',
  ]);
});

test('an outbreak can be acknowledged, once, by its id', async () => {
  const world = new World();
  await world.report(...[1, 2, 3, 4, 5].map((i) => ({ tokenId: `t-${i}`, status: 'failed' as const })));
  await world.run(NOON + 2 * MINUTE);
  const [outbreak] = await world.app.sweep.outbreaks.listOutbreaks();
  const id = outbreak?.value.incident.id ?? '';

  const first = await acknowledge(world, id, BY, OUTBREAKS);
  world.now += MINUTE;
  const second = await acknowledge(world, id, { by: 'ben' }, OUTBREAKS);

  expect(first).toMatchObject({ status: 200, json: { tenantId: OUTBREAKS, acknowledged: { by: 'ana' } } });
  expect(second.json.acknowledged).toEqual(first.json.acknowledged);
  expect(await world.timeline(id, OUTBREAKS)).toEqual(['notice', 'acknowledged']);
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
  { tenantId: OUTBREAKS, incidentId: '01J0000000000000000000NONE' },
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

  const { status, json } = await world.call(acknowledgeIncident, { tenantId: 'contoso', incidentId: id }, body);

  const named = json.errors?.map(({ pointer }: { pointer: string }) => pointer).sort();
  expect(status).toBe(400);
  expect(named).toEqual(pointers);
  expect((await world.incident()).acknowledged).toBeUndefined();
});

test('the incident shows its timeline: what was reported, told, and acknowledged by whom', async () => {
  const world = await critical();
  const { id } = await world.incident();
  await acknowledge(world, id);

  const { json } = await world.call(getIncident, { tenantId: 'contoso', incidentId: id });

  expect(json.timeline).toMatchObject([
    { seq: 1, at: '2026-03-10T12:00:00.000Z', kind: 'report', status: 'completed' },
    { seq: 2, kind: 'notice', type: 'vpp.incident.opened', targets: ['pager'], notificationId: `${id}-1` },
    { seq: 3, kind: 'acknowledged', by: 'ana', note: 'renewing it' },
  ]);
});

test('what concerns an incident of before stands in no timeline but its own', async () => {
  const world = new World({ policy: { flapWindow: HOUR } });
  await world.report({ status: 'failed' });
  const first = await world.incident();
  world.now += MINUTE;
  await world.report();
  world.now += 2 * HOUR;
  await world.report({ status: 'failed' });
  const second = await world.incident();
  const pointer = { tenantId: 'contoso', incidentId: first.id, seq: 1, target: 'pager' };
  const sent = await world.app.deliver.outbox.read(pointer);
  if (sent) await world.app.deliver.outbox.update(sent, { ...sent.value, state: 'dead' });

  await redriveOne({ tenantId: 'contoso', incidentId: first.id, seq: 1 }, undefined, world.app.redrive);

  expect(second.id).not.toBe(first.id);
  expect(await world.timeline(second.id)).toEqual(['report', 'notice']);
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

function acknowledge(world: World, incidentId: string, body: object = BY, tenantId = 'contoso') {
  return world.call(acknowledgeIncident, { tenantId, incidentId }, body);
}

function reminders(world: World): string[] {
  return world.told().filter((line) => line.startsWith('reminder'));
}
