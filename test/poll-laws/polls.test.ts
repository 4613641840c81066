import { describe, expect, test } from 'vitest';
import { compare, explain } from './compare.ts';
import { FAULTS, withFault } from './faults.ts';
import { generateHistory } from './generate.ts';

/** `npm run oracle -- --polls 1000` tries more. */
const HISTORIES = 8;
const PATIENCE_MS = 120_000;

test(
  'what is open of a tenant that is read from Graph is what the oracle says, in random histories',
  async () => {
    for (let seed = 1; seed <= HISTORIES; seed++) expect(await explain(generateHistory(seed))).toBeNull();
  },
  PATIENCE_MS,
);

describe('a mistake in the program', () => {
  test.each(FAULTS)('is found: $name', { timeout: PATIENCE_MS }, async (fault) => {
    const history = { seed: 0, tenants: ['contoso'], steps: fault.steps };
    expect(await compare(history)).toBeNull();
    expect(await compare(history, await withFault(fault))).not.toBeNull();
  });
});

test('a difference is said with no more than it takes', async () => {
  const [fault] = FAULTS;
  const steps = [...fault!.steps, ...generateHistory(3).steps];
  const told = await explain({ seed: 3, tenants: ['contoso'], steps }, await withFault(fault!));
  expect(told).toContain('--polls 1 --seed 3');
  expect(told).toMatch(/contoso\/c: oracle nothing .* program tokenRemoved critical$/);
  expect(told!.match(/^\{/gm)!.length).toBeLessThanOrEqual(fault!.steps.length);
});
