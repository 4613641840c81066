import { defineConfig } from 'vitest/config';

/**
 * For Stryker: tests of what decides, over rows in memory. They need no process of their own, and starting one costs
 * more than running them. Left out is what takes long or needs Azurite.
 */
export default defineConfig({
  test: {
    include: ['test/domain/**/*.test.ts', 'test/app/**/*.test.ts'],
    exclude: ['test/app/deliver/laws.test.ts', 'test/app/deliver/storage.test.ts'],
    isolate: false,
    maxWorkers: 1,
    testTimeout: 30_000,
  },
});
