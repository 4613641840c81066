import { afterAll, beforeAll, expect, test } from 'vitest';
import { App, ago, until, workplace } from '../support/app.ts';
import { Receiver } from '../support/receiver.ts';

// What people ask of the running app, and do through it: incidents, silences, notifications, groups, tests.

const here = workplace();
const receiver = new Receiver();
const ADA = { by: 'ada@contoso.example', note: 'on it' };
const PROBLEM = 'application/problem+json';
let app: App;

beforeAll(async () => {
  await receiver.open();
  receiver.answer = (response, { body }) =>
    response.writeHead(body.data.tokenId === 'refused' && receiver.attempts.length < 20 ? 400 : 204).end();
  app = await App.start(here.path, { ...receiver.environment, OUTBREAK_MIN: '6' });
});
afterAll(async () => {
  await app?.stop();
  await receiver.close();
  here.remove();
});

test('an incident shows its timeline, and what each target was told of it', async () => {
  const incidentId = await failing('shown');
  await receiver.alert('shown', 'opened');

  const { json } = await until(async () => {
    const answer = await app.get(`incidents/default/${incidentId}`);
    const states = answer.json.notifications.map(({ state }: { state: string }) => state);
    return String(states) === 'delivered,delivered' ? answer : undefined;
  });

  expect(json).toMatchObject({ id: incidentId, state: 'open', cause: 'syncFailed', tokenId: 'shown' });
  expect(json.timeline.map(({ kind }: { kind: string }) => kind)).toEqual(['report', 'notice']);
  expect(json.notifications).toMatchObject(
    ['log', 'webhook'].map((target) => ({
      target,
      tokenId: 'shown',
      heard: { state: 'open', incidentId, cause: 'syncFailed', message: `${incidentId}-1`, groupId: null },
      lastError: null,
    })),
  );
});

test('an incident is acknowledged until it ends', async () => {
  const incidentId = await failing('acknowledged');
  const path = `incidents/default/${incidentId}`;

  const acknowledged = await app.request('POST', `${path}/acknowledge`, ADA);
  await app.report({ id: 'acknowledged', lastSyncStatus: 'completed', lastSyncDateTime: ago(1) });
  const late = await app.request('POST', `${path}/acknowledge`, ADA);
  const unknown = await app.request('POST', 'incidents/default/none/acknowledge', ADA);
  const nobody = await app.request('POST', `${path}/acknowledge`, {});

  expect(acknowledged.json).toMatchObject({ id: incidentId, acknowledged: ADA });
  expect([late.status, unknown.status, nobody.status]).toEqual([409, 404, 400]);
});

test('a silence holds an alert, shows who set it, and lets go when it is lifted', async () => {
  const set = await app.request('PUT', 'silences/default/silent', { for: '2h', ...ADA });
  await failing('silent');
  const held = await until(async () => {
    const { json } = await app.get('notifications?target=webhook&tokenId=silent&state=silenced');
    return json.value[0];
  });
  const token = await app.get('tokens/default/silent');

  const lifted = await app.request('DELETE', 'silences/default/silent');

  await receiver.alert('silent', 'opened');
  expect([set.status, set.json]).toMatchObject([200, { tokenId: 'silent', ...ADA }]);
  expect(held).toMatchObject({ state: 'silenced', heard: null, silencedUntil: set.json.until });
  expect(token.json).toMatchObject({ silence: ADA, incident: { reason: expect.stringContaining(ADA.by) } });
  expect(lifted.status).toBe(204);
});

test('a whole tenant is silenced before its first report', async () => {
  await app.request('PUT', 'silences/quiet', { until: new Date(Date.now() + 3_600_000).toISOString(), by: 'ada' });
  await app.report({ tenantId: 'quiet', id: 'hushed', lastSyncStatus: 'failed' });

  const held = await until(async () => (await app.get('notifications?tenantId=quiet&state=silenced')).json.value[1]);
  const wrong = await app.request('PUT', 'silences/quiet', { for: 'ever', by: 'ada' });
  await app.request('DELETE', 'silences/quiet');

  await receiver.alert('hushed', 'opened');
  expect(held).toMatchObject({ tenantId: 'quiet', tokenId: 'hushed' });
  expect([wrong.status, wrong.json.errors[0].pointer]).toEqual([400, '#/for']);
});

test('what a target refused is listed, and sent again when that is asked for', async () => {
  await failing('refused');
  const dead = await until(async () => {
    const { json } = await app.get('notifications?target=webhook&state=dead');
    return json.value[0];
  });
  receiver.answer = (response) => response.writeHead(204).end();

  const redriven = await app.request('POST', 'notifications/redrive?target=webhook&tenantId=default&tokenId=refused');
  const unknown = await app.request('POST', 'notifications/redrive?target=pager');

  await receiver.alert('refused', 'opened');
  expect(dead).toMatchObject({ tokenId: 'refused', lastError: expect.stringContaining('400') });
  expect([redriven.status, redriven.json]).toEqual([202, { redriven: 1 }]);
  expect([unknown.status, unknown.json.detail]).toEqual([404, expect.stringContaining('log, webhook')]);
});

