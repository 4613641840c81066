import { expect, test } from 'vitest';
import { fuzz } from './fuzz.ts';

test.each([false, true])('the app keeps to the model for a hundred requests (credentials: %s)', async (isKeyed) => {
  const { statuses, reports } = await fuzz({ runs: 100, seed: 1, isKeyed, storage: 'memory', progress: () => {} });

  expect(reports).toBeGreaterThan(20);
  expect([...statuses.keys()].sort()).toEqual(expect.arrayContaining(isKeyed ? [200, 400, 401, 403] : [200, 207, 400]));
});
