import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { app, HttpRequest, type HttpResponseInit, type InvocationContext } from '@azure/functions';
import { afterEach, expect, test, vi } from 'vitest';
import type { Boot } from '../../functions/boot.ts';
import { registerHealth } from '../../functions/health.ts';
import type { Service } from '../../functions/service.ts';
import { registerSweep } from '../../functions/sweep.ts';
import { StorageUnavailable } from '../../src/app/model/ports.ts';
import { Secret } from '../../src/app/model/secret.ts';
import { beat } from '../../src/channels/heartbeat.ts';
import type { Settings } from '../../src/config/settings.ts';
import { SECOND } from '../../src/domain/policy.ts';
import { NOON, PERIOD, World } from '../support/world.ts';

afterEach(() => vi.restoreAllMocks());

test('the watcher elsewhere is called after a complete sweep, once', async () => {
  const world = new World();
  const beats = { count: 0 };

  await timer(world.app, beats)();

  expect(beats.count).toBe(1);
});

test('it is not called after a sweep that did not reach everything', async () => {
  const world = new World();
  await world.report();
  const beats = { count: 0 };
  // The clock runs away from under the sweep: its time is over before it comes to the tenants.
  world.app.way.beforeRead = (key) => {
    if (key.startsWith('_tenants')) world.now += 1_000 * SECOND;
  };

  await timer(world.app, beats)();

  expect(beats.count).toBe(0);
});

test('nor after one that failed', async () => {
  const world = new World();
  await world.report();
  const beats = { count: 0 };
  world.app.way.beforeRead = (key) => {
    if (key.startsWith('contoso/')) throw new Error('unreadable');
  };

  const failure = await timer(world.app, beats)().catch((error: unknown) => error);

  expect(failure).toMatchObject({ message: 'unreadable' });
  expect(beats.count).toBe(0);
});

test('a watcher that is out of reach fails no sweep; the log says so', async () => {
  const world = new World();
  const lines: string[] = [];
  const sweepOnce = timer(
    { ...world.app, beat: async () => ({ kind: 'failed', reason: 'answered 503', status: 503 }) },
    {},
    lines,
  );

  await sweepOnce();

  expect(lines).toContain('heartbeat: not delivered, setting=HEARTBEAT_URL reason="answered 503"');
});

test('the call is a POST to the address as it is', async () => {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    calls.push(`${request.method} ${request.url}`);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new Secret(`http://127.0.0.1:${(server.address() as AddressInfo).port}/ping/a-uuid?x=1`);

  const result = await beat(url, { fetch, now: Date.now });

  server.close();
  expect(result).toEqual({ kind: 'delivered' });
  expect(calls).toEqual(['POST /ping/a-uuid?x=1']);
});

test('health says when the last sweep was complete', async () => {
  const world = new World();
  await world.sweep();
  world.now += PERIOD;

  const health = await healthOf(world);

  expect(health).toEqual({ status: 200, json: { status: 'ok', lastSweep: '2026-03-10T12:00:00.000Z', reasons: [] } });
});

test('before the first sweep all is well, and there is no last one', async () => {
  const world = new World();

  const health = await healthOf(world);

  expect(health.json).toEqual({ status: 'ok', lastSweep: null, reasons: [] });
});

test('what is wrong is said with the status', async () => {
  const world = new World();
  await world.sweep();
  world.now = NOON + 4 * PERIOD;

  const health = await healthOf(world);

  expect(health).toEqual({
    status: 200,
    json: {
      status: 'degraded',
      lastSweep: expect.any(String),
      reasons: [expect.objectContaining({ kind: 'lateCheck' })],
    },
  });
});

test('where storage is out of reach it is 503', async () => {
  const world = new World();
  world.app.way.beforeRead = () => {
    throw new StorageUnavailable('no answer');
  };

  expect(await healthOf(world)).toMatchObject({ status: 503, json: { status: 'down', lastSweep: null } });
});

test('wrong settings are named to whoever has a key', async () => {
  const boot: Boot = async () => ({ ok: false, problems: ['STUCK_AFTER: "6x" is no duration'], valid: {} });

  const answer = await answerOf(boot, 'health-reasons', 'GET');

  expect(answer).toEqual({
    status: 503,
    jsonBody: {
      status: 'down',
      reasons: [{ kind: 'settings', detail: 'STUCK_AFTER: "6x" is no duration', action: expect.any(String) }],
      lastSweep: null,
    },
  });
});

test('who has no key hears nothing but the status', async () => {
  const world = new World();
  await world.sweep();
  world.now += 4 * PERIOD;

  const health = await healthOf(world, 'health');

  expect(health.json).toEqual({ status: 'degraded' });
});

/** The handler of the sweep's timer over a service. */
function timer(service: Service, beats: { count?: number }, lines: string[] = []): () => Promise<void> {
  const timers = vi.spyOn(app, 'timer').mockReturnValue(undefined);
  const counted: Service =
    beats.count === undefined
      ? service
      : {
          ...service,
          beat: async () => {
            beats.count = (beats.count ?? 0) + 1;
            return { kind: 'delivered' };
          },
        };
  registerSweep(bootOf(counted), '0 */5 * * * *');
  const [, options] = timers.mock.lastCall ?? [];
  return async () => {
    await options?.handler({} as never, contextOf(lines));
  };
}

test.each([
  { isBooted: true, status: 200 },
  { isBooted: false, status: 503 },
])('HEAD is answered with $status and no body', async ({ isBooted, status }) => {
  const boot = isBooted
    ? bootOf(new World().app)
    : async () => ({ ok: false, problems: ['wrong'], valid: {} }) as const;

  const answer = await answerOf(boot, 'health', 'HEAD');

  expect(answer).toEqual({ status });
});

async function healthOf(world: World, name = 'health-reasons') {
  const answer = await answerOf(bootOf(world.app), name, 'GET');
  return { status: answer.status, json: answer.jsonBody };
}

async function answerOf(boot: Boot, name: string, method: 'GET' | 'HEAD'): Promise<HttpResponseInit> {
  const routes = vi.spyOn(app, 'http').mockReturnValue(undefined);
  registerHealth(boot);
  const options = routes.mock.calls.find(([called]) => called === name)?.[1];
  expect(options?.methods).toContain(method);
  const request = new HttpRequest({ method, url: 'http://localhost/api/health' });
  return (await options?.handler(request, contextOf([]))) as HttpResponseInit;
}

function bootOf(service: Service): Boot {
  // Neither function reads any other setting.
  return async () => ({ ok: true, settings: {} as Settings, service: async () => service });
}

function contextOf(lines: string[]): InvocationContext {
  const write = (line: string) => lines.push(line);
  return { info: write, warn: write, error: write } as unknown as InvocationContext;
}
