import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Notice } from '../../../src/app/model/notice.ts';
import type { AlertRule } from '../../../src/app/decide/routing.ts';
import { Secret } from '../../../src/app/model/secret.ts';
import { PAGERDUTY } from '../../../src/channels/pagerduty/send.ts';
import { HOUR, MINUTE } from '../../../src/config/policy.ts';
import { contextWith } from '../../channels/contract.ts';
import { Fake, freezeTime, World } from '../../support/world.ts';

beforeEach(freezeTime);
afterEach(() => vi.useRealTimers());

const EXPIRED = { status: 'failed', tokenState: 'expired' } as const;

test('who was told that it began is told how it changes and that it ends, though the rule fits neither', async () => {
  const ops = new Fake('ops');
  const world = worldOf([ops], [{ severities: ['warning'], targets: ['ops'] }]);
  await world.fail();
  await world.pass(MINUTE);
  await world.fail();
  await world.pass(MINUTE);

  await complete(world);

  expect(ops.sent.map(({ notice }) => lineOf(notice))).toEqual([
    'opened syncFailed warning',
    'updated syncFailed critical',
    'resolved syncFailed critical',
  ]);
});

test('who was never told of it does not hear that it ended', async () => {
  const ops = new Fake('ops');
  const world = worldOf([ops], [{ severities: ['critical'], targets: ['ops'] }]);
  await world.fail();
  await world.pass(MINUTE);

  await complete(world);

  expect(ops.sent).toEqual([]);
});

test('who is concerned only when it gets worse hears of it then, and of the end', async () => {
  const ops = new Fake('ops');
  const world = worldOf([ops], [{ causes: ['tokenExpired'], targets: ['ops'] }]);
  await world.fail();
  await world.pass(MINUTE);
  await world.report(EXPIRED);
  await world.pass(MINUTE);

  await complete(world);

  expect(ops.types).toEqual(['vpp.incident.updated', 'vpp.incident.resolved']);
});

test('a reminder goes by the rules alone', async () => {
  const [first, second] = [new Fake('first'), new Fake('second')];
  const rules: AlertRule[] = [
    { severities: ['warning'], targets: ['first'] },
    { severities: ['critical'], targets: ['second'] },
  ];
  const world = worldOf([first, second], rules);
  await world.fail();
  await world.pass(MINUTE);
  await world.fail();

  await world.passSwept(25 * HOUR);

  expect(first.types).toEqual(['vpp.incident.opened', 'vpp.incident.updated']);
  expect(second.types).toEqual(['vpp.incident.updated', 'vpp.incident.reminder']);
});

test('a target of one tenant never hears of another, whatever happens there', async () => {
  const contoso = new Fake('contoso-ops');
  const world = worldOf([contoso], [{ tenants: ['contoso'], targets: ['contoso-ops'] }, { targets: ['all'] }]);

  for (const tenantId of ['contoso', 'fabrikam']) {
    await world.fail({ tenantId });
    await world.pass(MINUTE);
    await world.fail({ tenantId, ...EXPIRED });
    await world.pass(MINUTE);
    await complete(world, { tenantId });
  }

  expect(contoso.sent).toHaveLength(3);
  expect(JSON.stringify(contoso.sent)).not.toContain('fabrikam');
});

test('nor in an outbreak that began in its tenant alone and came to others: its end is told without them', async () => {
  const [contoso, all] = [new Fake('contoso-ops'), new Fake('all')];
  const world = worldOf([contoso, all], [{ tenants: ['contoso'], targets: ['contoso-ops'] }, { targets: ['all'] }], 3);
  for (const tenantId of ['contoso', 'fabrikam']) {
    for (let i = 0; i < 8; i++) await world.report({ tenantId, tokenId: `${tenantId}-${i}`, status: 'failed' });
    await world.pass(20_000);
  }
  await world.passSwept(20 * MINUTE);
  for (const tenantId of ['contoso', 'fabrikam']) {
    for (let i = 0; i < 8; i++) await world.report({ tenantId, tokenId: `${tenantId}-${i}`, status: 'completed' });
  }

  await world.passSwept(10 * MINUTE);

  const ends = [contoso, all].map(({ sent }) => sent.at(-1)?.notice as Notice & { readonly tokenCount: number });
  expect(ends.map(({ type }) => type)).toEqual(['vpp.outbreak.resolved', 'vpp.outbreak.resolved']);
  expect(JSON.stringify(contoso.sent)).not.toContain('fabrikam');
  expect(ends.map(({ tokenCount }) => tokenCount)).toEqual([8, 16]);
});

test('what an outbreak that it does not hear of stands for, it hears token by token', async () => {
  const contoso = new Fake('contoso-ops');
  const world = worldOf([contoso], [{ tenants: ['contoso'], targets: ['contoso-ops'] }, { targets: ['all'] }], 4);

  for (let i = 0; i < 3; i++) {
    await world.report({ tenantId: 'fabrikam', tokenId: `f-${i}`, status: 'failed' });
    await world.report({ tenantId: 'contoso', tokenId: `c-${i}`, status: 'failed' });
  }
  await world.pass(20_000);

  expect(contoso.types).toEqual(Array(3).fill('vpp.incident.opened'));
});

test('an incident that PagerDuty was told of is resolved there when it falls below the least severity, and triggered anew', async () => {
  const { events, target } = pagerDuty();
  const world = new World([target, new Fake('log')]);
  const incidentId = await world.report({ status: 'completed', tokenState: 'expired' });
  await world.pass(MINUTE);
  await world.fail({ tokenState: 'valid' });
  await world.pass(MINUTE);
  await world.fail({ tokenState: 'valid' });
  await world.pass(MINUTE);

  await complete(world);

  expect(events.map((event) => event.event_action)).toEqual(['trigger', 'resolve', 'trigger', 'resolve']);
  expect(new Set(events.map((event) => event.dedup_key))).toEqual(new Set([incidentId]));
});

test('PagerDuty is not told of a warning', async () => {
  const { events, target } = pagerDuty();
  const world = new World([target, new Fake('log')]);

  await world.fail();

  expect(events).toEqual([]);
});

function worldOf(targets: readonly Fake[], rules: readonly AlertRule[], outbreakMin = 1_000): World {
  return new World([...targets, new Fake('log')], { rules, outbreakMin });
}

async function complete(world: World, fields: { readonly tenantId?: string } = {}): Promise<void> {
  await world.report({ ...fields, status: 'completed', tokenState: 'valid' });
  await world.pass(5_000);
}

function lineOf(notice: Notice): string {
  return [notice.type.replace('vpp.incident.', ''), 'cause' in notice && notice.cause, notice.severity].join(' ');
}

/** The real channel, for critical things only, before a PagerDuty that keeps what it is sent. */
function pagerDuty() {
  const events: { readonly event_action: string; readonly dedup_key: string }[] = [];
  const fetch: typeof globalThis.fetch = async (_url, init) => {
    events.push(JSON.parse(String(init?.body)));
    return new Response(null, { status: 202 });
  };
  const settings = { routingKey: new Secret('key'), minSeverity: 'critical' } as const;
  return { events, target: PAGERDUTY.create('pagerduty', settings, contextWith({ fetch, now: Date.now })) };
}
