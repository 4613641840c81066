import { expect, test } from 'vitest';
import { deliver } from '../../../functions/deliver.ts';
import { getIncident } from '../../../functions/incidents.ts';
import type { OutbreakNotice } from '../../../src/app/model/notice.ts';
import { OUTBREAKS } from '../../../src/app/model/ports.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/domain/policy.ts';
import { type Fields, NOON, type Options, PERIOD, ts, World } from '../../support/world.ts';

const FAILED = { status: 'failed' } as const;

test('the first four that fail are told singly, the fifth within 15 minutes is told as an outbreak', async () => {
  const world = new World();

  for (let i = 1; i <= 7; i++) {
    await world.report({ ...FAILED, tenantId: `tenant-${i}` });
    world.now += MINUTE;
  }

  expect(world.told()).toEqual([
    'opened tenant-1/t-1 syncFailed warning',
    'opened tenant-2/t-1 syncFailed warning',
    'opened tenant-3/t-1 syncFailed warning',
    'opened tenant-4/t-1 syncFailed warning',
    'outbreak.opened syncFailed 5 of 5',
  ]);
});

test.each([
  { apart: 15 * MINUTE - SECOND, last: 'outbreak.opened syncFailed 5 of 5' },
  { apart: 15 * MINUTE, last: 'outbreak.opened syncFailed 5 of 5' },
  { apart: 15 * MINUTE + SECOND, last: 'opened tenant-5/t-1 syncFailed warning' },
])('five are an outbreak within 15 minutes and not beyond: $apart ms', async ({ apart, last }) => {
  const world = new World();
  await each(world, [1, 2, 3, 4], FAILED);

  world.now += apart;
  await each(world, [5], FAILED);

  expect(world.told().at(-1)).toBe(last);
});

test('causes are counted each for itself', async () => {
  const world = new World();
  await each(world, [1, 2, 3, 4], FAILED);

  await each(world, [5, 6, 7, 8], { tokenState: 'invalid' });

  expect(world.told().filter((line) => line.startsWith('outbreak'))).toEqual([]);
});

test('openings of an array wait a minute, and then even the first is told with the others', async () => {
  const world = new World();
  await world.report(...[1, 2, 3, 4, 5].map((i) => ({ ...FAILED, tenantId: `tenant-${i}` })));

  await world.run(NOON + MINUTE - SECOND);
  const early = world.told();
  await world.run(NOON + MINUTE);

  expect(early).toEqual([]);
  expect(world.told()).toEqual(['outbreak.opened syncFailed 5 of 5']);
});

test('four of an array are too few, and are told singly after that minute', async () => {
  const world = new World();
  await world.report(...[1, 2, 3, 4].map((i) => ({ ...FAILED, tenantId: `tenant-${i}` })));

  await world.run(NOON + MINUTE);

  expect(world.told()).toHaveLength(4);
});

test('a single one is told at once', async () => {
  const world = new World();

  await world.report(FAILED);

  expect(world.told()).toEqual(['opened contoso/t-1 syncFailed warning']);
});

test('an array that fails and is well again within that minute is not told token by token', async () => {
  const world = new World();
  const tokens = Array.from({ length: 40 }, (_, i) => ({ tenantId: `tenant-${i}` }));
  await world.report(...tokens.map((token) => ({ ...token, ...FAILED })));
  world.now += 20 * SECOND;

  await world.report(...tokens);
  await world.run(NOON + HOUR);

  expect(world.told().length).toBeLessThanOrEqual(2);
});

test('nor is one that fails for the second time within it', async () => {
  const world = new World();
  const tokens = Array.from({ length: 40 }, (_, i) => ({ tenantId: `tenant-${i}`, ...FAILED }));
  await world.report(...tokens);
  world.now += 20 * SECOND;

  await world.report(...tokens);
  await world.run(NOON + HOUR);

  expect(world.told()).toEqual(['outbreak.opened syncFailed 40 of 40']);
});

test('many that began together are told as one even where nobody could be told for an hour', async () => {
  const world = new World();
  for (let i = 0; i < 40; i++) await world.post(world.app, { tenantId: `tenant-${i}`, ...FAILED });
  world.loseMessages();

  await world.sweepAt(NOON + HOUR);

  const lines = world.told();
  expect(lines).toContain('outbreak.opened syncFailed 5 of 5');
  expect(lines.filter((line) => line.startsWith('opened')).length).toBeLessThanOrEqual(4);
});

