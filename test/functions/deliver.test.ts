import { app, type InvocationContext } from '@azure/functions';
import { afterEach, expect, test, vi } from 'vitest';
import type { Boot } from '../../functions/boot.ts';
import { registerDeliver } from '../../functions/deliver.ts';
import { HOUR, MINUTE } from '../../src/domain/policy.ts';
import { NOON, PERIOD, World } from '../support/world.ts';

afterEach(() => vi.restoreAllMocks());

test('a wake-up makes its target hear what there is', async () => {
  const world = new World();
  await world.post(world.app, { status: 'failed' });
  const { deliver } = handlers(world);

  await deliver({ target: 'pager' });

  expect(world.told()).toEqual(['opened contoso/t-1 syncFailed warning']);
});

test('while settings are wrong a wake-up is completed, and nothing is claimed or counted', async () => {
  const world = new World();
  await world.post(world.app, { status: 'failed' });
  const { deliver, lines } = handlers('wrong');

  for (let i = 0; i < 10; i++) await deliver({ target: 'pager' });

  expect(lines.at(-1)).toBe('delivery: put off, the settings of this app are wrong');
  expect(await world.standings()).toEqual(['contoso/t-1 pending']);
});

test('and once they are right the sweep wakes all: the channel is well and hears of it, be it days later', async () => {
  const world = new World();
  await world.sweep();
  await world.post(world.app, { status: 'failed' });
  world.loseMessages();
  world.now = NOON + 30 * HOUR;

  await world.run(NOON + 30 * HOUR + 2 * PERIOD);

  expect(world.told()).toEqual([expect.stringMatching(/^opened contoso\/t-1 syncFailed/)]);
});

test.each(['text', { tenantId: 'contoso', incidentId: '01', seq: 1, target: 7 }, null])(
  'a message that is no wake-up is dropped, with a line: %j',
  async (message) => {
    const { deliver, lines } = handlers(new World());

    await deliver(message);

    expect(lines).toEqual(['delivery: message dropped, it is not a wake-up']);
  },
);

test('a wake-up for a target that is not configured does no harm', async () => {
  const { deliver, lines } = handlers(new World());

  await deliver({ target: 'gone' });

  expect(lines).toEqual([]);
});

test('one that comes again while its target is at work is put back', async () => {
  const world = new World();
  await world.post(world.app, { status: 'failed' });
  const busy = await world.rows.get('_mailbox!pager', 'guard');
  const until = new Date(world.now + MINUTE).toISOString();
  await world.rows.put({ ...busy, partitionKey: '_mailbox!pager', rowKey: 'guard', v: 1, seq: 1, failures: 0, until });
  world.loseMessages();
  const { deliver } = handlers(world);

  await deliver({ target: 'pager' }, 2);
  const atOnce = world.told();
  await world.deliverDue(world.app, world.now + 2 * MINUTE);

  expect(atOnce).toEqual([]);
  expect(world.told()).toEqual(['opened contoso/t-1 syncFailed warning']);
});

test('a wake-up that failed again and again is logged and forgotten: the sweep wakes again', async () => {
  const { poisoned, lines } = handlers(new World());

  await poisoned({ target: 'pager' });

  expect(lines).toEqual(['delivery: wake-up failed again and again, left to the next check']);
});

/** The two queue functions over a world, or over settings that are wrong. */
function handlers(over: World | 'wrong') {
  const queues = vi.spyOn(app, 'storageQueue').mockReturnValue(undefined);
  const boot =
    over === 'wrong' ? { ok: false, problems: ['wrong'], valid: {} } : { ok: true, service: async () => over.app };
  registerDeliver((async () => boot) as unknown as Boot);
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  const handlerOf = (name: string) => {
    const options = queues.mock.calls.find(([called]) => called === name)?.[1];
    return async (message: unknown, dequeueCount = 1) => {
      const context = { info: write, warn: write, error: write, triggerMetadata: { dequeueCount } };
      await options?.handler(message, context as unknown as InvocationContext);
    };
  };
  return { deliver: handlerOf('deliver'), poisoned: handlerOf('deliver-poison'), lines };
}
