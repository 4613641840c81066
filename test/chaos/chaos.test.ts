import { expect, test } from 'vitest';
import { chaos } from './chaos.ts';

test('the running program keeps its word through ten kills', { timeout: 400_000 }, async () => {
  const { breaches, answered, messages } = await chaos({ kills: 10, seed: 1 });
  expect(breaches).toEqual([]);
  expect(answered).toBeGreaterThan(0);
  expect(messages).toBeGreaterThan(0);
});
