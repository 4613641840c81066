import { expect, test } from 'vitest';
import { bury, CLAIM_MS, deliver, MAX_ATTEMPTS } from '../../functions/deliver.ts';
import type { SendResult } from '../../src/app/model/ports.ts';
import type { Notification, NotificationPointer } from '../../src/app/model/state.ts';
import { at, freshTenant, MINUTE, openWorld, send, type World } from '../support/service.ts';
import { useStorage } from '../support/storage.ts';

const storage = useStorage();

test('a notification is sent once and recorded as delivered', async () => {
  const world = await openWorld(storage.connection);
  const [pointer] = await failing(world);

  await deliver(pointer, world.deliver);
  await deliver(pointer, world.deliver);

  expect(world.webhook.sent).toHaveLength(1);
  expect(await stored(world, pointer)).toMatchObject({ state: 'delivered', attempts: 1 });
});

test('two that deliver the same at once send it once', async () => {
  const [one, other] = [await openWorld(storage.connection), await openWorld(storage.connection)];
  const [pointer] = await failing(one);

  await Promise.all([deliver(pointer, one.deliver), deliver(pointer, other.deliver)]);

  expect(one.webhook.sent.length + other.webhook.sent.length).toBe(1);
});

test('while it is being sent nobody else sends it; its message comes back when the claim is over', async () => {
  const [one, other] = [await openWorld(storage.connection), await openWorld(storage.connection)];
  const [pointer] = await failing(one);
  const peer = holding(one);
  const sending = deliver(pointer, one.deliver);
  await peer.reached;

  await deliver(pointer, other.deliver);

  expect(other.webhook.sent).toHaveLength(0);
  expect(other.queue.enqueued).toEqual([{ pointer, delayMs: CLAIM_MS }]);
  peer.release({ kind: 'delivered' });
  await sending;
});

test('who dies between claim and record leaves the rest to the next: the same id is sent again', async () => {
  const [dead, next] = [await openWorld(storage.connection), await openWorld(storage.connection)];
  const [pointer] = await failing(dead);
  const peer = holding(dead);
  void deliver(pointer, dead.deliver);
  await peer.reached;

  next.time = CLAIM_MS;
  await deliver(pointer, next.deliver);

  expect(next.webhook.sent.map(({ notificationId }) => notificationId)).toEqual([dead.webhook.sent[0]?.notificationId]);
});

test('what fails comes again later, and not before', async () => {
  const world = await openWorld(storage.connection);
  const [pointer] = await failing(world);
  world.webhook.answers.push({ kind: 'retry', reason: 'answered 500' });

  await deliver(pointer, world.deliver);
  world.time = 9_999;
  await deliver(pointer, world.deliver);
  const tooEarly = world.webhook.sent.length;
  world.time = 10_000;
  await deliver(pointer, world.deliver);

  expect(tooEarly).toBe(1);
  expect(world.queue.enqueued.map(({ delayMs }) => delayMs)).toEqual([10_000, 1]);
  expect(await stored(world, pointer)).toMatchObject({ state: 'delivered', attempts: 2 });
});

test('a peer that asks for patience gets it', async () => {
  const world = await openWorld(storage.connection);
  const [pointer] = await failing(world);
  world.webhook.answers.push({ kind: 'retry', reason: 'answered 429', retryAfterMs: 90_000 });

  await deliver(pointer, world.deliver);

  expect(world.queue.enqueued).toEqual([{ pointer, delayMs: 90_000 }]);
});

test('what is refused is dead at once', async () => {
  const world = await openWorld(storage.connection);
  const [pointer] = await failing(world);
  world.webhook.answers.push({ kind: 'refused', reason: 'answered 400 Bad Request' });

  await deliver(pointer, world.deliver);

  expect(await stored(world, pointer)).toMatchObject({
    state: 'dead',
    attempts: 1,
    lastError: 'answered 400 Bad Request',
  });
});

test('after the last attempt it is dead and no message is left', async () => {
  const world = await openWorld(storage.connection);
  const [pointer] = await failing(world);
  for (let i = 0; i < MAX_ATTEMPTS; i++) {
    world.webhook.answers.push({ kind: 'retry', reason: 'answered 503' });
    await deliver(pointer, world.deliver);
    world.time += world.queue.enqueued.pop()?.delayMs ?? 0;
  }

  await deliver(pointer, world.deliver);

  expect(world.webhook.sent).toHaveLength(MAX_ATTEMPTS);
  expect(world.queue.enqueued).toEqual([]);
  expect(await stored(world, pointer)).toMatchObject({ state: 'dead', attempts: MAX_ATTEMPTS });
});

