import { beforeEach, describe, expect, test } from 'vitest';
import { acknowledgeGroup, listGroups, silenceGroup } from '../../../functions/notifications.ts';
import { unsilenceOneToken } from '../../../functions/silences.ts';
import { REPORTER } from '../../../src/app/model/subject.ts';
import { DAY, HOUR, MINUTE } from '../../../src/domain/policy.ts';
import { NOON, PERIOD, ts, World } from '../../support/world.ts';

const FIVE = [1, 2, 3, 4, 5].map((i) => ({ tokenId: `t-${i}` }));

let world: World;
let groupId: string;

/** Five tokens that failed together, of which the first is well again. */
beforeEach(async () => {
  world = new World();
  await world.report(...FIVE.map((it) => ({ ...it, status: 'failed' as const, lastSyncAt: ts(NOON) })));
  world.now = NOON + MINUTE;
  await world.report({ tokenId: 't-1' });
  await world.run(NOON + 20 * MINUTE);
  const [group] = await world.app.groups({ target: 'pager' });
  groupId = group?.id ?? '';
  world.told();
});

test('a group is listed with its counts and who is still open', async () => {
  const { json } = await world.call(listGroups, { query: { target: 'pager' } });

  expect(json).toEqual({
    value: [
      {
        target: 'pager',
        groupId,
        kind: 'cause',
        cause: 'syncFailed',
        scope: null,
        state: 'delivered',
        lastError: null,
        openedAt: expect.stringMatching(/^2026-03-10T12:00/),
        endedAt: null,
        counts: { open: 4, recovered: 1, moved: 0 },
        openMembers: ['t-2', 't-3', 't-4', 't-5'].map((tokenId) => ({ tenantId: 'contoso', tokenId })),
      },
    ],
    continuation: null,
  });
});

test('without a target those of all targets are listed, the newest first', async () => {
  world.now += DAY;
  await world.report(...FIVE.map(({ tokenId }) => ({ tokenId: `x${tokenId}`, tokenState: 'invalid' })));

  const { json } = await world.call(listGroups);

  const shown = json.value.map((it: { target: string; cause: string }) => `${it.target} ${it.cause}`);
  expect(shown.slice(0, 2).sort()).toEqual(['log tokenInvalid', 'pager tokenInvalid']);
  expect(shown.slice(2).sort()).toEqual(['log syncFailed', 'pager syncFailed']);
});

test('acknowledging a group acknowledges those of its members that are open, for all targets', async () => {
  const answer = await world.call(acknowledgeGroup, { ...group(), body: { by: 'ana', note: 'known' } });

  const open = await Promise.all(['t-2', 't-5'].map((id) => world.incident(id)));
  expect(answer).toEqual({ status: 200, json: { acknowledged: 4 } });
  expect(open).toMatchObject([{ acknowledged: { by: 'ana', note: 'known' } }, { acknowledged: { by: 'ana' } }]);
  expect((await world.incident('t-1')).acknowledged).toBeUndefined();
});

test('so no reminder of it comes the next morning', async () => {
  await world.call(acknowledgeGroup, { ...group(), body: { by: 'ana' } });
  // It worsens once more, which ends the acknowledgement; from then on it is acknowledged again.
  await world.run(NOON + 22 * HOUR, HOUR);
  const worse = world.told();
  await world.call(acknowledgeGroup, { ...group(), body: { by: 'ana' } });

  await world.run(NOON + 46 * HOUR, HOUR);

  expect(worse).toEqual(['outbreak.updated syncFailed names 4: 4 open, 1 recovered']);
  expect(world.told()).toEqual([]);
});

test('silencing a group silences those of its members that are open', async () => {
  const answer = await world.call(silenceGroup, { ...group(), body: { for: '2h', by: 'ana' } });
  await world.report(...FIVE.map((it) => ({ ...it, tokenState: 'invalid' })));
  await world.run(world.now + PERIOD);
  const held = world.told();
  await world.run(world.now + 2 * HOUR + PERIOD);

  expect(answer).toEqual({ status: 200, json: { silenced: 4 } });
  expect(held).toEqual(['opened contoso/t-1 tokenInvalid critical']);
  // Four are too few for an outbreak of their own; the one that they leave has nobody left.
  expect(world.told()).toEqual([
    ...['t-2', 't-3', 't-4', 't-5'].map((id) => `updated worse contoso/${id} tokenInvalid critical`),
    'outbreak.resolved syncFailed names 0: 4 moved',
  ]);
});

test('silencing a group of silent tenants silences what is said of them, and says so in their timelines', async () => {
  const here = new World({ outbreakMin: 2 });
  await here.report({ tenantId: 'a' }, { tenantId: 'b' });
  await here.run(here.now + 50 * HOUR + PERIOD, HOUR);
  const [{ id } = { id: '' }] = await here.app.groups({ target: 'pager' });

  const answer = await here.call(silenceGroup, {
    params: { target: 'pager', groupId: id },
    body: { for: '2d', by: 'ana' },
  });
  await here.report({ tenantId: 'a' });
  await here.run(here.now + PERIOD);

  const incident = await here.incident(REPORTER, 'a');
  expect(answer.json).toEqual({ silenced: 2 });
  expect(await here.timeline(incident.id, 'a')).toContain('silenced');
  expect(incident.resolvedAt).toBeDefined();
  expect(await here.standings()).toContain('a/_reporter silenced');

  const lifted = await here.call(unsilenceOneToken, { params: { tenantId: 'a', tokenId: REPORTER } });

  expect(lifted.status).toBe(204);
  expect(await here.standings()).toContain('a/_reporter delivered');
});

describe.each([
  { what: 'acknowledge', handle: acknowledgeGroup, body: { by: 'ana' } },
  { what: 'silence', handle: silenceGroup, body: { by: 'ana', for: '1h' } },
])('to $what', ({ handle, body }) => {
  test.each([
    ['a group that is not there', { target: 'pager', groupId: '01J0000000000000000000NONE' }],
    ['a target that is not there', { target: 'none', groupId: '01J0000000000000000000NONE' }],
  ])('%s is 404', async (_what, params) => {
    expect(await world.call(handle, { params, body })).toMatchObject({ status: 404 });
  });

  test('without saying who is 400', async () => {
    expect(await world.call(handle, { ...group(), body: {} })).toMatchObject({ status: 400 });
  });
});

function group() {
  return { params: { target: 'pager', groupId } };
}
