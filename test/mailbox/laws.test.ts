import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { breaches, live, ROUGH } from './life.ts';

describe('in any order, with crashes, lost answers and lost or doubled wake-ups', () => {
  test.each([
    { name: 'few subjects', subjects: 2, hasKeys: false, runs: 40 },
    { name: 'groups', subjects: 12, hasKeys: false, runs: 40 },
    { name: 'channels with keys', subjects: 9, hasKeys: true, runs: 40 },
  ])('each target ends where it should, by a story that is true: $name', async ({ subjects, hasKeys, runs }) => {
    const seeds = fc.integer({ min: 0, max: 2 ** 31 });
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        expect(await breaches(await live(seed, ROUGH, subjects, hasKeys))).toEqual([]);
      }),
      { numRuns: runs, seed: 18 },
    );
  });
});
