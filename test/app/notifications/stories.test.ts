import { describe, expect, test } from 'vitest';
import { acknowledgeIncident } from '../../../functions/incidents.ts';
import type { Notice } from '../../../src/app/model/notice.ts';
import type { SendOutcome } from '../../../src/app/model/ports.ts';
import { REPORTER } from '../../../src/app/model/subject.ts';
import { describe as describeNotice } from '../../../src/channels/content/describe.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/domain/policy.ts';
import { contentOptions } from '../../channels/options.ts';
import { lineOf } from '../../support/lines.ts';
import { BROKEN, CUT, DELIVERED, DOWN, Scripted } from '../../support/scripted.ts';
import { type Fields, NOON, outcomesOf, ts, World } from '../../support/world.ts';

/** What went wrong when notices were queued as edges: each as somebody lived through it. */

const FAILED: Fields = { status: 'failed', lastSyncAt: ts(NOON) };

test('a failure of another tenant soon after an outbreak is told to whoever hears of both, and so is its end', async () => {
  const world = new World();
  await world.report(...many(5, { ...FAILED, tenantId: 'a' }));
  world.told();
  world.now += 20 * SECOND;

  await world.report({ ...FAILED, tenantId: 'b' });
  await world.run(world.now + 3 * MINUTE);
  const begun = world.told();
  world.now += MINUTE;
  await world.report({ tenantId: 'b' });
  await world.run(world.now + 16 * MINUTE);

  expect(begun).toEqual(['outbreak.updated syncFailed names 1: 6 open']);
  expect(world.told()).toEqual(['outbreak.updated syncFailed names 1: 5 open, 1 recovered']);
});

test('a group that opens after some were told alone counts those, too', async () => {
  const world = new World();
  for (const one of many(5, FAILED)) await world.report(one);

  const opened = world.noticesTo('pager').at(-1);
  expect(opened).toMatchObject({ type: 'vpp.outbreak.opened', counts: { open: 1 }, reportedBefore: 4 });
  const said = describeNotice(opened as Notice, contentOptions());
  expect(said.title).toBe('VPP sync failing: 5 tokens');
  expect(said.message).toBe(
    '1 VPP token started failing within 15 minutes. 5 in all are failing; 4 were reported before.',
  );

  await world.report(...many(7, FAILED));
  await world.run(world.now + 3 * MINUTE);
  const updated = world.noticesTo('pager').at(-1);
  expect(updated).toMatchObject({ type: 'vpp.outbreak.updated', counts: { open: 3 }, reportedBefore: 4 });
  expect(describeNotice(updated as Notice, contentOptions()).title).toBe('Update: VPP sync failing: 7 tokens');
});

test('and where each is heard by a target of its own, the other hears of its own alone', async () => {
  const rules = ['a', 'b'].map((tenantId) => ({ tenants: [tenantId], targets: [`ops-${tenantId}`] }));
  const world = new World({ targets: ['ops-a', 'ops-b'], rules });
  await world.report(...many(5, { ...FAILED, tenantId: 'a' }));
  world.now += 20 * SECOND;
  await world.report({ ...FAILED, tenantId: 'b' });
  world.now += MINUTE;
  await world.report({ tenantId: 'b' });

  expect(world.noticesTo('ops-b').map(lineOf)).toEqual([
    'opened b/t-1 syncFailed warning',
    'resolved b/t-1 syncFailed warning completed',
  ]);
  expect(world.noticesTo('ops-a').map(lineOf)).toEqual(['outbreak.opened syncFailed names 5: 5 open']);
});

test('of an outbreak of invalid tokens the sixth to ninth are told, too', async () => {
  const world = new World();
  const invalid = many(9, { tokenState: 'invalid' });
  for (const it of invalid) await world.report(it);

  await world.run(world.now + 5 * MINUTE);

  const named = new Set(namesIn(world));
  expect([...named].sort()).toEqual(invalid.map(({ tokenId }) => `contoso/${tokenId}`));
});

