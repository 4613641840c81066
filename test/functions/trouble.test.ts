import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sendTest } from '../../functions/notifications.ts';
import { troubled } from '../../src/app/deliver/target-health.ts';
import { testTargets } from '../../src/app/deliver/test-notification.ts';
import type { Notice } from '../../src/app/model/notice.ts';
import type { SendResult } from '../../src/app/model/ports.ts';
import { HOUR, MINUTE } from '../../src/domain/policy.ts';
import { Fake, freezeTime, World } from '../support/delivery-world.ts';

beforeEach(freezeTime);
afterEach(() => vi.useRealTimers());

const DOWN: SendResult = { kind: 'retry', reason: 'connection refused (ECONNREFUSED)' };
const DELIVERED: SendResult = { kind: 'delivered' };

test('a target that has only failed for an hour is told of through the others, once, with why', async () => {
  const { world, teams, slack, log } = channels();
  teams.answer = () => DOWN;
  await world.fail();

  await world.passSwept(HOUR - 10 * MINUTE);
  const early = troublesIn(slack);
  await world.passSwept(5 * HOUR);

  expect(early).toEqual([]);
  expect(troublesIn(slack)).toEqual([expect.stringMatching(/^teams has failed since 2026-03-10T12:0.*ECONNREFUSED/)]);
  expect(troublesIn(log)).toEqual(troublesIn(slack));
  expect(await illOf(world)).toEqual(['teams']);
});

test('two sweeps at once tell it once', async () => {
  const { world, teams, slack } = channels();
  teams.answer = () => DOWN;
  await world.fail();
  await world.pass(HOUR + MINUTE);

  await Promise.all([world.sweep(), world.sweep()]);
  await world.pass(5_000);

  expect(troublesIn(slack)).toHaveLength(1);
});

test('one that recovers is cleared, and when it fails again for an hour it is told again', async () => {
  const { world, teams, slack } = channels();
  teams.answer = () => DOWN;
  await world.fail();
  await world.passSwept(2 * HOUR);
  teams.answer = () => DELIVERED;
  await world.fail({ tokenId: 't-2' });
  const well = await illOf(world);

  teams.answer = () => DOWN;
  await world.pass(2 * MINUTE);
  await world.fail({ tokenId: 't-3' });
  await world.passSwept(2 * HOUR);

  expect(well).toEqual([]);
  expect(troublesIn(slack)).toHaveLength(2);
});

test('one that is mended is cleared by a test that arrives, before there is anything to tell', async () => {
  const { world, teams } = channels();
  teams.answer = () => ({ kind: 'refused', reason: 'answered 404 Not Found' });
  await world.fail();
  await world.passSwept(2 * HOUR);
  const ill = await illOf(world);

  teams.answer = () => DELIVERED;
  await world.call(sendTest, { target: 'teams' });

  expect([ill, await illOf(world)]).toEqual([['teams'], []]);
});

test('of several that fail at once those that are well are told, and not those that are ill', async () => {
  const { world, teams, slack, log } = channels();
  for (const target of [teams, slack]) target.answer = () => DOWN;
  await world.fail();
  await world.passSwept(2 * HOUR);

  expect(troublesIn(log).map((line) => line.split(' ')[0])).toEqual(['slack', 'teams']);
  expect((await world.notificationsTo('slack')).map(({ notice }) => notice.type)).toEqual(['vpp.incident.opened']);
  expect((await illOf(world)).sort()).toEqual(['slack', 'teams']);
});

test('where the only target fails, the log is told', async () => {
  const [teams, log] = [new Fake('teams', DOWN), new Fake('log')];
  const world = new World([teams, log]);
  await world.fail();

  await world.passSwept(2 * HOUR);

  expect(troublesIn(log)).toHaveLength(1);
});

test('one success within the hour begins the hour anew', async () => {
  const { world, teams, slack } = channels();
  teams.answer = () => DOWN;
  await world.fail();
  await world.passSwept(30 * MINUTE);
  teams.answer = () => DELIVERED;
  await world.fail({ tokenId: 't-2' });
  teams.answer = () => DOWN;
  await world.pass(2 * MINUTE);
  await world.fail({ tokenId: 't-3' });
  await world.passSwept(50 * MINUTE);

  expect(troublesIn(slack)).toEqual([]);
});

test('that a service asks for patience is no trouble', async () => {
  const { world, teams, slack } = channels();
  teams.answer = () => ({ kind: 'retry', reason: 'answered 429', retryAfterMs: 30 * MINUTE, free: true });
  await world.fail();

  await world.passSwept(3 * HOUR);

  expect([troublesIn(slack), await illOf(world)]).toEqual([[], []]);
});

test('rules do not keep anybody from hearing of it', async () => {
  const [teams, slack] = [new Fake('teams', DOWN), new Fake('slack')];
  const rules = [{ targets: ['teams'] }, { tenants: ['fabrikam'], targets: ['slack'] }];
  const world = new World([teams, slack, new Fake('log')], { rules });
  await world.fail();

  await world.passSwept(2 * HOUR);

  expect(slack.types).toEqual(['vpp.trouble']);
});

test('a target that is configured no longer is nobody’s trouble', async () => {
  const { world, slack } = channels();
  await world.app.sweep.health.writeTarget({ target: 'gone', failingSince: Date.now() - 2 * HOUR, lastError: 'x' });

  await world.passSwept(HOUR);

  expect(slack.sent).toEqual([]);
});

test('a test goes through every target at once, and the answer says for each what happened', async () => {
  const { world, teams, slack, log } = channels();
  teams.answer = () => ({ kind: 'refused', reason: 'answered 403 Forbidden' });

  const answer = await world.call(sendTest);

  expect(answer).toEqual({
    status: 200,
    json: {
      results: [
        { target: 'teams', outcome: 'failed', reason: 'answered 403 Forbidden' },
        { target: 'slack', outcome: 'delivered', reason: null },
        { target: 'log', outcome: 'delivered', reason: null },
      ],
    },
  });
  expect([teams, slack, log].map(({ types }) => types)).toEqual([[], ['vpp.test'], ['vpp.test']]);
});

test('a test may go to one target; one that is not on is 404, and the answer names those that are', async () => {
  const { world, slack, log } = channels();

  const one = await world.call(sendTest, { target: 'slack' });
  const none = await world.call(sendTest, { target: 'ntfy' });

  expect(one.json.results).toEqual([{ target: 'slack', outcome: 'delivered', reason: null }]);
  expect([slack.sent.length, log.sent.length]).toEqual([1, 0]);
  expect(none).toMatchObject({ status: 404, json: { detail: expect.stringMatching(/teams, slack, log/) } });
});

test('a test leaves no row behind that would be tried again', async () => {
  const { world, teams } = channels();
  teams.answer = () => DOWN;

  await world.call(sendTest);

  expect(await world.notificationsTo('teams')).toEqual([]);
  expect(await testTargets([], Date.now(), world.app.deliver.health)).toEqual([]);
});

function channels() {
  const [teams, slack, log] = [new Fake('teams'), new Fake('slack'), new Fake('log')] as const;
  return { world: new World([teams, slack, log]), teams, slack, log };
}

function troublesIn({ sent }: Fake): string[] {
  return sent.flatMap(({ notice }: { readonly notice: Notice }) =>
    notice.type === 'vpp.trouble' ? [...notice.problems] : [],
  );
}

/** The targets that health says are ill. */
async function illOf({ app }: World): Promise<string[]> {
  return troubled(await app.sweep.health.listTargets(), Date.now()).map(({ target }) => target);
}
