import { afterAll, describe, expect, test } from 'vitest';
import { App, ago, until, workplace } from '../support/app.ts';
import { Receiver } from '../support/receiver.ts';

const places = [workplace(), workplace()] as const;
const apps: App[] = [];
const receivers: Receiver[] = [];
afterAll(async () => {
  for (const app of apps) await app.stop();
  for (const receiver of receivers) await receiver.close();
  for (const place of places) place.remove();
});

// A message that was being handled just then stays hidden for 30 s, and a mailbox whose holder died for a minute.
describe.concurrent('killed without warning, it alerts after the restart, under the same id', () => {
  test('right after it took a failure', async () => {
    const receiver = await listening();
    const app = await App.start(places[0].path, receiver.environment);
    const { status, json } = await app.report({ id: 't', lastSyncStatus: 'failed', lastSyncDateTime: ago(5) });
    await app.kill();

    apps.push(await App.start(places[0].path, receiver.environment));

    const alert = await receiver.alert('t', 'opened', 150_000);
    expect(status).toBe(200);
    expect(new Set(receiver.of('t').map(({ id }) => id))).toEqual(new Set([alert.id]));
    expect(alert.id).toBe(`${json.results[0].incident.id}-1`);
  }, 180_000);

  test('in the middle of a send', async () => {
    const receiver = await listening();
    const app = await App.start(places[1].path, receiver.environment);
    receiver.answer = () => undefined;
    await app.report({ id: 't', lastSyncStatus: 'failed', lastSyncDateTime: ago(5) });
    const first = await until(() => receiver.attempts[0]);
    await app.kill();
    receiver.answer = (response) => response.writeHead(204).end();

    const next = await App.start(places[1].path, receiver.environment);
    apps.push(next);

    const alert = await receiver.alert('t', 'opened', 150_000);
    const told = await until(async () => {
      const { json } = await next.get('notifications?target=webhook&state=delivered');
      return json.value[0];
    });
    expect(alert.id).toBe(first.id);
    expect(receiver.accepted).toHaveLength(1);
    expect(told).toMatchObject({ tokenId: 't', heard: { message: first.id }, maybe: [] });
  }, 180_000);
});

async function listening(): Promise<Receiver> {
  const receiver = await new Receiver().open();
  receivers.push(receiver);
  return receiver;
}
