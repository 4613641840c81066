import { describe, expect, it } from 'vitest';
import { exhaust } from './explore.ts';
import { FAULTS, planted } from './faults.ts';
import { scenarioOf } from './scenarios.ts';

/** Each is found long before. */
const MOST = 3_000;

describe('a mistake in the program', () => {
  it.each(FAULTS)('is found: $name', { timeout: 120_000 }, async (fault) => {
    const product = await planted(fault);
    const world = scenarioOf(fault.world);
    const scenario = { ...world, supplies: fault.supplies ?? world.supplies };
    const { found } = await exhaust(scenario, product, MOST);
    expect(found?.breaches.length).toBeGreaterThan(0);
  });

  it('is refused where its text is not in the program', async () => {
    const nowhere = { name: 'nowhere', file: 'app/deliver/run.ts', from: 'no such text', to: '', world: 'dies' };
    await expect(planted(nowhere)).rejects.toThrow('0 times');
  });
});
