import { expect, test } from 'vitest';
import { Slots } from '../../src/graph/slots.ts';

/** Calls that end when they are told to, and how many of them have begun. */
function calls() {
  const ends: (() => void)[] = [];
  const call = () => new Promise<void>((resolve) => ends.push(resolve));
  return { ends, call };
}
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('so many calls run at once, and each end lets the next begin', async () => {
  const slots = new Slots(2);
  const { ends, call } = calls();
  const all = Promise.all([1, 2, 3, 4].map(() => slots.run(call)));

  await settle();
  expect(ends).toHaveLength(2);
  ends[0]?.();
  await settle();
  expect(ends).toHaveLength(3);

  ends[1]?.();
  ends[2]?.();
  await settle();
  ends[3]?.();
  await all;
});

test('a call that fails gives its place back', async () => {
  const slots = new Slots(1);

  await expect(slots.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await slots.run(async () => 'next')).toBe('next');
});
