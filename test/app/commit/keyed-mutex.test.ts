import { expect, test } from 'vitest';
import { KeyedMutex } from '../../../src/app/commit/keyed-mutex.ts';

const tick = () => new Promise((resolve) => setTimeout(resolve, 1));

/** Works that note when they begin and end. */
function recorder(mutex: KeyedMutex) {
  const log: string[] = [];
  const run = (name: string, keys: readonly string[]) =>
    mutex.run(keys, async () => {
      log.push(`+${name}`);
      await tick();
      log.push(`-${name}`);
    });
  return { log, run };
}

test('who works on the same key goes one after the other, in the order of asking', async () => {
  const { log, run } = recorder(new KeyedMutex());

  await Promise.all([run('a', ['k']), run('b', ['k']), run('c', ['k'])]);

  expect(log).toEqual(['+a', '-a', '+b', '-b', '+c', '-c']);
});

test('who works on another key need not wait', async () => {
  const { log, run } = recorder(new KeyedMutex());

  await Promise.all([run('a', ['k']), run('b', ['l'])]);

  expect(log.slice(0, 2)).toEqual(['+a', '+b']);
});

test('several keys taken crosswise do not lock each other out', async () => {
  const { log, run } = recorder(new KeyedMutex());

  await Promise.all([run('a', ['k', 'l']), run('b', ['l', 'k']), run('c', ['l', 'm']), run('d', ['m', 'k'])]);

  expect(log).toHaveLength(8);
});

test('the same key twice in one request is one key', async () => {
  const { log, run } = recorder(new KeyedMutex());

  await run('a', ['k', 'k']);

  expect(log).toEqual(['+a', '-a']);
});

test('who fails lets the next one in, and tells its own caller', async () => {
  const mutex = new KeyedMutex();

  const failed = mutex.run(['k'], () => Promise.reject(new Error('no')));
  const next = mutex.run(['k'], async () => 'in');

  await expect(failed).rejects.toThrow('no');
  await expect(next).resolves.toBe('in');
});