test('the notice names the tenants, the worst hit first, and what they seem to share', async () => {
  const world = new World();
  await world.report(
    ...[1, 2].map((i) => ({ ...FAILED, tenantId: 'a', tokenId: `t-${i}` })),
    ...[1, 2, 3].map((i) => ({ ...FAILED, tenantId: 'b', tokenId: `t-${i}`, displayName: `Token ${i}` })),
  );

  await world.run(NOON + MINUTE);

  const notice = outbreaksOf(world)[0];
  expect(notice).toMatchObject({ cause: 'syncFailed', severity: 'warning', suspect: 'apple', tokenCount: 5 });
  expect(notice?.tenants.map(({ tenantId, tokenCount }) => [tenantId, tokenCount])).toEqual([
    ['b', 3],
    ['a', 2],
  ]);
  expect(notice?.tenants[0]?.tokens).toContainEqual({ tokenId: 't-1', label: { displayName: 'Token 1' } });
});

test.each([
  {
    what: 'one Apple ID',
    fields: (i: number) => ({ tenantId: `t-${i}`, appleId: 'v***@example.com' }),
    suspect: 'appleId',
  },
  {
    what: 'one tenant',
    fields: (i: number) => ({ tokenId: `t-${i}`, appleId: `${i}***@example.com` }),
    suspect: 'tenant',
  },
  {
    what: 'neither',
    fields: (i: number) => ({ tenantId: `t-${i}`, appleId: `${i}***@example.com` }),
    suspect: 'apple',
  },
])('the suspect of what shares $what is $suspect', async ({ fields, suspect }) => {
  const world = new World();

  for (let i = 1; i <= 5; i++) await world.report({ ...FAILED, ...fields(i) });

  expect(outbreaksOf(world)[0]?.suspect).toBe(suspect);
});

test('syncs that hang everywhere point to Intune', async () => {
  const world = new World();
  await each(world, [1, 2, 3, 4, 5], { status: 'inProgress' });

  await world.sweepAt(NOON + 6 * HOUR);

  expect(outbreaksOf(world)[0]).toMatchObject({ cause: 'syncStuck', suspect: 'intune' });
});

test('tenants that fall silent all at once are an outbreak', async () => {
  const world = new World();
  await twoTokensEach(world, [1, 2, 3, 4, 5, 6]);
  await world.sweep();

  await world.sweepAt(NOON + 50 * HOUR);

  const lines = world.told();
  expect(lines.filter((line) => line.startsWith('opened'))).toHaveLength(4);
  expect(lines.at(-1)).toBe('outbreak.opened reporterSilent 5 of 5');
});

test('an outbreak is told again when it has doubled', async () => {
  const world = await begun(5);
  await each(world, range(6, 10), FAILED);

  await world.run(NOON + 20 * MINUTE);

  expect(world.told()).toEqual(['outbreak.updated syncFailed 10 of 10']);
});

test('nine of five have not doubled', async () => {
  const world = await begun(5);
  await each(world, range(6, 9), FAILED);

  await world.run(NOON + 30 * MINUTE);

  expect(world.told()).toEqual([]);
});

test.each([
  { when: 'one second before', by: -SECOND, updates: 0 },
  { when: 'exactly at', by: 0, updates: 1 },
  { when: 'one second after', by: SECOND, updates: 1 },
])('it is told again no sooner than ten minutes after it was told, $when', async ({ by, updates }) => {
  const world = await begun(5);
  await each(world, range(6, 12), FAILED);

  await world.sweepAt(NOON + MINUTE + 10 * MINUTE + by);

  expect(world.told()).toHaveLength(updates);
});

test.each([
  { well: 8, told: [] },
  { well: 9, told: ['outbreak.resolved syncFailed 1 of 10'] },
  { well: 10, told: ['outbreak.resolved syncFailed 0 of 10'] },
])('of ten members it is over when nine are well: $well', async ({ well, told }) => {
  const world = await begun(10);
  world.now += MINUTE;
  await each(world, range(1, well), {});

  await world.sweep();

  expect(world.told()).toEqual(told);
});

test('the members say nothing of their own: not of worsening, nor reminders, nor of their end', async () => {
  const world = await begun(5);
  world.now += MINUTE;
  await each(world, range(1, 5), FAILED);
  await world.run(NOON + 2 * DAY, HOUR);
  const meanwhile = world.told();

  await each(world, range(1, 5), {});
  await world.run(world.now + PERIOD);

  expect(meanwhile).toEqual([]);
  expect(world.told()).toEqual(['outbreak.resolved syncFailed 0 of 5']);
});

test('who was told singly before it became an outbreak hears of its own end', async () => {
  const world = new World();
  await each(world, range(1, 5), FAILED);
  world.told();
  world.now += MINUTE;

  await each(world, range(1, 5), {});

  expect(world.told().sort()).toEqual(range(1, 4).map((i) => `resolved tenant-${i}/t-1 syncFailed warning completed`));
});

