import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { App, ago, until, workplace } from '../support/app.ts';
import { type Alert, Receiver, SECRET } from '../support/receiver.ts';

/** What had no answer is sent again after a minute. */
const HEALED_MS = 150_000;
const PATIENCE = { timeout: HEALED_MS + 30_000 };

/** When the app gave up on the one that hangs. */
let hungUpAt = Number.POSITIVE_INFINITY;

/** How receivers answer the first attempt; later ones they accept. The first of them is not even there. */
const TROUBLE: Readonly<Record<string, (response: ServerResponse) => void>> = {
  refused: () => undefined,
  broken: (response) => response.writeHead(500).end('<html>the database is down</html>'),
  busy: (response) => response.writeHead(429, { 'retry-after': '13' }).end(),
  hanging: (response) => response.on('close', () => (hungUpAt = Date.now())),
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
  await until(() => receivers.get('hanging')?.attempts[0]);

  const another = await well.alert('t', 'opened');

  expect(another.at).toBeLessThan(hungUpAt);
});

test.each(Object.keys(TROUBLE))(
  'a target that was %s gets its alert, once, when it is back',
  PATIENCE,
  async (name) => {
    const alert = await arrived(name);

    const { attempts, accepted, forged } = receivers.get(name)!;
    expect(new Set(attempts.map(({ id }) => id))).toEqual(new Set([alert.id]));
    expect(accepted).toHaveLength(1);
    expect(forged).toEqual([]);
  },
);

test('one that asks for 13 seconds is left alone for 13 seconds', PATIENCE, async () => {
  const alert = await arrived('busy');

  const [first] = receivers.get('busy')!.attempts;
  expect(alert.at - first!.at).toBeGreaterThanOrEqual(13_000);
});

test('each attempt is signed anew', PATIENCE, async () => {
  await arrived('broken');

  const [first, second] = receivers.get('broken')!.attempts.map(({ headers }) => headers['webhook-signature']);
  expect(second).not.toBe(first);
});

test('what each target was told is listed, with what went wrong before', PATIENCE, async () => {
  for (const name of receivers.keys()) await arrived(name);

  const { value } = await until(async () => {
    const { json } = await app.get('notifications?tokenId=t&state=delivered');
    return json.value.length === 2 + receivers.size ? json : undefined;
  });

  expect(value.map(({ target }: { target: string }) => target).sort()).toEqual(
    ['log', 'webhook', ...receivers.keys()].sort(),
  );
});

/** Waits for the accepted alert: what had no answer is sent again when it can arrive no more. */
function arrived(name: string): Promise<Alert> {
  return receivers.get(name)!.alert('t', 'opened', HEALED_MS);
}
