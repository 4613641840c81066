import { expect, test } from 'vitest';
import { StorageUnavailable } from '../../../src/app/model/ports.ts';
import { HOUR, MINUTE, SECOND } from '../../../src/domain/policy.ts';
import { DELIVERED, DOWN, Scripted } from '../../support/scripted.ts';
import { NOON, PERIOD, World } from '../../support/world.ts';

test('all is well once a sweep was complete', async () => {
  const world = new World();
  await world.app.sweep();

  expect(await world.app.health()).toEqual({ status: 'ok', lastSweepAt: NOON, reasons: [] });
});

test('and before the first one', async () => {
  const world = new World();

  expect(await world.app.health()).toEqual({ status: 'ok', reasons: [] });
});

test.each([
  { age: 3 * PERIOD, status: 'ok' },
  { age: 3 * PERIOD + SECOND, status: 'degraded' },
])('it is $status when the last complete sweep was $age ms ago', async ({ age, status }) => {
  const world = new World();
  await world.app.sweep();
  world.now = NOON + age;

  const health = await world.app.health();

  expect(health.status).toBe(status);
  expect(health.reasons).toEqual(status === 'ok' ? [] : [{ kind: 'lateCheck', completedAt: NOON }]);
});

test('a channel of which every attempt of an hour failed is named, with why, until one arrives', async () => {
  const ops = new Scripted('ops', DOWN);
  const world = new World({ targets: ['pager', ops] });
  await world.report({ status: 'failed' });
  await world.run(NOON + HOUR - MINUTE);
  const early = await world.app.health();
  await world.run(NOON + 2 * HOUR);
  const late = await world.app.health();
  ops.answer = () => DELIVERED;
  await world.run(NOON + 2 * HOUR + 20 * MINUTE);

  expect(early.status).toBe('ok');
  expect(late).toMatchObject({
    status: 'degraded',
    reasons: [{ kind: 'failingTarget', target: 'ops', since: NOON, error: expect.stringContaining('ECONNREFUSED') }],
  });
  expect((await world.app.health()).status).toBe('ok');
});

test('tenants that no rule names are named, with who hears of them', async () => {
  const rules = [{ tenants: ['fabrikam'], targets: ['ops'] }];
  const world = new World({ targets: ['ops', 'own'], rules, fallback: ['own'] });
  await world.report({ tenantId: 'fabrikam' }, { tenantId: 'contoso' });
  await world.sweep();

  expect(await world.app.health()).toMatchObject({
    status: 'degraded',
    reasons: [{ kind: 'unroutedTenants', tenantIds: ['contoso'], others: 0, fallback: ['own'] }],
  });
});

test('of many of those the first twenty are named', async () => {
  const rules = [{ tenants: ['fabrikam'], targets: ['ops'] }];
  const world = new World({ targets: ['ops'], rules, fallback: [] });
  await world.report(...Array.from({ length: 25 }, (_, i) => ({ tenantId: `t-${i + 10}` })));

  const { reasons } = await world.app.health();

  const tenantIds = Array.from({ length: 20 }, (_, i) => `t-${i + 10}`);
  expect(reasons).toEqual([{ kind: 'unroutedTenants', tenantIds, others: 5, fallback: ['log'] }]);
});

test.each([
  ['a rule is about all tenants', [{ severities: ['critical'] as const, targets: ['ops'] }]],
  ['it is named with causes alone', [{ tenants: ['contoso'], causes: ['tokenExpired'] as const, targets: ['ops'] }]],
])('nobody is unnamed where %s', async (_what, rules) => {
  const world = new World({ targets: ['ops'], rules });
  await world.report();

  expect((await world.app.health()).status).toBe('ok');
});

test('that the log is the only channel is said, and is no fault', async () => {
  const world = new World({ targets: [] });

  expect(await world.app.health()).toMatchObject({
    status: 'ok',
    reasons: [{ kind: 'logAlone' }],
  });
});

test('it is down where storage is out of reach', async () => {
  const world = new World();
  world.app.way.beforeRead = () => {
    throw new StorageUnavailable('no answer');
  };

  expect(await world.app.health()).toMatchObject({
    status: 'down',
    reasons: [{ kind: 'storage', error: 'no answer' }],
  });
});

test('what is a fault of ours is no health', async () => {
  const world = new World();
  world.app.way.beforeRead = () => {
    throw new Error('a fault');
  };

  await expect(world.app.health()).rejects.toThrow('a fault');
});