test('a deeper cause of a member is told by itself, and so is its end', async () => {
  const world = await begun(5);
  world.now += MINUTE;
  await world.report({ tenantId: 'tenant-1', tokenState: 'invalid', ...FAILED });
  world.now += MINUTE;

  await world.report({ tenantId: 'tenant-1', tokenState: 'valid' });

  expect(world.told()).toEqual([
    'updated worse tenant-1/t-1 tokenInvalid critical',
    'resolved tenant-1/t-1 tokenInvalid critical completed',
  ]);
});

test('a member says why it is quiet, and which outbreak it belongs to', async () => {
  const world = await begun(5);
  const [outbreak] = await world.app.sweep.outbreaks.listOutbreaks();
  const { id } = await world.incident('t-1', 'tenant-1');

  const { json } = await world.call(getIncident, { tenantId: 'tenant-1', incidentId: id });

  expect(json).toMatchObject({
    outbreakId: outbreak?.value.incident.id,
    reason: 'not sent: part of an alert about several incidents',
  });
  expect(await world.timeline(id, 'tenant-1')).toContain('grouped');
});

test('its members can be read in the API', async () => {
  const world = await begun(5);
  const [outbreak] = await world.app.sweep.outbreaks.listOutbreaks();
  const incidentId = outbreak?.value.incident.id ?? '';

  const { json } = await world.call(getIncident, { tenantId: OUTBREAKS, incidentId });

  const members: { tenantId: string; incidentId: string }[] = json.members;
  const first = members.find(({ tenantId }) => tenantId === 'tenant-1');
  expect(members.map(({ tenantId }) => tenantId).sort()).toEqual(range(1, 5).map((i) => `tenant-${i}`));
  expect(first).toMatchObject({
    tokenId: 't-1',
    incidentId: (await world.incident('t-1', 'tenant-1')).id,
    openedAt: '2026-03-10T12:00:00.000Z',
  });
});

test.each([
  { when: 'one second before', by: -SECOND, told: [] },
  { when: 'exactly at', by: 0, told: ['opened tenant-10/t-1 syncFailed critical'] },
  { when: 'one second after', by: SECOND, told: ['opened tenant-10/t-1 syncFailed critical'] },
])('a member that outlives it by a day is told by itself, $when', async ({ by, told }) => {
  const world = await begun(10);
  world.now += MINUTE;
  await each(world, range(1, 9), {});
  await world.sweep();
  const end = world.now;
  world.told();
  // It got worse long ago, under the outbreak.
  await world.leap(end + 23 * HOUR);
  await world.report({ tenantId: 'tenant-10', ...FAILED });
  await world.sweep();

  await world.sweepAt(end + DAY + by);

  expect(world.told()).toEqual(told);
});

test('once it speaks for itself, it does so: its end is told', async () => {
  const world = await begun(10);
  await each(world, range(1, 9), { lastSyncAt: ts(NOON + MINUTE) });
  await world.sweep();
  await world.run(world.now + DAY + HOUR, HOUR);
  world.told();

  await world.report({ tenantId: 'tenant-10' });

  expect(world.told()).toEqual(['resolved tenant-10/t-1 syncFailed critical completed']);
});

test('a tenant that outlives an outbreak of silence by a day is told by itself', async () => {
  const world = new World();
  const all = range(1, 20);
  await twoTokensEach(world, all);
  await world.sweep();
  await world.sweepAt(NOON + 50 * HOUR);
  await world.leap(NOON + 50 * HOUR + MINUTE);
  await twoTokensEach(world, range(1, 19));
  await world.sweep();
  await world.sweep();
  const end = world.now;
  world.told();
  await world.leap(end + DAY - HOUR);
  await twoTokensEach(world, range(1, 19));

  await world.sweepAt(end + DAY);

  expect(world.told()).toContain('opened tenant-20 reporterSilent critical');
});

test('one that begins again within a day is the same outbreak', async () => {
  const world = await begun(5);
  await each(world, range(1, 5), { lastSyncAt: ts(NOON + MINUTE) });
  await world.sweep();
  const [before] = await world.app.sweep.outbreaks.listOutbreaks();
  world.told();
  await world.leap(NOON + 3 * HOUR);

  await each(world, range(11, 15), FAILED);

  const [after] = await world.app.sweep.outbreaks.listOutbreaks();
  expect(world.told().filter((line) => line.startsWith('outbreak.opened'))).toHaveLength(1);
  expect(after?.value.incident).toMatchObject({ id: before?.value.incident.id, reopenings: 1, seq: 3 });
});

