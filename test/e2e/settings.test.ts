import { afterAll, expect, test } from 'vitest';
import { App, buildBundle, workplace } from '../support/app.ts';

const here = workplace();
afterAll(here.remove);

test.each([
  ['CRITICAL_AFTER', 'one day', /number and a unit/],
  ['ALERT_WEBHOOK_URL', 'http://alerts.example/hook', /https/],
  ['SWEEP_SCHEDULE', 'every minute', /six fields/],
])('with a wrong %s the program does not start, and says what is allowed', async (name, value, allowed) => {
  const app = App.launch(here.path, { [name]: value });

  const exitCode = await app.exitCode;

  const text = app.lines.join('\n');
  expect(exitCode).not.toBe(0);
  expect(text).toContain(name);
  expect(text).toMatch(allowed);
  expect(text).not.toMatch(/^\s+at /m);
});

test('in Azure it starts all the same, and every function answers 503 with the problem', async () => {
  const bundle = await buildBundle(here.path);
  const app = await App.start(here.path, { WEBSITE_SITE_NAME: 'vpp', STUCK_AFTER: '6x' }, bundle);

  const report = await app.report({ id: 't', lastSyncStatus: 'failed' });
  const tokens = await app.get('tokens');
  const retire = await app.request('DELETE', 'tokens/default/t');
  const health = await app.get('health');

  await app.stop();
  for (const answer of [report, tokens, retire]) {
    expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'application/problem+json']);
    expect(answer.json.detail).toMatch(/STUCK_AFTER.*number and a unit/);
  }
  expect([health.status, health.json.status]).toEqual([503, 'down']);
});
