import { describe, expect, it } from 'vitest';
import { search } from '../../telling/explore.ts';
import * as product from '../../telling/product.ts';
import { Gathering } from './gathering.ts';
import { FAULTS, SCENARIOS, scenarioOf, withFault } from './gathering-scenarios.ts';

const PATIENCE = 120_000;

describe('reports that are stored together, in every order', () => {
  it.each(SCENARIOS)('$name', { timeout: PATIENCE }, async (scenario) => {
    const { isWhole, found } = await search(scenario.name, (chooser) => new Gathering(scenario, chooser, product));
    expect(found).toBeUndefined();
    expect(isWhole).toBe(true);
  });
});

describe('a mistake in the program', () => {
  it.each(FAULTS)('is found: $name', { timeout: PATIENCE }, async (fault) => {
    const mistaken = await withFault(fault);
    const scenario = scenarioOf(fault.world);
    const { found } = await search(scenario.name, (chooser) => new Gathering(scenario, chooser, mistaken));
    expect(found?.breaches.length).toBeGreaterThan(0);
  });
});