test('two instances that deliver at once create one outbreak, told once', async () => {
  const world = new World();
  const other = world.instance();
  const pointers: Parameters<typeof deliver>[0][] = [];
  const queue = { enqueue: async (pointer: (typeof pointers)[0]) => void pointers.push(pointer) };
  const quiet = world.instance(world.policy, queue);
  for (const i of range(1, 10)) await world.post(quiet, { tenantId: `tenant-${i}`, ...FAILED });

  await Promise.all(pointers.map((pointer, i) => deliver(pointer, (i % 2 ? other : world.app).deliver)));
  await world.deliverDue();

  const lines = world.told();
  expect(lines.filter((line) => line.startsWith('outbreak'))).toHaveLength(1);
  expect(await world.app.sweep.outbreaks.listOutbreaks()).toHaveLength(1);
});

test('a beginning that is delivered when its outbreak is over does not begin it anew', async () => {
  const world = new World();
  const pointers: Parameters<typeof deliver>[0][] = [];
  const slow = world.instance(world.policy, { enqueue: async (pointer) => void pointers.push(pointer) });
  await world.post(slow, { tenantId: 'tenant-0', ...FAILED });
  await each(world, range(1, 10), FAILED);
  await each(world, range(1, 10), { lastSyncAt: ts(NOON + MINUTE) });
  await world.sweep();
  const before = world.told().filter((line) => line.startsWith('outbreak'));

  await world.run(NOON + HOUR);
  for (const pointer of pointers) await deliver(pointer, world.app.deliver);
  await world.run(NOON + 2 * HOUR);

  expect(before).toEqual(['outbreak.opened syncFailed 5 of 5', 'outbreak.resolved syncFailed 0 of 10']);
  expect(world.told().filter((line) => line.startsWith('outbreak'))).toEqual([]);
});

test('two sweeps at once tell its end once', async () => {
  const world = await begun(5);
  const other = world.instance();
  await each(world, range(1, 5), { lastSyncAt: ts(NOON + MINUTE) });

  await Promise.all([world.sweep(), world.sweep(other)]);
  await world.deliverDue();

  expect(world.told()).toEqual(['outbreak.resolved syncFailed 0 of 5']);
});

test('a target that is not routed the outbreak hears of each of its own, from beginning to end', async () => {
  const world = await begun(5, {
    targets: ['pager', 'desk'],
    rules: [{ targets: ['pager'] }, { tenants: ['tenant-1'], targets: ['desk'] }],
  });
  const beginnings = world.noticesTo('desk').length;
  await each(world, range(1, 5), { lastSyncAt: ts(NOON + MINUTE) });

  await world.sweep();

  expect(beginnings).toBe(1);
  expect(world.noticesTo('desk').map(({ type }) => type)).toEqual(['vpp.incident.opened', 'vpp.incident.resolved']);
  expect(world.noticesTo('pager').map(({ type }) => type)).toEqual(['vpp.outbreak.opened', 'vpp.outbreak.resolved']);
});

test('1,800 tokens of 600 tenants that fail within ten minutes: at most ten messages in the first hour', async () => {
  const world = new World();
  for (let i = 0; i < 600; i++) {
    // Each reporter sends the three tokens of its tenant, some in one request and some one by one.
    const tokens = [1, 2, 3].map((t) => ({ tenantId: `tenant-${i}`, tokenId: `t-${t}`, ...FAILED }));
    if (i % 2) await world.report(...tokens);
    else for (const token of tokens) await world.report(token);
    await world.run(NOON + (i + 1) * SECOND);
  }

  await world.run(NOON + HOUR, 15 * MINUTE);

  const [outbreak] = await world.app.sweep.outbreaks.listOutbreaks();
  expect(world.heard.length).toBeLessThanOrEqual(10);
  expect(outbreak?.value).toMatchObject({ openCount: 1_800 });
}, 60_000);

/** An array of so many tenants with a token each fails at noon, and is told as an outbreak. */
async function begun(count: number, options?: Options): Promise<World> {
  const world = new World(options);
  await world.report(...range(1, count).map((i) => ({ tenantId: `tenant-${i}`, ...FAILED })));
  await world.sweep();
  await world.run(NOON + MINUTE);
  world.told();
  return world;
}

/** The first token of each of these tenants reports, in a request of its own. */
async function each(world: World, tenants: readonly number[], fields: Fields): Promise<void> {
  for (const i of tenants) await world.report({ tenantId: `tenant-${i}`, ...fields });
}

async function twoTokensEach(world: World, tenants: readonly number[]): Promise<void> {
  for (const i of tenants) await world.report({ tenantId: `tenant-${i}` }, { tenantId: `tenant-${i}`, tokenId: 't-2' });
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

function outbreaksOf(world: World): OutbreakNotice[] {
  return world.noticesTo().filter((notice): notice is OutbreakNotice => notice.type.startsWith('vpp.outbreak'));
}