test('nobody is told that it is over while it fails: the webhook answers the end with 500, and it fails again', async () => {
  const { world, webhook } = withWebhook();
  await world.report(FAILED);
  webhook.answer = () => BROKEN;
  world.now = NOON + MINUTE;
  await world.post(world.app, {});
  await world.deliverDue();
  world.now += SECOND;
  webhook.answer = () => DELIVERED;
  await world.report({ status: 'failed' });
  await world.run(world.now + 2 * MINUTE);

  expect(webhook.attempts.map(({ type }) => type)).toEqual([
    'vpp.incident.opened',
    'vpp.incident.resolved',
    'vpp.incident.opened',
  ]);
  expect(webhook.taken.at(-1)).toMatchObject({ type: 'vpp.incident.opened', reopenings: 1 });
});

test('a redrive says what is true now: an end that was dead is none any more when it fails again', async () => {
  const { world, webhook } = withWebhook();
  await world.report(FAILED);
  webhook.answer = ({ type }) =>
    type === 'vpp.incident.resolved' ? { kind: 'refused', reason: 'answered 400 Bad Request' } : DELIVERED;
  world.now = NOON + MINUTE;
  await world.report();
  const dead = await world.standings('webhook');
  world.now += MINUTE;
  await world.report({ status: 'failed' });

  await world.app.redrive('webhook', {});
  await world.settle();

  expect(dead).toEqual(['contoso/t-1 dead']);
  expect(webhook.types).toEqual(['vpp.incident.opened']);
  expect(await world.standings('webhook')).toEqual(['contoso/t-1 delivered']);
});

test('that all have recovered is said when all have, and not with one of ten still failing', async () => {
  const world = new World();
  await world.report(...many(10, FAILED));
  world.told();
  world.now = NOON + MINUTE;
  await world.report(...many(9, {}));
  await world.run(NOON + 30 * MINUTE);
  const nine = world.told();

  await world.report({ tokenId: 't-10' });

  expect(nine).toEqual(['outbreak.updated syncFailed names 9: 1 open, 9 recovered']);
  expect(world.told()).toEqual(['outbreak.resolved syncFailed names 1: 10 recovered']);
});

test('a receiver that took a word whose answer was lost hears the end, be the beginning alone or a group', async () => {
  for (const count of [1, 6]) {
    const { world, webhook } = withWebhook();
    webhook.answer = () => CUT;
    await world.report(...many(count, FAILED));
    webhook.answer = () => DELIVERED;
    world.now = NOON + 10 * MINUTE;
    await world.report(...many(count, {}));
    await world.run(world.now + 20 * MINUTE);

    expect(webhook.types.at(-1)).toMatch(/resolved$/);
    expect(webhook.attempts.at(0)?.type).toMatch(/opened$/);
  }
});

test('64 reports at once of one token: the first word is that it began', async () => {
  const { world, webhook } = withWebhook();
  const other = world.instance();

  await Promise.all(
    Array.from({ length: 64 }, (_, i) => {
      const fields: Fields = i % 2 ? FAILED : { ...FAILED, tokenState: 'invalid' };
      return world.post(i % 4 < 2 ? world.app : other, { ...fields, observedAt: ts(NOON + i) });
    }),
  );
  await world.run(NOON + 3 * MINUTE);

  expect(webhook.types[0]).toBe('vpp.incident.opened');
  expect(new Set(webhook.taken.map(({ notificationId }) => notificationId)).size).toBe(webhook.taken.length);
});

test('an outbreak that lasts is told again: it worsens, and is reminded of every day', async () => {
  const world = new World({ policy: { silentAfter: 99 * DAY } });
  await world.report(...many(6, FAILED));
  world.told();

  await world.run(NOON + 4 * DAY, HOUR);

  expect(world.toldWhen()).toEqual([
    '03-11T09:00 outbreak.updated syncFailed names 6: 6 open',
    '03-12T09:00 outbreak.reminder syncFailed names 6: 6 open',
    '03-13T09:00 outbreak.reminder syncFailed names 6: 6 open',
    '03-14T09:00 outbreak.reminder syncFailed names 6: 6 open',
  ]);
});

test('thirty members that turn critical together are one message to a target that wants critical things only', async () => {
  const world = new World({ targets: ['ops'], least: { ops: 'critical' }, policy: { silentAfter: 99 * DAY } });
  await world.report(...many(30, FAILED));
  const before = world.noticesTo('ops').length;

  await world.run(NOON + DAY, HOUR);

  expect(before).toBe(0);
  expect(world.told('ops')).toEqual(['outbreak.opened syncFailed names 30: 30 open']);
});

