import { TableClient } from '@azure/data-tables';
import { QueueClient } from '@azure/storage-queue';
import { expect, test } from 'vitest';
import type { SendOutcome } from '../../src/app/model/ports.ts';
import { DAY, HOUR, SECOND } from '../../src/domain/policy.ts';
import { StorageQueue } from '../../src/storage/queue.ts';
import { Table } from '../../src/storage/table.ts';
import { until } from '../support/app.ts';
import { DELIVERED, DOWN, REFUSED } from '../support/scripted.ts';
import { useStorage } from '../support/storage.ts';
import { at, type Instance, MINUTE, NOW, send, startInstance } from './instance.ts';

// What a table in memory cannot vouch for: ETags, filters and transactions of the service itself.

const storage = useStorage();
const tenantId = 'contoso';
let tables = 0;

test('what begins and ends is told once each, and then nothing is left to do', async () => {
  const { app } = await startApp();
  await send(app, { tenantId, status: 'failed', lastSyncAt: at(-1) });
  await deliver(app);
  await deliver(app);
  await send(app, { tenantId, status: 'completed', lastSyncAt: at(0) });
  await deliver(app);
  await deliver(app);

  expect(app.webhook.types).toEqual(['vpp.incident.opened', 'vpp.incident.resolved']);
  expect(await standings(app)).toEqual(['delivered']);
});

test('two runs at once send it once', async () => {
  const { app, another } = await startApp();
  const other = await another();
  await send(app, { tenantId, status: 'failed' });

  await Promise.all([deliver(app), deliver(other)]);

  expect([...app.webhook.attempts, ...other.webhook.attempts]).toHaveLength(1);
});

test('while one run sends, another goes away; one that came again is put behind the end of the guard', async () => {
  const { app, another } = await startApp();
  const other = await another();
  await send(app, { tenantId, status: 'failed' });
  const peer = hold(app);
  const running = deliver(app);
  await peer.reached;

  await other.deliver({ target: 'webhook' }, 1);
  await other.deliver({ target: 'webhook' }, 2);
  peer.release({ kind: 'delivered' });
  await running;

  expect(other.webhook.attempts).toEqual([]);
  expect(other.queue.woken).toEqual([{ wakeUp: { target: 'webhook', again: true }, delaySeconds: 55 }]);
});

test('who dies in the middle of a send leaves the rest to the next run: the same id is sent again', async () => {
  const { app: dead, another } = await startApp();
  const next = await another();
  await send(dead, { tenantId, status: 'failed' });
  const peer = hold(dead);
  void deliver(dead);
  await peer.reached;

  next.time = 46 * SECOND;
  await deliver(next);

  expect(next.webhook.attempts.map(({ notificationId }) => notificationId)).toEqual([
    dead.webhook.attempts[0]?.notificationId,
  ]);
});

test('a target that fails is left alone for a while, and then told what is true by then', async () => {
  const { app } = await startApp();
  await send(app, { tenantId, status: 'failed', lastSyncAt: at(-2) });
  app.webhook.answer = () => DOWN;
  await deliver(app);
  app.webhook.answer = () => DELIVERED;
  const pending = await standings(app);
  await send(app, { tenantId, tokenState: 'expired', lastSyncAt: at(-1), observedAt: at(-1) });
  app.time = 9 * SECOND;
  await deliver(app);
  const early = app.webhook.attempts.length;

  app.time = 12 * SECOND;
  await deliver(app);

  expect(pending).toEqual(['pending']);
  expect(early).toBe(1);
  expect(app.webhook.attempts.map(({ type, ...it }) => [type, 'cause' in it && it.cause])).toEqual([
    ['vpp.incident.opened', 'syncFailed'],
    ['vpp.incident.opened', 'tokenExpired'],
  ]);
});

test('what is refused is listed with its reason, and tried again when that is asked for', async () => {
  const { app } = await startApp();
  await send(app, { tenantId, status: 'failed' });
  app.webhook.answer = () => REFUSED;
  await deliver(app);
  app.webhook.answer = () => DELIVERED;
  const { items } = await app.notifications({ target: 'webhook', state: 'dead' }, { limit: 10 });

  const redriven = await app.redrive('webhook', { tenantId });
  await deliver(app);

  expect(items.map(({ subject, lastError }) => [subject, lastError])).toEqual([
    ['token-1', 'answered 400 Bad Request'],
  ]);
  expect(redriven).toBe(1);
  expect(await standings(app)).toEqual(['delivered']);
});

test('a silence holds what begins, and lifting it early lets it out', async () => {
  const { app } = await startApp();
  await app.silence(tenantId, '*', { until: NOW + 9 * HOUR, at: NOW, by: 'ana' });
  await send(app, { tenantId, status: 'failed' });
  await deliver(app);
  const held = await standings(app);

  await app.silence(tenantId, '*', undefined);
  await deliver(app);

  expect(held).toEqual(['silenced']);
  expect(app.webhook.types).toEqual(['vpp.incident.opened']);
});