test('tokens that fail together are one group; what is done to it is done to its members', async () => {
  const ids = ['g-1', 'g-2', 'g-3', 'g-4', 'g-5', 'g-6'];
  const report = (id: string) => ({ tenantId: 'grouped', id, state: 'expired', lastSyncStatus: 'failed' });
  await app.report(ids.map(report));
  const { body } = await until(() => receiver.accepted.find((it) => it.body.type === 'vpp.outbreak.opened'));
  const { json } = await app.get('groups?target=webhook');
  const path = `groups/webhook/${json.value[0].groupId}`;

  const acknowledged = await app.request('POST', `${path}/acknowledge`, ADA);
  const silenced = await app.request('POST', `${path}/silence`, { for: '1h', ...ADA });
  const tokens = await app.get('tokens?tenantId=grouped');
  const none = await app.request('POST', 'groups/webhook/01ARZ3NDEKTSV4RRFFQ69G5FAV/acknowledge', ADA);

  expect(body.data).toMatchObject({ groupId: json.value[0].groupId, cause: 'tokenExpired', counts: { open: 6 } });
  expect(json.value).toMatchObject([{ target: 'webhook', kind: 'cause', endedAt: null, openMembers: { length: 6 } }]);
  expect([acknowledged.json, silenced.json]).toEqual([{ acknowledged: 6 }, { silenced: 6 }]);
  expect(tokens.json.value).toMatchObject(ids.map(() => ({ silence: ADA, incident: { acknowledged: ADA } })));
  expect(none.status).toBe(404);
});

test('a test goes through every target, or through one', async () => {
  const all = await app.request('POST', 'test-notification');
  const one = await app.request('POST', 'test-notification?target=log');

  expect(all.json.results.map(({ target, outcome }: { target: string; outcome: string }) => [target, outcome])).toEqual(
    [
      ['log', 'delivered'],
      ['webhook', 'delivered'],
    ],
  );
  expect(one.json.results).toHaveLength(1);
  expect(receiver.accepted.filter(({ body }) => body.type === 'vpp.test')).toHaveLength(1);
});

test('a token is retired, and that is taken back', async () => {
  await failing('retired');

  const retired = await app.request('DELETE', 'tokens/default/retired');
  const away = await app.get('tokens/default/retired');
  const undone = await app.request('DELETE', 'tokens/default/retired?undo=true');
  const back = await app.get('tokens/default/retired');

  expect([retired.status, undone.status]).toEqual([204, 204]);
  expect(away.json).toMatchObject({ incident: null, retiredDateTime: expect.any(String) });
  expect(back.json).toMatchObject({ incident: { state: 'open' }, retiredDateTime: null });
});

test.each([
  ['GET', 'tokens', ['limit', 'continuation', 'tenantId', 'status', 'cause']],
  ['GET', 'tokens/default/shown/history', ['limit', 'continuation']],
  ['DELETE', 'tokens/default/shown', ['undo']],
  ['GET', 'incidents', ['limit', 'continuation', 'tenantId', 'state', 'cause']],
  ['GET', 'connections', ['limit', 'continuation', 'tenantId']],
  ['GET', 'notifications', ['limit', 'continuation', 'target', 'tenantId', 'tokenId', 'state']],
  ['POST', 'notifications/redrive', ['target', 'tenantId', 'tokenId']],
  ['GET', 'groups', ['target', 'groupId']],
  ['POST', 'test-notification', ['target']],
])('%s %s refuses a parameter that it does not know, and names those that it does', async (method, path, known) => {
  const { status, headers, json } = await app.request(method, `${path}?tenant=x&code=key`);

  expect([status, headers.get('content-type')]).toEqual([400, PROBLEM]);
  expect(json.errors).toEqual([{ pointer: '?tenant', detail: expect.stringContaining(known.join(', ')) }]);
});

test.each([
  ['GET', 'tokens/default/shown'],
  ['GET', 'incidents/default/none'],
  ['POST', 'incidents/default/none/acknowledge'],
  ['PUT', 'silences/default'],
  ['DELETE', 'silences/default'],
  ['PUT', 'silences/default/shown'],
  ['DELETE', 'silences/default/shown'],
  ['POST', 'groups/webhook/none/acknowledge'],
  ['POST', 'groups/webhook/none/silence'],
])('%s %s takes no parameters, and says so', async (method, path) => {
  const { status, json } = await app.request(method, `${path}?undo=true`);

  expect(status).toBe(400);
  expect(json.errors).toEqual([{ pointer: '?undo', detail: expect.stringContaining('takes none') }]);
});

test('a report is taken whatever its sender adds to the address', async () => {
  const { status } = await app.request('POST', 'sync-reports?api-version=1', {
    id: 'added',
    lastSyncStatus: 'completed',
  });

  expect(status).toBe(200);
});

/** @returns the id of its incident */
async function failing(id: string): Promise<string> {
  const { json } = await app.report({ id, lastSyncStatus: 'failed', lastSyncDateTime: ago(5) });
  return json.results[0].incident.id;
}
