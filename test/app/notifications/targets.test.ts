import { describe, expect, test } from 'vitest';
import type { Notice } from '../../../src/app/model/notice.ts';
import { APP_TENANT } from '../../../src/app/model/subject.ts';
import { DAY, HOUR, MINUTE } from '../../../src/domain/policy.ts';
import { lineOf } from '../../support/lines.ts';
import { DELIVERED, DOWN, REFUSED, Scripted } from '../../support/scripted.ts';
import { type Fields, NOON, PERIOD, ts, World } from '../../support/world.ts';

const FAILED: Fields = { status: 'failed', lastSyncAt: ts(NOON) };

describe('a target that leaves the settings and comes back', () => {
  test('waits, and hears on its return what is true then', async () => {
    const rules = [{ targets: ['pager', 'ops'] }];
    const world = new World({ targets: ['pager', 'ops'], rules });
    await world.report(FAILED);
    await world.sweep();
    world.restart({ targets: ['pager'] });
    await world.sweep();
    await world.report({ ...FAILED, tokenId: 't-2' }, { ...FAILED, tokenState: 'invalid' });
    const { items } = await world.app.notifications({ state: 'parked' }, { limit: 9 });
    const parked = items.map(({ target, subject }) => `${target} ${subject}`);

    world.restart({ targets: ['pager', 'ops'] });
    await world.sweep();
    await world.run(world.now + 2 * PERIOD);

    expect(parked).toEqual(['ops t-1', 'ops t-2']);
    expect(world.noticesTo('ops').map(lineOf).sort()).toEqual([
      'opened contoso/t-1 syncFailed warning',
      'opened contoso/t-2 syncFailed warning',
      'updated worse contoso/t-1 tokenInvalid critical',
    ]);
  });

  test('hears nothing of what began and ended while it was away', async () => {
    const world = new World({ targets: ['pager', 'ops'], rules: [{ targets: ['pager', 'ops'] }] });
    await world.sweep();
    world.restart({ targets: ['pager'] });
    await world.sweep();
    await world.report(FAILED);
    world.now += MINUTE;
    await world.report();

    world.restart({ targets: ['pager', 'ops'] });
    await world.run(world.now + 2 * PERIOD);

    expect(world.noticesTo('ops')).toEqual([]);
    expect(await world.standings('ops')).toEqual(['contoso/t-1 missed']);
  });
});

describe('a target that is new', () => {
  test('hears of all that is open, since the rows are decided anew under the new settings', async () => {
    const world = new World();
    await world.report(FAILED);
    await world.sweep();

    world.restart({ targets: ['pager', 'ops'] });
    await world.run(world.now + 2 * PERIOD);

    expect(world.noticesTo('ops').map(lineOf)).toEqual(['opened contoso/t-1 syncFailed warning']);
    expect(world.noticesTo('pager').map(lineOf)).toEqual(['opened contoso/t-1 syncFailed warning']);
  });
});

describe('other settings', () => {
  test('rules that name a target no more: it hears that it goes on elsewhere, and nothing after that', async () => {
    const world = new World({ targets: ['one', 'two'], rules: [{ targets: ['one'] }] });
    await world.report(FAILED);
    await world.sweep();

    world.restart({ rules: [{ targets: ['two'] }] });
    await world.run(world.now + 2 * PERIOD);
    await world.report();
    await world.run(world.now + PERIOD);

    expect(world.noticesTo('one').map(lineOf)).toEqual([
      'opened contoso/t-1 syncFailed warning',
      'resolved contoso/t-1 syncFailed warning elsewhere',
    ]);
    expect(world.noticesTo('two').map(lineOf)).toEqual([
      'opened contoso/t-1 syncFailed warning',
      'resolved contoso/t-1 syncFailed warning completed',
    ]);
  });

  test('of a target bring what is dead there to life', async () => {
    const ops = new Scripted('ops', REFUSED);
    const world = new World({ targets: [ops] });
    await world.report(FAILED);
    await world.sweep();
    const dead = await world.standings('ops');

    ops.settingsHash = 'second';
    ops.answer = () => DELIVERED;
    world.restart();
    await world.run(world.now + PERIOD);

    expect(dead).toEqual(['contoso/t-1 dead']);
    expect(ops.types).toEqual(['vpp.incident.opened']);
  });

  test('of a target end its pause', async () => {
    const ops = new Scripted('ops');
    ops.answer = () => ({ kind: 'notTaken', reason: 'answered 404 Not Found', retryAfterMs: 9 * HOUR });
    const world = new World({ targets: [ops] });
    await world.report(FAILED);

    ops.settingsHash = 'second';
    ops.answer = () => DELIVERED;
    world.restart();
    await world.run(world.now + PERIOD + MINUTE);

    expect(ops.types).toEqual(['vpp.incident.opened']);
  });
});