test('forty members whose state turns invalid together are one message, and one when they end', async () => {
  const world = new World();
  await world.report(...many(40, FAILED));
  world.now = NOON + 5 * MINUTE;
  world.told();
  await world.report(...many(40, { ...FAILED, lastSyncAt: ts(world.now), tokenState: 'invalid' }));
  await world.run(world.now + 3 * MINUTE);
  const turned = world.told();
  await world.report(...many(40, { tokenState: 'valid' }));
  await world.run(world.now + 20 * MINUTE);

  expect(turned.sort()).toEqual([
    'outbreak.opened tokenInvalid names 40: 40 open',
    'outbreak.resolved syncFailed names 0: 40 moved',
  ]);
  expect(world.told()).toEqual(['outbreak.resolved tokenInvalid names 40: 40 recovered']);
});

test('one token that fails four times, and another, are no outbreak: the other is told by itself', async () => {
  const world = new World();
  for (let i = 0; i < 4; i++) {
    await world.report({ status: 'failed' });
    world.now += MINUTE;
    await world.report();
    world.now += 30 * SECOND;
  }
  world.told();

  await world.report({ tokenId: 't-2', status: 'failed' });

  expect(world.told()).toEqual(['opened contoso/t-2 syncFailed warning']);
});

test('a former member that fails again two hours after its outbreak is told at once', async () => {
  const world = new World();
  await world.report(...many(6, FAILED));
  world.now = NOON + 20 * MINUTE;
  await world.report(...many(6, {}));
  world.told();
  await world.run(NOON + 2 * HOUR, HOUR);

  await world.report({ status: 'failed' });

  expect(world.told()).toEqual(['opened contoso/t-1 syncFailed warning']);
});

test('and during a second outbreak it is told as one of that', async () => {
  const world = new World();
  await world.report(...many(6, FAILED));
  world.now = NOON + 20 * MINUTE;
  await world.report(...many(6, {}));
  await world.run(NOON + 2 * HOUR, HOUR);
  await world.report(...many(7, { status: 'failed' }).slice(1));
  world.told();
  world.now += 5 * MINUTE;

  await world.report({ status: 'failed' });

  expect(world.told()).toEqual(['outbreak.updated syncFailed names 1: 7 open']);
});

describe('the last token that spoke delays nothing of its tenant', () => {
  test.each<[string, (world: World) => Promise<unknown>]>([
    ['silenced', (world) => world.app.silence('contoso', 't-2', { until: NOON + 90 * HOUR, at: world.now, by: 'ana' })],
    [
      'acknowledged',
      async (world) => {
        const params = { tenantId: 'contoso', incidentId: (await world.incident('t-2')).id };
        return world.call(acknowledgeIncident, { params, body: { by: 'ana' } });
      },
    ],
  ])('%s', async (_what, act) => {
    const world = new World();
    await world.report({}, { tokenId: 't-2', status: 'failed' });
    await world.sweep();
    world.told();
    await act(world);

    await world.run(NOON + 50 * HOUR, HOUR);

    expect((await world.incident(REPORTER)).cause).toBe('reporterSilent');
    expect(world.toldWhen()).toContain('03-12T14:00 opened contoso/_reporter(2) reporterSilent warning');
  });
});

test('what is reported of two tokens in one request is told within seconds, not after a minute', async () => {
  const world = new World();

  await world.report(...many(2, FAILED));

  expect(world.told().sort()).toEqual([
    'opened contoso/t-1 syncFailed warning',
    'opened contoso/t-2 syncFailed warning',
  ]);
  expect(Math.max(...world.heard.map(({ at }) => at))).toBeLessThanOrEqual(NOON + 10 * SECOND);
});

test('with 24 targets a request with many items of one token is taken', async () => {
  const world = new World({ targets: Array.from({ length: 24 }, (_, i) => `t${i}`) });
  const items = Array.from({ length: 25 }, (_, i) => ({
    status: i % 2 ? ('completed' as const) : ('failed' as const),
    lastSyncAt: ts(NOON - HOUR + i * MINUTE),
    observedAt: ts(NOON - HOUR + i * MINUTE),
    deliveryId: `idempotency-key:x/${i}`,
  }));

  const results = await world.report(...items);

  expect(new Set(outcomesOf(results))).toEqual(new Set(['applied']));
  expect(world.noticesTo('t23').map(lineOf)).toEqual(['opened contoso/t-1 syncFailed warning']);
});

