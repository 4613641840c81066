import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { breaches, live, ROUGH } from './life.ts';
import { CALM } from './world.ts';

describe('in any order, with crashes, lost answers and lost or doubled wake-ups', () => {
  test.each([
    { name: 'nothing goes wrong', chaos: CALM, subjects: 9, hasKeys: false, runs: 15 },
    { name: 'few subjects', chaos: ROUGH, subjects: 2, hasKeys: false, runs: 25 },
    { name: 'groups', chaos: ROUGH, subjects: 12, hasKeys: false, runs: 25 },
    { name: 'channels with keys', chaos: ROUGH, subjects: 9, hasKeys: true, runs: 25 },
  ])('each target ends where it should, by a story that is true: $name', async ({ chaos, subjects, hasKeys, runs }) => {
    const seeds = fc.integer({ min: 0, max: 2 ** 31 });
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        expect(await breaches(await live(seed, chaos, subjects, hasKeys))).toEqual([]);
      }),
      { numRuns: runs, seed: 18 },
    );
  });
});
