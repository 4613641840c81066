import { defineConfig } from 'vitest/config';

/** For Stryker: pure tests need no process of their own, and starting one costs more than running them. */
export default defineConfig({
  test: { include: ['test/domain/**/*.test.ts'], isolate: false, maxWorkers: 1, testTimeout: 30_000 },
});