test('a target that is no longer configured makes its notifications dead', async () => {
  const world = await openWorld(storage.connection);
  const [pointer] = await failing(world);

  await deliver(pointer, { ...world.deliver, targets: new Map() });

  expect(await stored(world, pointer)).toMatchObject({ state: 'dead' });
});

test('only the newest of what waits is sent', async () => {
  const world = await openWorld(storage.connection);
  const pointers = [...(await failing(world)), ...(await failingMore(world))];

  await deliver(pointers[1] as NotificationPointer, world.deliver);
  await deliver(pointers[0] as NotificationPointer, world.deliver);

  expect(world.webhook.sent.map(({ type }) => type)).toEqual(['vpp.incident.updated']);
  expect((await stored(world, pointers[0]))?.state).toBe('superseded');
});

test('an older one that comes first is left out for the newer', async () => {
  const world = await openWorld(storage.connection);
  const pointers = [...(await failing(world)), ...(await failingMore(world))];

  for (const pointer of pointers) await deliver(pointer, world.deliver);

  expect(world.webhook.sent.map(({ type }) => type)).toEqual(['vpp.incident.updated']);
});

test('a newer one waits for the older that is being sent', async () => {
  const world = await openWorld(storage.connection);
  const [older] = await failing(world);
  const peer = holding(world);
  const sending = deliver(older, world.deliver);
  await peer.reached;
  const [newer] = await failingMore(world);

  await deliver(newer, world.deliver);
  const sentMeanwhile = world.webhook.sent.length;
  peer.release({ kind: 'delivered' });
  await sending;
  await deliver(newer, world.deliver);

  expect(sentMeanwhile).toBe(1);
  expect(world.webhook.sent.map(({ type }) => type)).toEqual(['vpp.incident.opened', 'vpp.incident.updated']);
});

test('each target has its own newest: one that lags does not hold up the other', async () => {
  const world = await openWorld(storage.connection);
  await send(world, { tenantId: freshTenant(), status: 'failed', lastSyncAt: at(0) });
  const log = world.queue.enqueued.map(({ pointer }) => pointer).filter(({ target }) => target === 'log');
  world.queue.take('webhook');

  await deliver(log[0] as NotificationPointer, world.deliver);

  expect((await stored(world, log[0]))?.state).toBe('delivered');
});

test('a message that keeps crashing makes its notification dead, visible with a reason', async () => {
  const world = await openWorld(storage.connection);
  const [pointer] = await failing(world);

  await bury(pointer, world.deliver);
  await deliver(pointer, world.deliver);

  expect(world.webhook.sent).toEqual([]);
  expect(await stored(world, pointer)).toMatchObject({ state: 'dead', lastError: expect.stringMatching(/again/) });
});

test('burying what was delivered leaves it delivered', async () => {
  const world = await openWorld(storage.connection);
  const [pointer] = await failing(world);
  await deliver(pointer, world.deliver);

  await bury(pointer, world.deliver);

  expect((await stored(world, pointer))?.state).toBe('delivered');
});

test('a message that points to nothing is done with', async () => {
  const world = await openWorld(storage.connection);

  await deliver({ tenantId: freshTenant(), incidentId: 'none', seq: 1, target: 'webhook' }, world.deliver);

  expect(world.queue.enqueued).toEqual([]);
});

let lastTenant = '';

/** A token fails: the messages for the webhook. */
async function failing(world: World): Promise<[NotificationPointer]> {
  lastTenant = freshTenant();
  await send(world, { tenantId: lastTenant, status: 'failed', lastSyncAt: at(-2 * MINUTE) });
  return world.queue.take('webhook') as [NotificationPointer];
}

/** The same token fails for the second time, which is critical. */
async function failingMore(world: World): Promise<[NotificationPointer]> {
  await send(world, { tenantId: lastTenant, status: 'failed', lastSyncAt: at(-MINUTE) });
  return world.queue.take('webhook') as [NotificationPointer];
}

async function stored(world: World, pointer: NotificationPointer | undefined): Promise<Notification | undefined> {
  return pointer && (await world.deliver.outbox.read(pointer))?.value;
}

/** Makes the next send last until it is released. */
function holding(world: World) {
  const { promise, resolve } = Promise.withResolvers<SendResult>();
  const reached = Promise.withResolvers<void>();
  const { send: original } = world.webhook;
  world.webhook.answers.push(promise);
  world.webhook.send = (notice) => {
    reached.resolve();
    return original.call(world.webhook, notice);
  };
  return { reached: reached.promise, release: resolve };
}