test('with 20 targets an array of 1,000 that fail is answered in one piece, and told to each in one message', async () => {
  const world = new World({ targets: Array.from({ length: 20 }, (_, i) => `t${i}`) });

  const results = await world.post(world.app, ...many(1_000, FAILED));

  const waiting = await Promise.all(
    ['t0', 't19'].map((target) => world.app.notifications({ target }, { limit: 5_000 })),
  );
  expect(outcomesOf(results)).toEqual(Array(1_000).fill('applied'));
  expect(waiting.map(({ items }) => items.length)).toEqual([1_000, 1_000]);

  // All others are as these are.
  world.now += 10 * SECOND;
  for (const target of ['t0', 't19']) {
    await world.app.deliver({ target }, 1);
    const [notice, ...more] = world.noticesTo(target);
    expect(notice).toMatchObject({ type: 'vpp.outbreak.opened', counts: { open: 1_000 }, members: { length: 1_000 } });
    expect(more).toEqual([]);
  }
});

test('a channel that was down is found within ten minutes of its return, and hears what is true then', async () => {
  const { world, webhook } = withWebhook();
  webhook.answer = () => DOWN;
  await world.report({ ...FAILED }, { ...FAILED, tokenId: 't-2' });
  world.now = NOON + HOUR;
  await world.report({ tokenId: 't-2' });
  await world.run(NOON + 6 * HOUR);
  webhook.answer = () => DELIVERED;

  await world.run(NOON + 6 * HOUR + 10 * MINUTE);

  expect(webhook.taken.map(lineOf).filter((line) => line.includes('contoso'))).toEqual([
    'opened contoso/t-1 syncFailed warning',
  ]);
  expect(await world.standings('webhook')).toContain('contoso/t-2 missed');
});

test('the other channels have everything within seconds meanwhile', async () => {
  const { world, webhook } = withWebhook();
  webhook.answer = () => DOWN;

  await world.report(...many(10, FAILED));

  expect(world.told()).toEqual(['outbreak.opened syncFailed names 10: 10 open']);
});

test('900 tokens of 300 tenants that fail within ten minutes: at most ten messages in the first hour', async () => {
  const world = new World();
  for (let minute = 0; minute < 10; minute++) {
    const burst = Array.from({ length: 90 }, (_, i) => ({
      ...FAILED,
      tenantId: `tenant-${minute * 30 + Math.floor(i / 3)}`,
      tokenId: `t-${i % 3}`,
    }));
    await world.report(...burst);
    await world.run(NOON + (minute + 1) * MINUTE);
  }

  await world.run(NOON + HOUR);

  expect(world.noticesTo().length).toBeLessThanOrEqual(10);
  expect(new Set(namesIn(world)).size).toBe(900);
});

const ENDINGS: readonly [string, SendOutcome][] = [
  ['a refused connection', DOWN],
  ['a 5xx', BROKEN],
  ['no answer', CUT],
];

test.each(ENDINGS)('after %s it is tried again, and what is said is what is true by then', async (_what, outcome) => {
  const { world, webhook } = withWebhook();
  webhook.answer = () => outcome;
  await world.report(FAILED);
  webhook.answer = () => DELIVERED;
  world.now += SECOND;
  await world.report({ ...FAILED, tokenState: 'invalid' });

  await world.run(world.now + 3 * MINUTE);

  expect(webhook.taken.at(-1)).toMatchObject({ cause: 'tokenInvalid', severity: 'critical' });
});

function many(count: number, fields: Fields): readonly (Fields & { readonly tokenId: string })[] {
  return Array.from({ length: count }, (_, i) => ({ ...fields, tokenId: `t-${i + 1}` }));
}

/** A webhook beside the pager, in the hands of the test. */
function withWebhook() {
  const webhook = new Scripted('webhook');
  return { world: new World({ targets: ['pager', webhook] }), webhook };
}

/** Whom messages to the pager named, as `{tenant}/{token}`. */
function namesIn(world: World): string[] {
  return world.noticesTo().flatMap((notice) => {
    if ('members' in notice) return notice.members.map(({ tenantId, tokenId }) => `${tenantId}/${tokenId}`);
    return 'tokenId' in notice ? [`${notice.tenantId}/${notice.tokenId}`] : [];
  });
}
