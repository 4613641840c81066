import { describe, expect, test } from 'vitest';
import { getIncident } from '../../../functions/incidents.ts';
import { listNotifications, redrive, sendTest } from '../../../functions/notifications.ts';
import { BadContinuation } from '../../../src/app/model/ports.ts';
import { MINUTE, SECOND } from '../../../src/domain/policy.ts';
import { DELIVERED, DOWN, REFUSED, Scripted } from '../../support/scripted.ts';
import { type Fields, NOON, World } from '../../support/world.ts';

const FAILED: Fields = { status: 'failed' };

describe('redrive', () => {
  test('what is dead is told under the same id, and the timeline says so', async () => {
    const { world, teams } = broken();
    await world.report(FAILED);
    teams.answer = () => DELIVERED;

    const answer = await redriven(world, { target: 'teams' });

    const { id } = await world.incident();
    expect(answer).toEqual({ status: 202, json: { redriven: 1 } });
    expect(teams.taken.map(({ notificationId }) => notificationId)).toEqual([`${id}-1`]);
    expect(await world.timeline(id)).toEqual(['report', 'notice', 'redriven']);
    expect(await world.standings('teams')).toEqual(['contoso/t-1 delivered']);
  });

  test('it is what is true now that is told, once', async () => {
    const { world, teams } = broken();
    await world.report(FAILED);
    await world.report({ ...FAILED, tokenState: 'invalid' });
    teams.answer = () => DELIVERED;

    await redriven(world, { target: 'teams' });

    expect(teams.taken).toMatchObject([{ type: 'vpp.incident.opened', cause: 'tokenInvalid' }]);
  });

  test('an end of which nothing was heard is none', async () => {
    const { world, teams } = broken();
    await world.report(FAILED);
    world.now += MINUTE;
    await world.report();
    teams.answer = () => DELIVERED;

    await redriven(world, { target: 'teams' });

    expect(teams.taken).toEqual([]);
    expect(await world.standings('teams')).toEqual(['contoso/t-1 missed']);
  });

  test('it has all its attempts again, and a day', async () => {
    const { world, teams } = broken();
    await world.report(FAILED);
    teams.answer = () => DOWN;

    await redriven(world, { target: 'teams' });

    expect(await listed(world, { target: 'teams' })).toMatchObject([{ state: 'pending', attempts: 1 }]);
  });

  test.each([
    [{ target: 'teams' }, 4],
    [{ target: 'teams', tenantId: 'a' }, 2],
    [{ target: 'teams', tenantId: 'a', tokenId: 't-2' }, 1],
    [{ target: 'teams', tenantId: 'nobody' }, 0],
    [{ target: 'slack' }, 0],
  ])('what is meant is named: %j', async (query, count) => {
    const { world, teams, slack } = broken();
    for (const tenantId of ['a', 'b']) {
      for (const tokenId of ['t-1', 't-2']) await world.report({ ...FAILED, tenantId, tokenId });
    }
    teams.answer = () => DELIVERED;
    const before = slack.attempts.length;

    const answer = await redriven(world, query);

    expect(answer.json).toEqual({ redriven: count });
    expect([teams.taken.length, slack.attempts.length]).toEqual([count, before]);
  });

  test('one of an earlier incident leaves nothing in the timeline of the present one', async () => {
    const { world } = broken({ flapWindow: MINUTE });
    await world.report(FAILED);
    const before = await world.incident();
    world.now += MINUTE;
    await world.report();
    world.now += 10 * MINUTE;
    await redriven(world, { target: 'teams' });

    expect(await world.timeline(before.id)).toEqual(['report', 'notice', 'report', 'notice']);
  });

  test('takes a target that is on', async () => {
    const { world } = broken();

    const answers = [await redriven(world, { target: 'ntfy' }), await redriven(world, {})];

    expect(answers.map(({ status }) => status)).toEqual([404, 400]);
    expect(answers[0]?.json.detail).toMatch(/"ntfy".*teams, slack, log/);
  });
});

