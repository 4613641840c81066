import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { acknowledgeIncident } from '../../../src/app/acknowledge/acknowledge.ts';
import type { Notice } from '../../../src/app/model/notice.ts';
import type { SendResult, Target } from '../../../src/app/model/ports.ts';
import { Secret } from '../../../src/app/model/secret.ts';
import { PAGERDUTY } from '../../../src/channels/pagerduty/send.ts';
import { MINUTE } from '../../../src/config/policy.ts';
import { contextWith } from '../../channels/contract.ts';
import { Fake, freezeTime, World } from '../../support/world.ts';

beforeEach(freezeTime);
afterEach(() => vi.useRealTimers());

test('an acknowledgement is passed on to PagerDuty under the id of the incident, once', async () => {
  const { world, events } = pagerDuty();
  const incidentId = await world.fail();

  const answers = [await acknowledge(world, incidentId, 'Ada'), await acknowledge(world, incidentId, 'Bob')];

  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(events.map(({ event_action, dedup_key }) => [event_action, dedup_key])).toEqual([
    ['trigger', incidentId],
    ['acknowledge', incidentId],
  ]);
});

test('what PagerDuty was not told of is not acknowledged there', async () => {
  const { world, events } = pagerDuty('critical');
  const incidentId = await world.fail();

  const { status } = await acknowledge(world, incidentId, 'Ada');

  expect([status, events]).toEqual([200, []]);
});

test('that PagerDuty does not take it does not undo it', async () => {
  const { world, events, refuse } = pagerDuty();
  const incidentId = await world.fail();
  refuse();

  const { status, json } = await acknowledge(world, incidentId, 'Ada');

  expect([status, json.acknowledged.by]).toEqual([200, 'Ada']);
  expect(events).toHaveLength(2);
  expect(world.lines.join()).toMatch(/pagerduty did not take the acknowledgement: answered 500/);
});

test('each sweep repeats the latest notice that arrived of every open incident, and of no other', async () => {
  const { world, target, refreshed } = forgetful();
  const [one, two] = [await world.fail({ tokenId: 'one' }), await world.fail({ tokenId: 'two' })];
  await world.fail({ tokenId: 'over' });
  await world.pass(MINUTE);
  await world.report({ tokenId: 'over', status: 'completed' });
  await world.fail({ tokenId: 'two' });
  target.answer = () => ({ kind: 'retry', reason: 'answered 503' });
  await world.fail({ tokenId: 'not-told' });

  await world.sweep();

  expect(
    refreshed()
      .flat()
      .map(({ notificationId }) => notificationId)
      .sort(),
  ).toEqual([`${one}-1`, `${two}-2`].sort());
});

test('many open incidents are repeated page by page, each once', async () => {
  const { world, refreshed } = forgetful();
  for (let i = 0; i < 250; i++)
    await world.report({ tenantId: `tenant-${i % 7}`, tokenId: `t-${i}`, status: 'failed' });
  await world.pass(10_000);

  await world.sweep();

  const ids = refreshed()
    .flat()
    .map(({ notificationId }) => notificationId);
  expect([ids.length, new Set(ids).size]).toEqual([250, 250]);
  expect(refreshed().map((page) => page.length)).toEqual([100, 100, 50]);
});

test('one that cannot be repeated to is left alone until the next sweep, and the sweep is complete', async () => {
  const { world, refreshed, answer } = forgetful();
  for (let i = 0; i < 250; i++) await world.report({ tokenId: `t-${i}`, status: 'failed' });
  await world.pass(10_000);
  answer({ kind: 'retry', reason: 'no answer within 10 s' });

  await world.sweep();

  const heartbeat = await world.app.sweep.system.readHeartbeat();
  expect(refreshed()).toHaveLength(1);
  expect(heartbeat?.completedAt).toBeGreaterThan(0);
  expect(world.lines.join()).toMatch(/could not be refreshed: no answer within 10 s/);
});

/** The real channel before a PagerDuty that keeps what it is sent. */
function pagerDuty(minSeverity?: 'critical') {
  const events: { readonly event_action: string; readonly dedup_key: string }[] = [];
  let status = 202;
  const fetch: typeof globalThis.fetch = async (_url, init) => {
    events.push(JSON.parse(String(init?.body)));
    return new Response(null, { status });
  };
  const settings = { routingKey: new Secret('key'), ...(minSeverity && { minSeverity }) };
  const target = PAGERDUTY.create('pagerduty', settings, contextWith({ fetch, now: Date.now }));
  const refuse = () => {
    status = 500;
  };
  return { world: new World([target, new Fake('log')]), events, refuse };
}

function acknowledge(world: World, incidentId: string, by: string) {
  return world.call(acknowledgeIncident, {}, { tenantId: 'contoso', incidentId }, { by });
}

/** A service that forgets what is not repeated. */
function forgetful() {
  const pages: (readonly Notice[])[] = [];
  let result: SendResult = { kind: 'delivered' };
  const target = new Fake('alertmanager');
  const whole: Target = {
    id: target.id,
    send: (notice) => target.send(notice),
    refresh: async (open) => {
      pages.push(open);
      return result;
    },
  };
  const answer = (it: SendResult) => {
    result = it;
  };
  return { world: new World([whole, new Fake('log')]), target, refreshed: () => pages, answer };
}