test('eight tokens that fail in one cause, reported through two instances, are one group', async () => {
  const { app, another } = await startApp({ OUTBREAK_MIN: '5' });
  const other = await another();
  const failing = Array.from({ length: 8 }, (_, i) => ({ tenantId, tokenId: `t-${i}`, status: 'failed' }) as const);
  await Promise.all([send(app, ...failing.slice(0, 4)), send(other, ...failing.slice(4))]);
  app.time = 5 * SECOND;
  other.time = 5 * SECOND;

  await Promise.all([deliver(app), deliver(other)]);

  const sent = [...app.webhook.attempts, ...other.webhook.attempts];
  expect(sent.map(({ type }) => type)).toEqual(['vpp.outbreak.opened']);
  expect(await app.groups({ target: 'webhook' })).toMatchObject([{ counts: { open: 8 } }]);
});

test('a silent tenant is told once by two sweeps at once', async () => {
  const { app, another } = await startApp({ SILENT_AFTER: '1h' });
  const other = await another();
  await send(app, { tenantId, lastSyncAt: at(0) }, { tenantId, tokenId: 't-2', lastSyncAt: at(0) });
  for (app.time = 0; app.time < HOUR; app.time += 5 * MINUTE) await app.sweep();
  other.time = app.time;

  await Promise.all([app.sweep(), other.sweep()]);
  app.time += 5 * SECOND;
  await deliver(app);

  expect(app.webhook.attempts.map((it) => [it.type, 'cause' in it && it.cause])).toEqual([
    ['vpp.incident.opened', 'reporterSilent'],
  ]);
});

test('the expiries of forty tokens are one notice, and are not told again', async () => {
  const { app } = await startApp();
  const expiresAt = at(20 * DAY);
  await send(app, ...Array.from({ length: 40 }, (_, i) => ({ tenantId, tokenId: `t-${i}`, expiresAt })));

  for (const hours of [0, 24, 25, 48, 49]) {
    app.time = hours * HOUR;
    await app.sweep();
    app.time += 5 * SECOND;
    await deliver(app);
  }

  expect(app.webhook.attempts).toMatchObject([{ type: 'vpp.expiring', severity: 'info', tokens: { length: 40 } }]);
});

test('retention finds what is old, deletes it in groups, and leaves the rest', async () => {
  const { app, rows } = await startApp();
  await send(app, { tenantId, status: 'failed', deliveryId: 'idempotency-key:a/0', lastSyncAt: at(-MINUTE) });
  for (let i = 0; i < 120; i++) {
    app.time += MINUTE;
    await send(app, { tenantId, status: i % 2 ? 'completed' : 'inProgress', observedAt: at(app.time) });
  }
  await deliver(app);
  const before = await keysOf(rows);
  app.time = 500 * DAY;
  await send(app, { tenantId, tokenId: 'young', status: 'failed', observedAt: at(app.time) });
  await deliver(app);

  const deleted = await app.retain();

  const left = await keysOf(rows);
  expect(before.filter((key) => key.startsWith('history!'))).toHaveLength(121);
  expect(deleted).toBeGreaterThan(120);
  expect(
    left.filter((key) => /^(history|delivery|incident|timeline)!/.test(key)).map((key) => key.split('!')[0]),
  ).toEqual(['history', 'incident', 'timeline', 'timeline']);
  expect(left.filter((key) => key.startsWith('token!'))).toContain('token!token-1');
});

test('a wake-up goes through the real queue, which is made when it is first missed', async () => {
  const client = new QueueClient(storage.connection, 'vpp-notifications');
  const poison = new QueueClient(storage.connection, 'vpp-notifications-poison');
  const queue = new StorageQueue(client, poison);

  await queue.put({ target: 'webhook' }, 0);
  await queue.put({ target: 'log', again: true }, 600);

  const { receivedMessageItems } = await client.receiveMessages({ numberOfMessages: 32 });
  const texts = receivedMessageItems.map(({ messageText }) => Buffer.from(messageText, 'base64').toString());
  expect(texts).toEqual(['{"target":"webhook"}']);
  expect((await client.getProperties()).approximateMessagesCount).toBe(2);
});

/** Instances over a table of their own, so that their mailboxes hold nothing else. */
async function startApp(environment: Record<string, string> = {}) {
  const name = `Deliver${++tables}`;
  const client = TableClient.fromConnectionString(storage.connection, name, { allowInsecureConnection: true });
  const rows = new Table(client);
  const another = () => startInstance(storage.connection, environment, () => rows);
  return { app: await another(), another, rows };
}

function deliver(app: Instance): Promise<void> {
  return app.deliver({ target: 'webhook' }, 1);
}

/** Keeps a send until the test lets it go. */
function hold({ webhook }: Instance) {
  const { promise, resolve } = Promise.withResolvers<SendOutcome>();
  const send = webhook.send.bind(webhook);
  webhook.send = async (notice) => {
    await send(notice);
    return promise;
  };
  return { reached: until(() => webhook.attempts[0]), release: resolve };
}

/** How each subject stands with the webhook. */
async function standings(app: Instance): Promise<string[]> {
  const { items } = await app.notifications({ target: 'webhook' }, { limit: 100 });
  return items.map(({ standing }) => standing);
}

async function keysOf(rows: Table): Promise<string[]> {
  const keys: string[] = [];
  for await (const page of rows.pages({ partition: tenantId })) keys.push(...page.map(({ rowKey }) => rowKey));
  return keys;
}
