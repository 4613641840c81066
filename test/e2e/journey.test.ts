import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, App, ago, buildBundle, SOURCE, workplace } from '../support/app.ts';
import { Receiver } from '../support/receiver.ts';

const build = workplace();
let bundle = '';
beforeAll(async () => {
  bundle = await buildBundle(build.path);
});
afterAll(build.remove);

/** The main job, told once; each step goes on where the one before it ended. */
describe.each([
  { program: 'the source', entry: () => SOURCE },
  { program: 'the bundle for Azure', entry: () => bundle },
])('$program', ({ entry }) => {
  const here = workplace();
  const receiver = new Receiver();
  const tokenId = '9ceb2f92-2f92-9ceb-922f-eb9c922feb9c';
  let app: App;

  beforeAll(async () => {
    await receiver.open();
    app = await App.start(here.path, receiver.environment, entry());
  });
  afterAll(async () => {
    await app?.stop();
    await receiver.close();
    here.remove();
  });

  // A second failed sync makes it critical where it lies six hours or more after the first.
  const [monday, tuesday, wednesday] = [ago(10 * 60), ago(2 * 60), ago(20)];

  async function reported(lastSyncStatus: unknown, lastSyncDateTime: string): Promise<Answer> {
    return app.report({ id: tokenId, lastSyncStatus, lastSyncDateTime, organizationName: 'Contoso', state: 'valid' });
  }

  test('a completed sync is applied and shown', async () => {
    const answer = await reported('completed', ago(20 * 60));

    const token = await app.get(`tokens/default/${tokenId}`);
    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      results: [
        {
          index: 0,
          tenantId: 'default',
          tokenId,
          outcome: 'applied',
          status: 'completed',
          previousStatus: null,
          incident: null,
        },
      ],
    });
    expect(token.json).toMatchObject({ status: 'completed', statusValue: 2, failures: 0, incident: null });
  });

  test('a failed one alerts, signed, with what happened, what it means and what to do', async () => {
    const answer = await reported('failed', monday);

    const { body, id } = await receiver.alert(tokenId, 'opened');
    expect(answer.json.results[0]).toMatchObject({
      outcome: 'applied',
      status: 'failed',
      previousStatus: 'completed',
      incident: { cause: 'syncFailed', severity: 'warning', state: 'open' },
    });
    expect(id).toBe(`${answer.json.results[0].incident.id}-1`);
    expect(receiver.forged).toEqual([]);
    expect(body.data).toMatchObject({
      notificationId: id,
      tenantId: 'default',
      tokenId,
      token: { organizationName: 'Contoso' },
      status: 'failed',
      statusValue: 3,
      lastSyncDateTime: monday,
      failingSince: monday,
      cause: 'syncFailed',
      severity: 'warning',
      title: expect.stringMatching(/Contoso.*eb9c/),
      message: expect.stringMatching(/fail/i),
      impact: expect.stringMatching(/\w+ \w+/),
      runbook: { title: expect.any(String), steps: expect.arrayContaining([expect.stringMatching(/\w+ \w+/)]) },
    });
  });

  test('the same again, a sync in progress and its failure tell nobody anything new; nor does a restart', async () => {
    const again = await reported('failed', monday);
    const running = await reported('inProgress', monday);
    await app.stop();
    app = await App.start(here.path, receiver.environment, entry());
    const failed = await reported('failed', monday);

    const { json: incidents } = await app.get('incidents');
    const { json: incident } = await app.get(`incidents/default/${incidents.value[0].id}`);
    expect([again, running, failed].map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(incidents.value).toHaveLength(1);
    expect(incident.timeline.filter(({ kind }: { kind: string }) => kind === 'notice')).toHaveLength(1);
  });

  test('a newer failure is told once more, as critical', async () => {
    await reported('failed', tuesday);

    const { body } = await receiver.alert(tokenId, 'updated');
    expect(body.data).toMatchObject({ cause: 'syncFailed', severity: 'critical', failingSince: monday });
  });

  test('a newer completed sync ends it', async () => {
    const answer = await reported('completed', wednesday);

    const { body } = await receiver.alert(tokenId, 'resolved');
    const { json: open } = await app.get('incidents?state=open');
    expect(answer.json.results[0].incident).toMatchObject({ state: 'resolved' });
    expect(body.data).toMatchObject({ resolution: 'completed', status: 'completed', resolvedAt: expect.any(String) });
    expect(open.value).toEqual([]);
  });

  test('all in all three alerts came, in order, and the history has every step', async () => {
    const { json } = await app.get(`tokens/default/${tokenId}/history`);

    expect(receiver.typesOf(tokenId)).toEqual(['vpp.incident.opened', 'vpp.incident.updated', 'vpp.incident.resolved']);
    expect(json.value.map(({ status }: { status: string }) => status).slice(0, 2)).toEqual(['completed', 'failed']);
    expect(json.value.at(-1)).toMatchObject({ status: 'completed', source: expect.any(String), outcome: 'applied' });
  });
});
