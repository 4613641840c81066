import { expect, test } from 'vitest';
import { getOverview } from '../../../functions/overview.ts';
import { listSilences, silenceOneToken, silenceWholeTenant } from '../../../functions/silences.ts';
import { DAY, HOUR, MINUTE } from '../../../src/domain/policy.ts';
import { DOWN, Scripted } from '../../support/scripted.ts';
import { NOON, ts, World } from '../../support/world.ts';

test('the overview counts tokens by status, and open incidents by cause and severity', async () => {
  const world = await district();

  const { json } = await world.call(getOverview);

  expect(json).toMatchObject({
    lastCheck: '2026-03-10T12:00:00.000Z',
    tenants: 2,
    tokens: {
      monitored: 5,
      notMonitored: 1,
      byStatus: { none: 0, inProgress: 1, completed: 2, failed: 2, unknown: 0 },
    },
    incidents: {
      open: 3,
      critical: 1,
      warning: 2,
      acknowledged: 1,
      byCause: { syncFailed: 2, tokenInvalid: 1 },
    },
  });
});

test('it names the oldest failure, and the next expiries without those that have passed', async () => {
  const world = await district();

  const { json } = await world.call(getOverview);

  expect(json.oldestFailure).toMatchObject({ tenantId: 'fabrikam', tokenId: 'f-1', cause: 'syncFailed' });
  expect(json.oldestFailure.failingSince).toBe(ts(NOON - 2 * HOUR));
  expect(json.nextExpiries).toMatchObject([
    { tenantId: 'contoso', tokenId: 'c-2', expirationDateTime: ts(NOON + 5 * DAY) },
    { tenantId: 'contoso', tokenId: 'c-1', displayName: 'Berlin', expirationDateTime: ts(NOON + 40 * DAY) },
  ]);
});

test('it names channels in trouble, what waits for them and what could not be delivered', async () => {
  const ops = new Scripted('ops', DOWN);
  const world = new World({ targets: ['pager', ops] });
  await world.report({ status: 'failed' });
  await world.sweepAt(NOON + HOUR / 2);
  const waiting = await world.call(getOverview);
  await world.run(NOON + 25 * HOUR, HOUR);
  await world.sweep();
  const dead = await world.call(getOverview);

  expect(waiting.json).toMatchObject({
    notifications: { pending: 1, dead: 0 },
    channels: [{ target: 'ops', pending: 1, failingSince: expect.any(String), lastError: expect.any(String) }],
  });
  expect(dead.json).toMatchObject({
    notifications: { pending: 0, dead: 1 },
    channels: [{ target: 'ops', pending: 0, dead: 1 }],
  });
});

test('before the first check it says that there was none', async () => {
  const { json } = await new World().call(getOverview);

  expect(json).toMatchObject({ lastCheck: null, tenants: 0, oldestFailure: null, nextExpiries: [], channels: [] });
});

test('silences are listed, those that end first before others, each with what it is of and whether it holds', async () => {
  const world = await district();
  const by = { by: 'ana', note: 'exams' };
  await world.call(silenceWholeTenant, { params: { tenantId: 'newcomer' }, body: { for: '3h', ...by } });
  await world.call(silenceOneToken, { params: { tenantId: 'contoso', tokenId: 'c-1' }, body: { for: '2h', ...by } });
  const from = ts(NOON + DAY);
  await world.call(silenceOneToken, {
    params: { tenantId: 'contoso', tokenId: '_reporter' },
    body: { from, for: '1h', ...by },
  });

  const { json } = await world.call(listSilences);
  const own = await world.call(listSilences, { query: { tenantId: 'contoso' } });

  expect(json).toMatchObject({
    value: [
      { tenantId: 'contoso', tokenId: 'c-1', subject: null, state: 'inForce', by: 'ana', note: 'exams' },
      { tenantId: 'newcomer', tokenId: null, subject: null, state: 'inForce' },
      { tenantId: 'contoso', tokenId: null, subject: '_reporter', state: 'toCome', from, until: ts(NOON + 25 * HOUR) },
    ],
    continuation: null,
  });
  expect(own.json.value).toEqual([json.value[0], json.value[2]]);
});

test('a silence that has ended is not listed', async () => {
  const world = await district();
  await world.call(silenceWholeTenant, { params: { tenantId: 'contoso' }, body: { for: '1m', by: 'ana' } });

  world.now += MINUTE;

  expect((await world.call(listSilences)).json.value).toEqual([]);
});

test('an unknown parameter is refused', async () => {
  const answers = await Promise.all(
    [getOverview, listSilences].map((route) => new World().call(route, { query: { tenant: 'contoso' } })),
  );

  expect(answers.map(({ status }) => status)).toEqual([400, 400]);
});

/** Two tenants, five tokens in different states, and one that is not monitored. */
async function district(): Promise<World> {
  const world = new World({ start: NOON - HOUR });
  await world.report(
    { tokenId: 'c-1', displayName: 'Berlin', expiresAt: ts(NOON + 40 * DAY) },
    { tokenId: 'c-2', status: 'inProgress', expiresAt: ts(NOON + 5 * DAY) },
    { tokenId: 'c-3', tokenState: 'invalid' },
    { tokenId: 'c-4', status: 'failed' },
    { tokenId: 'c-5', expiresAt: ts(NOON - 2 * HOUR), lastSyncAt: ts(NOON - 3 * HOUR) },
    { tenantId: 'fabrikam', tokenId: 'f-1', status: 'failed', lastSyncAt: ts(NOON - 2 * HOUR) },
  );
  await world.app.retireToken({ tenantId: 'contoso', tokenId: 'c-5' }, { kind: 'retired', by: 'ana' });
  const { id } = await world.incident('c-4');
  await world.app.acknowledge('contoso', id, { by: 'ana' });
  await world.leap(NOON);
  await world.app.sweep();
  return world;
}
