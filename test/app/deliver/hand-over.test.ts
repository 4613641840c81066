import { describe, expect, test } from 'vitest';
import { type HandOverDeps, handOver } from '../../../src/app/deliver/hand-over.ts';
import type { DueRow } from '../../../src/app/deliver/rows.ts';
import { wakeUpsOf } from '../../../src/app/deliver/wake-ups.ts';
import type { Marker } from '../../../src/app/model/marker.ts';
import { StorageUnavailable } from '../../../src/app/model/ports.ts';

const down = async () => {
  throw new StorageUnavailable('down');
};

describe('handing over', () => {
  const marker = (no: number, targets: readonly string[], tenantId = 'a'): Marker => {
    return { tenantId, subject: `token${no}`, kind: 'told', no, targets, dueAt: no * 1_000, retryAt: 60_000 };
  };

  /** Everything that was done, in order. */
  function journal(broken: Partial<HandOverDeps> = {}, waiting: readonly DueRow[] = []) {
    const steps: string[] = [];
    const deps: HandOverDeps = {
      mailboxes: {
        insertDue: async (target, rows) => void steps.push(`${target}: ${rows.map((it) => it.suffix ?? it.no)}`),
        readDue: async (_target, only) => waiting.filter(({ tenantId }) => tenantId === only?.tenantId),
      },
      markers: {
        deleteMarkers: async (tenantId, markers) => {
          steps.push(`delete ${tenantId} ${markers.length}`);
          return 'deleted';
        },
      },
      wakeUps: { wake: async (target, at) => void steps.push(`wake ${target} ${at}`), putBack: async () => undefined },
      targets: ['webhook', 'teams'],
      clock: () => 500,
      newId: () => 'fresh',
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      ...broken,
    };
    return { steps, deps };
  }

  test('rows come first, then wake-ups, then the markers go', async () => {
    const { steps, deps } = journal();

    await handOver([marker(2, ['webhook']), marker(1, ['webhook']), marker(3, ['webhook'], 'b')], deps);

    expect(steps).toEqual(['webhook: 2,1,3', 'wake webhook 1000', 'delete a 2', 'delete b 1']);
  });

  test.each([
    { name: 'a mailbox', broken: { mailboxes: { insertDue: down, readDue: async () => [] } } },
    { name: 'the queue', broken: { wakeUps: { wake: down, putBack: down } } },
  ])('with $name out of reach the markers stay', async ({ broken }) => {
    const { steps, deps } = journal(broken);

    await handOver([marker(1, ['webhook'])], deps);

    expect(steps.filter((step) => step.startsWith('delete'))).toEqual([]);
  });

  test('what concerns another target only is not kept back by one that fails', async () => {
    const wake = async (target: string) => (target === 'teams' ? down() : undefined);
    const { steps, deps } = journal({ wakeUps: { wake, putBack: down } });

    await handOver([marker(1, ['webhook', 'teams']), marker(2, ['webhook'])], deps);

    expect(steps.at(-1)).toBe('delete a 1');
  });

  test('markers of which another has deleted one are deleted one by one', async () => {
    const deleted: number[] = [];
    const deleteMarkers = async (_: string, markers: readonly Marker[]) => {
      deleted.push(markers.length);
      return markers.length > 1 ? ('conflict' as const) : ('deleted' as const);
    };
    const { deps } = journal({ markers: { deleteMarkers } });

    await handOver([marker(1, ['webhook']), marker(2, ['webhook'])], deps);

    expect(deleted).toEqual([2, 1, 1]);
  });

  test.each([
    ['a tenant', 'what waits', '*', { tenantId: 'a', subject: 'token1' }],
    ['a tenant', 'the word that its reports are refused', '*', { tenantId: '_app', subject: '_refused:a' }],
    ['that word alone', 'it', '_refused:a', { tenantId: '_app', subject: '_refused:a' }],
  ])(
    'a lifted silence of %s puts a fresh row beside %s, for each target there is',
    async (_of, _what, subject, key) => {
      const waiting = [1, 2].map((no): DueRow => ({ ...key, no, dueAt: 9_000_000 }));
      const { steps, deps } = journal({}, waiting);

      await handOver([{ tenantId: 'a', subject, kind: 'lifted', id: 'x', retryAt: 60_000 }], deps);

      expect([...steps].sort()).toEqual([
        'delete a 1',
        'teams: fresh',
        'wake teams 500',
        'wake webhook 500',
        'webhook: fresh',
      ]);
    },
  );
});

describe('wake-ups of one instance', () => {
  test.each([
    { name: 'one alone comes at once', asked: [[0, 0]], put: [0] },
    {
      name: 'the next comes 2 s after it',
      asked: [
        [0, 0],
        [100, 100],
      ],
      put: [0, 2],
    },
    {
      name: 'what comes meanwhile relies on that',
      asked: [
        [0, 0],
        [100, 100],
        [1_500, 1_500],
        [1_999, 2_100],
      ],
      put: [0, 2],
    },
    {
      name: 'none relies on one that comes before its rows are due',
      asked: [
        [0, 0],
        [100, 100],
        [200, 5_200],
      ],
      put: [0, 2, 5],
    },
    {
      name: 'nor on one that comes much later',
      asked: [
        [0, 600_000],
        [10, 10],
      ],
      put: [600, 0],
    },
    {
      name: 'a burst over ten seconds costs five and one',
      asked: Array.from({ length: 100 }, (_, i) => [i * 100, i * 100]),
      put: [0, 2, 2, 2, 2, 2],
    },
  ])('$name', async ({ asked, put }) => {
    let now = 0;
    const delays: number[] = [];
    const wakeUps = wakeUpsOf({ put: async (_, delay) => void delays.push(delay) }, () => now);

    for (const [at = 0, due = 0] of asked) {
      now = at;
      await wakeUps.wake('webhook', due);
    }

    expect(delays).toEqual(put);
  });

  test('many at the same moment rely on one that is still on its way, and fail with it', async () => {
    const takes: ((error?: Error) => void)[] = [];
    const put = () => new Promise<void>((done, fail) => takes.push((error) => (error ? fail(error) : done())));
    const wakeUps = wakeUpsOf({ put }, () => 0);

    const all = Promise.allSettled(Array.from({ length: 64 }, () => wakeUps.wake('webhook', 5_000)));
    for (const take of takes) take(new StorageUnavailable('down'));

    expect(takes).toHaveLength(1);
    expect((await all).every(({ status }) => status === 'rejected')).toBe(true);
  });

  test('one that the queue did not take is none to rely on', async () => {
    const delays: number[] = [];
    let isDown = true;
    const put = async (_: unknown, delay: number) => (isDown ? down() : void delays.push(delay));
    const wakeUps = wakeUpsOf({ put }, () => 0);

    await expect(wakeUps.wake('webhook', 4_000)).rejects.toThrow(StorageUnavailable);
    isDown = false;
    await wakeUps.wake('webhook', 4_000);

    expect(delays).toEqual([4]);
  });

  test('one that is still being put can be relied on, and fails for all who do', async () => {
    const delays: number[] = [];
    let end = (_error?: Error) => {};
    const put = (_: unknown, delay: number) => {
      delays.push(delay);
      return new Promise<void>((resolve, reject) => {
        end = (error) => (error ? reject(error) : resolve());
      });
    };
    const wakeUps = wakeUpsOf({ put }, () => 0);

    const all = [1, 2, 3].map(() => wakeUps.wake('webhook', 4_000));
    end(new StorageUnavailable('down'));

    expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual(Array(3).fill('rejected'));
    expect(delays).toEqual([4]);
  });
});