describe('a channel that only fails', () => {
  test('is told of to the others after an hour, once, with why, and again when it works', async () => {
    const { world, ops } = failing();
    await world.report(FAILED);
    world.told();

    await world.run(NOON + HOUR - MINUTE);
    const early = world.told();
    await world.run(NOON + 5 * HOUR);
    const told = world.told();
    ops.answer = () => DELIVERED;
    await world.run(NOON + 5 * HOUR + 20 * MINUTE);

    expect(early).toEqual([]);
    expect(told).toEqual(['opened _app/_target:ops channelFailing critical']);
    expect(world.told()).toEqual(['resolved _app/_target:ops channelFailing critical corrected']);
    expect(detailsOf(world.noticesTo())).toContain('connection refused (ECONNREFUSED)');
  });

  test('one success within the hour begins the hour anew', async () => {
    const { world, ops } = failing();
    await world.report(FAILED);
    await world.run(NOON + 30 * MINUTE);
    ops.answer = () => DELIVERED;
    await world.run(NOON + 45 * MINUTE);
    ops.answer = () => DOWN;
    await world.report({ ...FAILED, tokenId: 't-2' });

    await world.run(NOON + 100 * MINUTE);

    expect(world.told().join()).not.toContain('channelFailing');
  });

  test('rules keep nobody from hearing of it', async () => {
    const ops = new Scripted('ops', DOWN);
    const rules = [
      { tenants: ['fabrikam'], targets: ['pager'] },
      { tenants: ['contoso'], targets: ['ops'] },
    ];
    const world = new World({ targets: ['pager', ops], rules, fallback: [] });
    await world.report(FAILED);

    await world.run(NOON + 2 * HOUR);

    expect(world.told()).toEqual(['opened _app/_target:ops channelFailing critical']);
  });

  test('where it is the only one, the log is told', async () => {
    const world = new World({ targets: [new Scripted('ops', DOWN)] });
    await world.report(FAILED);

    await world.run(NOON + 2 * HOUR);

    expect(world.told('log')).toContain('opened _app/_target:ops channelFailing critical');
  });

  test('once it has left the settings it fails nobody', async () => {
    const { world } = failing();
    await world.report(FAILED);
    await world.run(NOON + 2 * HOUR);
    world.told();

    world.restart({ targets: ['pager'] });
    await world.run(NOON + 3 * HOUR);

    expect(world.told()).toEqual(['resolved _app/_target:ops channelFailing critical corrected']);
  });

  test('is an incident of the app: it is listed and can be acknowledged', async () => {
    const { world } = failing();
    await world.report(FAILED);
    await world.run(NOON + 2 * HOUR);
    const { items } = await world.app.views.incidents({ tenantId: APP_TENANT }, { limit: 9 });
    const [item] = items;

    const outcome = await world.app.acknowledge(APP_TENANT, item?.incident.id ?? '', { by: 'ana' });

    expect(items).toMatchObject([{ subject: '_target:ops', incident: { cause: 'channelFailing' } }]);
    expect(outcome).toBe('acknowledged');
  });

  test('two sweeps at once tell it once', async () => {
    const { world } = failing();
    await world.report(FAILED);
    await world.run(NOON + HOUR - MINUTE);
    world.told();
    await world.leap(NOON + HOUR + MINUTE);

    await Promise.all([world.app.sweep(), world.instance({ targets: ['pager', 'ops'] }).sweep()]);
    await world.settle();

    expect(world.told()).toEqual(['opened _app/_target:ops channelFailing critical']);
  });
});

describe('a service that forgets what is not said again', () => {
  test('gets, with every sweep, all that it believes open, and nothing that is over', async () => {
    const { world, service } = forgetful();
    await world.report({ ...FAILED, tokenId: 'one' });
    await world.report({ ...FAILED, tokenId: 'two' });
    await world.report({ ...FAILED, tokenId: 'over' });
    world.now += MINUTE;
    await world.report({ tokenId: 'over' });
    await world.report({ ...FAILED, tokenId: 'two', tokenState: 'invalid' });

    await world.run(NOON + 2 * PERIOD);

    expect(service.refreshed.at(-1)?.map(lineOf).sort()).toEqual([
      'opened contoso/one syncFailed warning',
      'opened contoso/two tokenInvalid critical',
    ]);
  });

  test('gets them in one request a sweep, however many', async () => {
    const { world, service } = forgetful();
    await world.report(
      ...Array.from({ length: 250 }, (_, i) => ({ ...FAILED, tenantId: `t-${i % 7}`, tokenId: `t-${i}` })),
    );
    await world.run(NOON + PERIOD);
    const before = service.refreshed.length;

    await world.run(NOON + 3 * PERIOD);

    expect(service.refreshed.length - before).toBe(2);
    // A group is one alert.
    expect(service.refreshed.at(-1)).toHaveLength(1);
  });
});

/** Ops is out of reach, the pager is not. */
function failing() {
  const ops = new Scripted('ops', DOWN);
  return { world: new World({ targets: ['pager', ops] }), ops };
}

function forgetful() {
  const service = new Scripted('alertmanager', DELIVERED, { hasKeys: true, forgets: true });
  return { world: new World({ targets: [service], policy: { silentAfter: 9 * DAY } }), service };
}

function detailsOf(notices: readonly Notice[]) {
  return notices.flatMap((notice) => ('detail' in notice ? [notice.detail] : []));
}
