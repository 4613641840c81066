import { expect, test } from 'vitest';
import { eachOf } from '../../../src/app/commit/each-of.ts';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

test('no more than so many are worked on at once, and all of them in the end', async () => {
  let under = 0;
  let most = 0;
  const done: number[] = [];

  await eachOf([1, 2, 3, 4, 5, 6, 7], 3, async (item) => {
    most = Math.max(most, ++under);
    await turn();
    under -= 1;
    done.push(item);
  });

  expect([most, done.sort()]).toEqual([3, [1, 2, 3, 4, 5, 6, 7]]);
});

test('after a failure nothing new is begun, what is under way ends, and the caller learns of it', async () => {
  const begun: number[] = [];
  const ended: number[] = [];

  const works = eachOf([1, 2, 3, 4, 5, 6], 2, async (item) => {
    begun.push(item);
    if (item === 1) throw new Error('one failed');
    await turn();
    ended.push(item);
  });

  await expect(works).rejects.toThrow('one failed');
  expect([begun, ended]).toEqual([[1, 2], [2]]);
});

test('what comes bit by bit is taken as it comes', async () => {
  const done: number[] = [];
  async function* source() {
    for (const item of [1, 2, 3]) {
      await turn();
      yield item;
    }
  }

  await eachOf(source(), 2, async (item) => void done.push(item));

  expect(done).toEqual([1, 2, 3]);
});
