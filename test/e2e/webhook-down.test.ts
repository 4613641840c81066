import { afterAll, beforeAll, expect, test } from 'vitest';
import { App, ago, until, workplace } from '../support/app.ts';
import { type Alert, Receiver } from '../support/receiver.ts';

const here = workplace();
const receiver = new Receiver();
let app: App;

/** How the receiver answers the first attempt of each token; later ones it accepts. */
const TROUBLE: Record<string, (response: import('node:http').ServerResponse) => void> = {
  broken: (response) => response.writeHead(500).end('<html>the database is down</html>'),
  busy: (response) => response.writeHead(429, { 'retry-after': '13' }).end(),
  hanging: () => undefined,
  cut: (response) => response.destroy(),
};

/** One outage for all: waiting for one retry after another would take minutes. */
beforeAll(async () => {
  await receiver.open();
  await receiver.close();
  // Six tokens that fail at once would be told as one outbreak.
  app = await App.start(here.path, { ...receiver.environment, OUTBREAK_MIN: '1000' });
  await failing('refused');
  await app.line(/will be retried, .*target=webhook at=.*connection refused/);

  receiver.answer = (response, { body, id }) => {
    const isFirst = receiver.attempts.filter((attempt) => attempt.id === id).length === 1;
    const trouble = isFirst && TROUBLE[body.data.tokenId];
    if (trouble) trouble(response);
    else response.writeHead(200).end('ok');
  };
  await receiver.open();
  for (const tokenId of Object.keys(TROUBLE)) await failing(tokenId);
  await failing('another');
});
afterAll(async () => {
  await app?.stop();
  await receiver.close();
  here.remove();
});

test('while one send hangs, another notification comes through within the time-out of a send', async () => {
  const hanging = await attempt('hanging', 0);

  const another = await receiver.alert('another', 'opened');

  expect(another.at - hanging.at).toBeLessThan(10_000);
});

test.each(['refused', 'broken', 'hanging', 'cut'])(
  'a peer that was %s gets its alert when it is back',
  async (tokenId) => {
    const alert = await receiver.alert(tokenId, 'opened', 40_000);

    const attempts = attemptsOf(tokenId);
    expect(new Set(attempts.map(({ id }) => id))).toEqual(new Set([alert.id]));
    expect(receiver.typesOf(tokenId)).toEqual(['vpp.incident.opened']);
  },
  60_000,
);

test('a peer that asks for 13 seconds is left alone for 13 seconds', async () => {
  const alert = await receiver.alert('busy', 'opened', 40_000);

  const first = await attempt('busy', 0);
  expect(alert.at - first.at).toBeGreaterThanOrEqual(13_000);
}, 60_000);

test('each attempt is signed anew', async () => {
  await receiver.alert('broken', 'opened', 40_000);

  const [first, second] = attemptsOf('broken').map(({ headers }) => headers['webhook-signature']);
  expect(receiver.forged).toEqual([]);
  expect(second).not.toBe(first);
}, 60_000);

async function failing(id: string): Promise<void> {
  const { status } = await app.report({ id, lastSyncStatus: 'failed', lastSyncDateTime: ago(5) });
  expect(status).toBe(200);
}

function attemptsOf(tokenId: string): Alert[] {
  return receiver.attempts.filter(({ body }) => body.data.tokenId === tokenId);
}

async function attempt(tokenId: string, index: number): Promise<Alert> {
  return until(() => attemptsOf(tokenId)[index]);
}