describe('the list of notifications', () => {
  test('says of each how it stands, with what was heard or why not', async () => {
    const { world } = broken();
    await world.report(FAILED);
    const { id } = await world.incident();
    const nothing = { attempts: 0, triedSince: null, nextAttemptAt: null, silencedUntil: null, lastError: null };

    const [taken] = await listed(world, { target: 'slack' });
    const [refused] = await listed(world, { state: 'dead' });

    expect(taken).toEqual({
      ...nothing,
      target: 'slack',
      tenantId: 'contoso',
      tokenId: 't-1',
      state: 'delivered',
      heard: {
        state: 'open',
        incidentId: id,
        cause: 'syncFailed',
        severity: 'warning',
        at: '2026-03-10T12:00:00.000Z',
        message: `${id}-1`,
        groupId: null,
      },
      maybe: [],
    });
    expect(refused).toMatchObject({
      target: 'teams',
      state: 'dead',
      heard: null,
      lastError: 'answered 400 Bad Request',
    });
  });

  test('says of what is tried again since when and until when', async () => {
    const { world, teams } = broken();
    teams.answer = () => ({ kind: 'notTaken', reason: 'answered 429', retryAfterMs: 9 * MINUTE });
    await world.report(FAILED);

    const [pending] = await listed(world, { target: 'teams' });

    expect(pending).toMatchObject({
      state: 'pending',
      lastError: 'answered 429',
      triedSince: '2026-03-10T12:00:00.000Z',
    });
    expect(Date.parse(pending.nextAttemptAt)).toBeGreaterThanOrEqual(NOON);
  });

  test.each([
    [{ tenantId: 'b' }, 6],
    [{ tenantId: 'b', target: 'slack' }, 2],
    [{ tokenId: 't-2' }, 6],
    [{ state: 'dead' }, 4],
    [{ state: 'delivered' }, 8],
    [{ state: 'missed' }, 0],
  ])('is filtered: %j', async (query, count) => {
    const { world } = broken();
    for (const tenantId of ['a', 'b']) {
      for (const tokenId of ['t-1', 't-2']) await world.report({ ...FAILED, tenantId, tokenId });
    }

    expect(await listed(world, query)).toHaveLength(count);
  });

  test('comes page by page, each once', async () => {
    const { world } = broken();
    for (const tokenId of ['t-1', 't-2', 't-3']) await world.report({ ...FAILED, tokenId });
    const seen: string[] = [];

    for (let continuation: string | undefined; ; ) {
      const query = { limit: '2', ...(continuation && { continuation }) };
      const { json } = await world.call(listNotifications, { query });
      seen.push(...json.value.map((it: { target: string; tokenId: string }) => `${it.target} ${it.tokenId}`));
      if (!json.continuation) break;
      continuation = json.continuation;
    }

    const targets = ['log', 'slack', 'teams'];
    expect(seen).toEqual(targets.flatMap((target) => ['t-1', 't-2', 't-3'].map((id) => `${target} ${id}`)));
  });

  test.each(['state=sent', 'limit=0', 'tenantId=a/b', 'who=me'])('by %s is refused', async (text) => {
    const { world } = broken();

    const answer = await world.call(listNotifications, { query: Object.fromEntries([text.split('=')]) });

    expect(answer).toMatchObject({ status: 400, json: { errors: [{ pointer: `?${text.split('=')[0]}` }] } });
  });

  test.each(['x', 'W10', Buffer.from('["a","b",7]').toString('base64url')])(
    'goes on from no %s',
    async (continuation) => {
      const { world } = broken();

      // The route's registration turns it into a 400; here it is called past that.
      await expect(world.call(listNotifications, { query: { continuation } })).rejects.toThrow(BadContinuation);
    },
  );

  test('stands in an incident’s view: what each target heard, or why not', async () => {
    const { world } = broken();
    await world.report(FAILED);
    const { id } = await world.incident();

    const { json } = await world.call(getIncident, { params: { tenantId: 'contoso', incidentId: id } });

    expect(json.notifications).toMatchObject([
      { target: 'log', state: 'delivered' },
      { target: 'slack', state: 'delivered', heard: { message: `${id}-1` } },
      { target: 'teams', state: 'dead', lastError: 'answered 400 Bad Request' },
    ]);
  });
});

describe('a test', () => {
  test('goes through every target at once, past pauses, and the answer says for each what happened', async () => {
    const { world, teams } = broken();
    teams.answer = () => DOWN;
    await world.report(FAILED);

    const answer = await world.call(sendTest);

    expect(answer).toEqual({
      status: 200,
      json: {
        results: [
          { target: 'teams', outcome: 'failed', reason: 'connection refused (ECONNREFUSED)' },
          { target: 'slack', outcome: 'delivered', reason: null },
          { target: 'log', outcome: 'delivered', reason: null },
        ],
      },
    });
  });

  test('may go to one target; one that is not on is 404, and the answer names those that are', async () => {
    const { world, slack, teams } = broken();

    const one = await world.call(sendTest, { query: { target: 'slack' } });
    const none = await world.call(sendTest, { query: { target: 'ntfy' } });

    expect(one.json.results).toEqual([{ target: 'slack', outcome: 'delivered', reason: null }]);
    expect([slack.types, teams.attempts]).toEqual([['vpp.test'], []]);
    expect(none).toMatchObject({ status: 404, json: { detail: expect.stringMatching(/teams, slack, log/) } });
  });

  test('leaves nothing behind that would be tried again', async () => {
    const { world } = broken();

    await world.call(sendTest);
    await world.run(world.now + MINUTE + SECOND);

    expect(await world.standings('teams')).toEqual([]);
  });
});

/** Teams refuses everything, Slack takes everything. */
function broken(policy = {}) {
  const [teams, slack] = [new Scripted('teams', REFUSED), new Scripted('slack')] as const;
  return { world: new World({ targets: [teams, slack], policy, outbreakMin: 100 }), teams, slack };
}

function redriven(world: World, query: Record<string, string>) {
  return world.call(redrive, { query });
}

async function listed(world: World, query: Record<string, string>) {
  return (await world.call(listNotifications, { query })).json.value;
}
