import { describe, expect, it } from 'vitest';
import { exhaust, read, replay, story, wander, written } from './explore.ts';
import * as product from './product.ts';
import { large, SMALL, scenarioOf } from './scenarios.ts';

const PATIENCE = 120_000;

describe('telling, in every order', () => {
  it.each(SMALL)('$name', { timeout: PATIENCE }, async (scenario) => {
    const { isWhole, found } = await exhaust(scenario, product);
    expect(found && (await story(found, product))).toBeUndefined();
    expect(isWhole).toBe(true);
  });

  it.each(Array.from({ length: 12 }, (_, seed) => ({ seed })))(
    'by chance, seed $seed',
    { timeout: PATIENCE },
    async ({ seed }) => {
      const found = await wander(large(seed), seed, product);
      expect(found && (await story(found, product))).toBeUndefined();
    },
  );
});

describe('a schedule as text', () => {
  it('is read as it was written', async () => {
    const scenario = scenarioOf('dies');
    const schedule = { scenario, without: [2], choices: [0, 0, 1] };
    expect(read(written(schedule), scenarioOf)).toEqual(schedule);
    const { breaches, labels } = await replay(schedule, product);
    expect(breaches).toEqual([]);
    expect(labels.length).toBeGreaterThan(0);
  });
});
