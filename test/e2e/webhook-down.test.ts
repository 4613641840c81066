import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { App, ago, until, workplace } from '../support/app.ts';
import { type Alert, Receiver, SECRET } from '../support/receiver.ts';

/** How receivers answer the first attempt; later ones they accept. The first of them is not even there. */
const TROUBLE: Readonly<Record<string, (response: ServerResponse) => void>> = {
  refused: () => undefined,
  broken: (response) => response.writeHead(500).end('<html>the database is down</html>'),
  busy: (response) => response.writeHead(429, { 'retry-after': '13' }).end(),
  hanging: () => undefined,
  cut: (response) => response.destroy(),
};

const here = workplace();
const well = new Receiver();
const receivers = new Map(Object.keys(TROUBLE).map((name) => [name, new Receiver()]));
let app: App;

/** One failure for all: each receiver is a target of its own, so that their troubles take no longer than one. */
beforeAll(async () => {
  for (const receiver of [well, ...receivers.values()]) await receiver.open();
  for (const [name, receiver] of receivers) {
    receiver.answer = (response) => {
      if (receiver.attempts.length === 1) TROUBLE[name]?.(response);
      else response.writeHead(200).end('ok');
    };
  }
  const names = [...receivers.keys()];
  const targets = Object.fromEntries(
    names.map((name) => [name, { kind: 'webhook', url: `$URL_${name}`, secret: '$SECRET' }]),
  );
  app = await App.start(here.path, {
    ...well.environment,
    ...Object.fromEntries([...receivers].map(([name, { url }]) => [`URL_${name}`, url])),
    SECRET,
    ALERT_ROUTES: JSON.stringify({ targets, rules: [{ targets: ['webhook', ...names] }] }),
  });
  await receivers.get('refused')?.close();
  const { status } = await app.report({ id: 't', lastSyncStatus: 'failed', lastSyncDateTime: ago(5) });
  expect(status).toBe(200);
  await app.line(/will be tried again, .*target=refused .*connection refused/);
  const refused = receivers.get('refused');
  if (refused) refused.answer = (response) => response.writeHead(200).end('ok');
  await refused?.open();
});
afterAll(async () => {
  await app?.stop();
  for (const receiver of [well, ...receivers.values()]) await receiver.close();
  here.remove();
});

test('while one target hangs, another gets its alert', async () => {
  const hanging = await until(() => receivers.get('hanging')?.attempts[0]);

  const another = await well.alert('t', 'opened');

  expect(another.at - hanging.at).toBeLessThan(10_000);
});

test.each(Object.keys(TROUBLE))(
  'a target that was %s gets its alert, once, when it is back',
  async (name) => {
    const alert = await arrived(name);

    const { attempts, accepted, forged } = receivers.get(name)!;
    expect(new Set(attempts.map(({ id }) => id))).toEqual(new Set([alert.id]));
    expect(accepted).toHaveLength(1);
    expect(forged).toEqual([]);
  },
  100_000,
);

test('one that asks for 13 seconds is left alone for 13 seconds', async () => {
  const alert = await arrived('busy');

  const [first] = receivers.get('busy')!.attempts;
  expect(alert.at - first!.at).toBeGreaterThanOrEqual(13_000);
}, 60_000);

test('each attempt is signed anew', async () => {
  await arrived('broken');

  const [first, second] = receivers.get('broken')!.attempts.map(({ headers }) => headers['webhook-signature']);
  expect(second).not.toBe(first);
}, 60_000);

test('what each target was told is listed, with what went wrong before', async () => {
  for (const name of receivers.keys()) await arrived(name);

  const { value } = await until(async () => {
    const { json } = await app.get('notifications?tokenId=t&state=delivered');
    return json.value.length === 2 + receivers.size ? json : undefined;
  });

  expect(value.map(({ target }: { target: string }) => target).sort()).toEqual(
    ['log', 'webhook', ...receivers.keys()].sort(),
  );
}, 100_000);

/** Waits for the accepted alert: what had no answer is sent again when it can arrive no more. */
function arrived(name: string): Promise<Alert> {
  return receivers.get(name)!.alert('t', 'opened', 90_000);
}
