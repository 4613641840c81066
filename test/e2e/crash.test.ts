import { afterAll, expect, test } from 'vitest';
import { App, ago, workplace } from '../support/app.ts';
import { Receiver } from '../support/receiver.ts';

const here = workplace();
const receiver = await new Receiver().open();
let app: App | undefined;
afterAll(async () => {
  await app?.stop();
  await receiver.close();
  here.remove();
});

test('killed right after it took a failure, it alerts after the restart, under the same id', async () => {
  app = await App.start(here.path, receiver.environment);
  const { status, json } = await app.report({ id: 't', lastSyncStatus: 'failed', lastSyncDateTime: ago(5) });
  await app.kill();

  app = await App.start(here.path, receiver.environment);

  // A message that was being handled just then stays hidden for 30 s, and one that was being sent for 2 minutes.
  const alert = await receiver.alert('t', 'opened', 150_000);
  expect(status).toBe(200);
  expect(new Set(receiver.of('t').map(({ id }) => id))).toEqual(new Set([alert.id]));
  expect(alert.id).toBe(`${json.results[0].incident.id}-1`);
}, 180_000);
