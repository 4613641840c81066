import { HttpRequest } from '@azure/functions';
import { expect, test } from 'vitest';
import { receiveReports } from '../../functions/sync-reports.ts';
import { NOON, World } from '../support/world.ts';

const EVENT = { id: 'g1', topic: '/t', subject: '', eventType: 'Contoso.Synced', dataVersion: '1' };
const at = (minutes: number) => new Date(NOON + minutes * 60_000).toISOString();

function eventOf(minutes: number, data: object, id = 'g1') {
  return { ...EVENT, id, eventTime: at(minutes), data: { lastSyncStatus: 'completed', ...data } };
}

/** Delivers events in one request, a minute after the one before. */
async function deliver(world: World, ...events: readonly object[]) {
  world.now += 60_000;
  const request = new HttpRequest({
    method: 'POST',
    url: 'http://localhost/api/sync-reports',
    headers: { 'content-type': 'application/json', 'aeg-event-type': 'Notification' },
    body: { string: JSON.stringify(events) },
  });
  const { status, body } = await receiveReports(request, world.app);
  return { status, results: JSON.parse(String(body)).results };
}

const REUSED = { warnings: [{ pointer: '#/0/data', detail: expect.stringContaining('used before') }] };

test('an Event Grid id that was seen with another body is stored, with a warning', async () => {
  const world = new World();
  await deliver(world, eventOf(-3, { id: 't-1' }));

  const { status, results } = await deliver(world, eventOf(-2, { id: 't-1', lastSyncStatus: 'failed' }));

  expect(status).toBe(200);
  expect(results).toEqual([expect.objectContaining({ outcome: 'applied', status: 'failed', ...REUSED })]);
});

test('so is one that was used for another token', async () => {
  const world = new World();
  await deliver(world, eventOf(-3, { id: 't-1' }));

  const { results } = await deliver(world, eventOf(-2, { id: 't-2', lastSyncStatus: 'failed' }));

  expect(results).toEqual([expect.objectContaining({ tokenId: 't-2', outcome: 'applied', ...REUSED })]);
});

test('and one that stands twice in one delivery, beside a true repetition', async () => {
  const world = new World();
  const first = eventOf(-3, { id: 't-1' });

  const { results } = await deliver(world, first, eventOf(-2, { id: 't-1', lastSyncStatus: 'failed' }), first);

  expect(
    results.map(({ outcome, warnings }: { outcome: string; warnings?: unknown }) => [outcome, !!warnings]),
  ).toEqual([
    ['applied', false],
    ['applied', true],
    ['duplicate', false],
  ]);
});

test('the same event again is a duplicate', async () => {
  const world = new World();
  await deliver(world, eventOf(-3, { id: 't-1' }));

  const { results } = await deliver(world, eventOf(-3, { id: 't-1' }));

  expect(results).toEqual([expect.objectContaining({ outcome: 'duplicate' })]);
});

test('an id that the sender chose for this request is no hint', async () => {
  const world = new World();
  const send = async (report: object) => {
    const headers = { 'content-type': 'application/json', 'idempotency-key': 'k' };
    const body = { string: JSON.stringify(report) };
    return receiveReports(new HttpRequest({ method: 'POST', url: 'http://localhost/', headers, body }), world.app);
  };
  await send({ id: 't-1', lastSyncStatus: 'completed' });

  expect((await send({ id: 't-1', lastSyncStatus: 'failed' })).status).toBe(422);
});

test('the warnings of an item stand in its result', async () => {
  const world = new World();

  const { results } = await deliver(world, {
    ...eventOf(-1, { id: 't-1', state: 'revoked' }),
    eventTime: '2026-11-26T22:00:00',
  });

  expect(results[0]).toMatchObject({
    outcome: 'applied',
    warnings: [{ pointer: '#/0/eventTime' }, { pointer: '#/0/data/state' }],
  });
});
