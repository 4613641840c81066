import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Secret } from '../../../src/app/model/secret.ts';
import type { Notification } from '../../../src/app/model/state.ts';
import { withPatience } from '../../../src/channels/patience.ts';
import { SLACK } from '../../../src/channels/slack/send.ts';
import { SECOND } from '../../../src/config/policy.ts';
import { contextWith } from '../../channels/contract.ts';
import { Fake, freezeTime, World } from '../../support/world.ts';
import { incidentNotice } from '../channels/notices.ts';

// Time is simulated: rate-limiter-flexible and cockatiel live by `Date.now` and `setTimeout`, which stand still here
// until a test lets them run. What Slack says comes through the real channel.

beforeEach(freezeTime);
afterEach(() => vi.useRealTimers());

test('a thousand due notifications leave to Slack at one a second, none is refused, and each waits in line once', async () => {
  const { service, target } = slack();
  const world = new World([target, new Fake('log')]);
  const due = await dueTo('slack', 1_000, world);

  await world.app.redrive.publish(due, Date.now());
  await world.pass(1_005 * SECOND);

  const states = new Set((await world.notificationsTo('slack')).map(({ state, attempts }) => `${state} ${attempts}`));
  expect([service.taken.length, service.refused.length]).toEqual([1_000, 0]);
  expect(states).toEqual(new Set(['delivered 1']));
  expect(world.calls).toBeLessThan(2_000);
});

test('a few at once go without coming back', async () => {
  const { service, target } = slack();
  const world = new World([target, new Fake('log')]);

  await world.app.redrive.publish(await dueTo('slack', 4, world), Date.now());
  await world.pass(5 * SECOND);

  expect([service.taken.length, service.refused.length, world.calls]).toEqual([4, 0, 4]);
});

test('what is to go to others is not held up by a line of a thousand', async () => {
  const { target } = slack();
  const other = new Fake('other');
  const world = new World([target, other, new Fake('log')]);
  const due = [...(await dueTo('slack', 1_000, world)), ...(await dueTo('other', 50, world))];

  await world.app.redrive.publish(due, Date.now());
  await world.pass(5 * SECOND);

  expect(other.sent).toHaveLength(50);
});

test('a newcomer does not push in front of the line', async () => {
  const { service, target } = slack();
  const world = new World([target, new Fake('log')]);
  await world.app.redrive.publish(await dueTo('slack', 30, world), Date.now());
  await world.pass(10 * SECOND);

  const [newcomer] = await dueTo('slack', 1, world, 'NEWCOMER');
  await world.app.redrive.publish(newcomer ? [newcomer] : [], Date.now());
  await world.pass(40 * SECOND);

  expect(service.texts.findIndex((text) => text.includes('NEWCOMER'))).toBe(30);
});

test('those in line that are replaced by newer ones leave no gap for ever', async () => {
  const { service, target } = slack();
  const world = new World([target, new Fake('log')]);
  const due = await dueTo('slack', 30, world);
  await world.app.redrive.publish(due, Date.now());
  await world.pass(3 * SECOND);
  for (const it of due.slice(10)) {
    const stored = await world.app.deliver.outbox.read(it);
    if (stored?.value.state === 'pending') {
      await world.app.deliver.outbox.update(stored, { ...stored.value, state: 'superseded' });
    }
  }

  await world.pass(60 * SECOND);
  const before = service.taken.length;
  await world.app.redrive.publish(await dueTo('slack', 1, world, 'LATER'), Date.now());
  await world.pass(2 * SECOND);

  expect(service.taken).toHaveLength(before + 1);
});

test('a 429 costs no attempt, and nothing is sent before its Retry-After is over', async () => {
  const { service, target } = slack();
  const world = new World([target, new Fake('log')]);
  service.busyUntil = Date.now() + 90 * SECOND;

  await world.app.redrive.publish(await dueTo('slack', 3, world), Date.now());
  await world.pass(89 * SECOND);
  const [refused, waiting] = [service.refused.length, await world.notificationsTo('slack')];
  await world.pass(20 * SECOND);

  expect(refused).toBe(1);
  expect(waiting.map(({ state, attempts }) => [state, attempts])).toEqual(Array(3).fill(['pending', 0]));
  expect(service.taken).toHaveLength(3);
  expect((await world.notificationsTo('slack')).map(({ attempts }) => attempts)).toEqual([1, 1, 1]);
});

/** The Slack channel before a Slack that takes one message a second and answers 429 to any more. */
function slack() {
  const service = { taken: [] as number[], refused: [] as number[], texts: [] as string[], busyUntil: 0 };
  const fetch: typeof globalThis.fetch = async (_url, init) => {
    const now = Date.now();
    const waitMs = Math.max(service.busyUntil, (service.taken.at(-1) ?? 0) + SECOND) - now;
    if (waitMs > 0) {
      service.refused.push(now);
      const headers = { 'retry-after': String(Math.ceil(waitMs / SECOND)) };
      return new Response('rate_limited', { status: 429, headers });
    }
    service.taken.push(now);
    service.texts.push(String(init?.body));
    return new Response('ok');
  };
  const url = new Secret('https://hooks.slack.example/services/T/B/x');
  const channel = SLACK.create('slack', { url }, contextWith({ fetch, now: Date.now }));
  return { service, target: withPatience(channel, 1, Date.now) };
}

/** So many reminders to one target, each of an incident of its own, due now. */
async function dueTo(target: string, count: number, world: World, name = 'INCIDENT'): Promise<readonly Notification[]> {
  const now = Date.now();
  const due = Array.from({ length: count }, (_, i): Notification => {
    const incidentId = `${name}-${target}-${i}`;
    const notice = incidentNotice({
      type: 'vpp.incident.reminder',
      incidentId,
      notificationId: `${incidentId}-2`,
      token: { displayName: name },
    });
    const pointer = { tenantId: `tenant-${i % 20}`, incidentId, seq: 2, target };
    return { ...pointer, notice, state: 'pending', createdAt: now, dueAt: now, attempts: 0 };
  });
  for (const it of due) {
    const { tenantId } = it;
    await world.app.ingest.tenants.ensureTenant(tenantId);
    await world.app.deliver.outbox.insert([it]);
  }
  return due;
}
