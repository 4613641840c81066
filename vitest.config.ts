import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Many tests wait for a process or a peer; left alone, vitest keeps one of two cores for itself.
    maxWorkers: 3,
    // For a slow machine, and one that others use too: no test is meant to take long.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
