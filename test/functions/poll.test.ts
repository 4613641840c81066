import { app, type InvocationContext } from '@azure/functions';
import { afterEach, expect, test, vi } from 'vitest';
import { type Boot, readsGraph } from '../../functions/boot.ts';
import { registerPoll } from '../../functions/poll.ts';
import { HOUR } from '../../src/domain/policy.ts';
import { item, TENANT } from '../app/poll/build.ts';
import { NOON, World } from '../support/world.ts';

afterEach(() => vi.restoreAllMocks());

test('a message has its tenant read', async () => {
  const world = new World({ polled: [TENANT] });
  await world.sweep();
  world.graph.items.set(TENANT, [item('t-1')]);
  world.now = NOON + HOUR;
  const { poll } = handlers(world);

  await poll({ tenantId: TENANT });

  expect((await world.token('t-1')).record.newest.dated?.status).toBe('completed');
});

test('while settings are wrong a message is completed, and nothing is read', async () => {
  const { poll, lines } = handlers('wrong');

  await poll({ tenantId: TENANT });

  expect(lines).toEqual(['poll: put off, the settings of this app are wrong']);
});

test.each(['text', { target: 'pager' }, { tenantId: 7 }, null])(
  'what names no tenant is dropped, with a line: %j',
  async (message) => {
    const { poll, lines } = handlers(new World({ polled: [TENANT] }));

    await poll(message);

    expect(lines).toEqual(['poll: message dropped, it names no tenant']);
  },
);

test('a message of before Graph was turned off does no harm', async () => {
  const { poll, lines } = handlers(new World());

  await poll({ tenantId: TENANT });

  expect(lines).toEqual([]);
});

test('one that failed again and again is logged: the check hands its tenant out again', async () => {
  const { poisoned, lines } = handlers(new World());

  await poisoned({ tenantId: TENANT });

  expect(lines).toEqual(['poll: failed again and again, left to the next check']);
});

test.each([
  [{}, false],
  [{ GRAPH_TENANT_IDS: ' ' }, false],
  [{ GRAPH_VERSION: 'v1.0' }, false],
  [{ GRAPH_TENANT_IDS: 'contoso.example' }, true],
  [{ GRAPH_CLIENT_ID: '7d0e3a52-0000-4000-8000-000000000000' }, true],
])('%j: the queue of polls is watched: %s', (environment, isWatched) => {
  expect(readsGraph(environment)).toBe(isWatched);
});

/** The two queue functions over a world, or over settings that are wrong. */
function handlers(over: World | 'wrong') {
  const queues = vi.spyOn(app, 'storageQueue').mockReturnValue(undefined);
  const boot =
    over === 'wrong' ? { ok: false, problems: ['wrong'], valid: {} } : { ok: true, service: async () => over.app };
  registerPoll((async () => boot) as unknown as Boot);
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  const handlerOf = (name: string) => {
    const options = queues.mock.calls.find(([called]) => called === name)?.[1];
    return async (message: unknown) => {
      const context = { info: write, warn: write, error: write };
      await options?.handler(message, context as unknown as InvocationContext);
    };
  };
  return { poll: handlerOf('poll'), poisoned: handlerOf('poll-poison'), lines };
}
