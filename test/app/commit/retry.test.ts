import { expect, test } from 'vitest';
import { type Patience, untilCommitted } from '../../../src/app/commit/retry.ts';
import { StorageUnavailable } from '../../../src/app/model/ports.ts';

/** Time that passes by waiting only. */
function patience(random = 1): Patience & { readonly waits: number[] } {
  let now = 0;
  const waits: number[] = [];
  return {
    clock: () => now,
    sleep: async (ms) => {
      waits.push(ms);
      now += ms;
    },
    random: () => random,
    waits,
  };
}

test('what is committed at once is not waited for', async () => {
  const world = patience();

  const result = await untilCommitted(async () => 'done', 10_000, world);

  expect([result, world.waits]).toEqual(['done', []]);
});

test('after each conflict it waits up to twice as long, and half a second at most', async () => {
  const world = patience();

  await untilCommitted(async (tries) => (tries < 9 ? 'conflict' : 'done'), 10_000, world);

  expect(world.waits).toEqual([10, 20, 40, 80, 160, 320, 500, 500, 500]);
});

test('the wait is drawn from zero on, so that rivals spread', async () => {
  const world = patience(0);

  await untilCommitted(async (tries) => (tries < 3 ? 'conflict' : 'done'), 10_000, world);

  expect(world.waits).toEqual([0, 0, 0]);
});

test('when the deadline would pass first, storage is unavailable', async () => {
  const world = patience();

  await expect(untilCommitted(async () => 'conflict', 1_000, world)).rejects.toThrow(StorageUnavailable);
  expect(world.clock()).toBeLessThan(1_000);
});

test('every other failure goes straight to the caller', async () => {
  const world = patience();

  await expect(untilCommitted(() => Promise.reject(new Error('bug')), 10_000, world)).rejects.toThrow('bug');
});
