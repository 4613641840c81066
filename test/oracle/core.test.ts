import { describe, expect, test } from 'vitest';
import { compare, expectAgreement } from './compare.ts';
import { Core } from './core.ts';
import { FAULTS, withFault } from './faults.ts';
import { generateHistory } from './generate.ts';

/** `node test/oracle/run.ts --runs 100000` tries more. */
const HISTORIES = 2_000;
const PATIENCE_MS = 120_000;

describe('the core tells what the oracle says, in random histories', () => {
  const quarter = HISTORIES / 4;

  test.each([0, 1, 2, 3])(
    'part %d',
    async (part) => {
      for (let i = 0; i < quarter; i++) {
        await expectAgreement(generateHistory(1 + part * quarter + i), (history) => new Core(history));
      }
    },
    PATIENCE_MS,
  );
});

describe('a mistake in the rules', () => {
  test.each(FAULTS)('is found: $name', { timeout: PATIENCE_MS }, async (fault) => {
    const functions = await withFault(fault);
    let found: unknown = null;
    for (let seed = 1; seed <= HISTORIES && !found; seed++) {
      found = await compare(generateHistory(seed), (history) => new Core(history, functions));
    }
    expect(found).not.toBeNull();
  });
});
