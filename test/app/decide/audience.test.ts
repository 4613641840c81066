import { expect, test } from 'vitest';
import type { AlertRule } from '../../../src/app/decide/audience.ts';
import { DAY, HOUR, MINUTE } from '../../../src/domain/policy.ts';
import { pagerDuty } from '../../support/pager-duty.ts';
import { type Fields, NOON, ts, World } from '../../support/world.ts';

const FAILED: Fields = { status: 'failed', lastSyncAt: ts(NOON - 7 * HOUR) };
const FAILED_AGAIN: Fields = { status: 'failed', lastSyncAt: ts(NOON) };
const EXPIRED: Fields = { ...FAILED_AGAIN, tokenState: 'expired' };
const WELL: Fields = { lastSyncAt: ts(NOON + MINUTE), tokenState: 'valid' };

test('who was told that it began, and is not meant by what it became, hears that it goes on elsewhere', async () => {
  const world = new World({ targets: ['ops'], rules: [{ severities: ['warning'], targets: ['ops'] }] });
  await world.report(FAILED);
  await world.report(FAILED_AGAIN);
  world.now += MINUTE;

  await world.report(WELL);

  expect(world.told('ops')).toEqual([
    'opened contoso/t-1 syncFailed warning',
    'resolved contoso/t-1 syncFailed warning elsewhere',
  ]);
});

test('who was never told of it does not hear that it ended', async () => {
  const world = new World({ targets: ['ops'], rules: [{ severities: ['critical'], targets: ['ops'] }] });
  await world.report(FAILED);
  world.now += MINUTE;

  await world.report(WELL);

  expect(world.told('ops')).toEqual([]);
});

test('who is concerned only when it gets worse hears of it then as something new, and of the end', async () => {
  const world = new World({ targets: ['ops'], rules: [{ causes: ['tokenExpired'], targets: ['ops'] }] });
  await world.report(FAILED);
  await world.report(EXPIRED);
  world.now += MINUTE;

  await world.report(WELL);

  expect(world.told('ops')).toEqual([
    'opened contoso/t-1 tokenExpired critical',
    'resolved contoso/t-1 tokenExpired critical completed',
  ]);
});

test('a reminder is for those that are meant by what is', async () => {
  const rules: AlertRule[] = [
    { severities: ['warning'], targets: ['first'] },
    { severities: ['critical'], targets: ['second'] },
  ];
  const world = new World({ targets: ['first', 'second'], rules });
  await world.report(FAILED);
  await world.report(FAILED_AGAIN);

  await world.run(NOON + DAY, HOUR);

  expect(world.noticesTo('first').map(({ type }) => type)).toEqual(['vpp.incident.opened', 'vpp.incident.resolved']);
  expect(world.noticesTo('second').map(({ type }) => type)).toEqual(['vpp.incident.opened', 'vpp.incident.reminder']);
});

test('a target of one tenant never hears of another, whatever happens there', async () => {
  const rules = [{ tenants: ['contoso'], targets: ['contoso-ops'] }, { targets: ['all'] }];
  const world = new World({ targets: ['contoso-ops', 'all'], rules });

  for (const tenantId of ['contoso', 'fabrikam']) {
    await world.report({ tenantId, ...FAILED });
    await world.report({ tenantId, ...EXPIRED });
  }
  world.now += MINUTE;
  for (const tenantId of ['contoso', 'fabrikam']) await world.report({ tenantId, ...WELL });

  expect(world.noticesTo('contoso-ops')).toHaveLength(3);
  expect(world.noticesTo('all')).toHaveLength(6);
  expect(JSON.stringify(world.noticesTo('contoso-ops'))).not.toContain('fabrikam');
});

test('nor in a group: each target counts those that it hears of', async () => {
  const rules = [{ tenants: ['contoso'], targets: ['contoso-ops'] }, { targets: ['all'] }];
  const world = new World({ targets: ['contoso-ops', 'all'], rules });
  const eight = (tenantId: string, fields: Fields) =>
    [1, 2, 3, 4, 5, 6, 7, 8].map((i) => ({ tenantId, tokenId: `t-${i}`, ...fields }));

  await world.report(...eight('contoso', FAILED), ...eight('fabrikam', FAILED));
  world.now += 20 * MINUTE;
  await world.report(...eight('contoso', WELL), ...eight('fabrikam', WELL));

  expect(world.noticesTo('contoso-ops')).toMatchObject([
    { type: 'vpp.outbreak.opened', counts: { open: 8 } },
    { type: 'vpp.outbreak.resolved', counts: { recovered: 8 } },
  ]);
  expect(world.noticesTo('all')).toMatchObject([{ counts: { open: 16 } }, { counts: { recovered: 16 } }]);
  expect(JSON.stringify(world.noticesTo('contoso-ops'))).not.toContain('fabrikam');
});

test('a tenant that no rule names is heard by the targets of the single settings', async () => {
  const rules = [{ tenants: ['fabrikam'], targets: ['ops'] }];
  const world = new World({ targets: ['ops', 'own'], rules, fallback: ['own'] });

  await world.report(FAILED);

  expect([world.noticesTo('ops').length, world.noticesTo('own').length]).toEqual([0, 1]);
});

test('what a rule leaves out by cause stays out: nobody but the log hears of it', async () => {
  const rules: AlertRule[] = [{ tenants: ['contoso'], causes: ['tokenExpired'], targets: ['ops'] }];
  const world = new World({ targets: ['ops', 'own'], rules, fallback: ['own'] });

  await world.report(FAILED);

  expect(world.heard.map(({ target }) => target)).toEqual(['log']);
});

test('PagerDuty, for critical things only, has the alert that became a warning resolved, and a new one triggered', async () => {
  const { events, world } = paged();
  await world.report({ tokenState: 'expired' });
  await world.report({ ...FAILED, lastSyncAt: ts(NOON), tokenState: 'valid', observedAt: ts(NOON + 1) });
  world.now += 7 * HOUR;
  await world.report({ status: 'failed' });
  world.now += MINUTE;

  await world.report({ tokenState: 'valid' });

  const { id } = await world.incident();
  expect(events.map(({ event_action }) => event_action)).toEqual(['trigger', 'resolve', 'trigger', 'resolve']);
  expect(new Set(events.map(({ dedup_key }) => dedup_key))).toEqual(new Set([id]));
});

test('PagerDuty is not told of a warning', async () => {
  const { events, world } = paged();

  await world.report(FAILED);

  expect(events).toEqual([]);
});

/** PagerDuty, for critical things only. */
function paged() {
  const { events, target } = pagerDuty();
  return { events, world: new World({ targets: [target], least: { pagerduty: 'critical' } }) };
}
